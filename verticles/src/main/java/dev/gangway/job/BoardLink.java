package dev.gangway.job;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.UsbSession;
import dev.gangway.fastboot.FastbootClient;
import dev.gangway.fel.FelDevice;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's connection to the board of its job through all its re-enumerations. It makes sure that it is the same
 * board each time. Used by the worker alone, but for {@link #cancel}.
 */
final class BoardLink implements AutoCloseable {
    private static final Duration FIRST_CONTACT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(BoardLink.class);

    /** How long a person has to let go before the board is reset again. */
    private static final Duration RESET_AGAIN = Duration.ofSeconds(1);

    /** When to try again to open a board that was not there. */
    private static final Duration OPEN_AGAIN = Duration.ofMillis(200);

    private final BoardBus bus;
    private final PortPath port;
    private final BoardGate gate;
    private final BoardIdentity expected;
    private Epoch leftBehind = Epoch.NONE;
    private volatile @Nullable UsbSession session;
    private @Nullable FelDevice fel;
    private @Nullable FastbootClient fastboot;

    BoardLink(BoardBus bus, PortPath port, BoardGate gate, BoardIdentity expected) {
        this.bus = bus;
        this.port = port;
        this.gate = gate;
        this.expected = expected;
    }

    /** Waits for the board in this mode, on an attach that began after the last {@link #leaving}. */
    void await(BootMode mode, Duration time) throws FailureException {
        if (mode == BootMode.FEL) {
            openFel(contact(mode, time));
        } else if (mode == BootMode.FASTBOOT) {
            openFastboot(contact(mode, time));
        } else {
            closeSession();
            gate.await(mode, leftBehind, time);
        }
    }

    /** A board, and the session in which it is open. */
    private record Contact(BoardSighting board, UsbSession session) {}

    /**
     * Waits for a board in this mode and opens it. One that is gone by then is waited for on: on a busy bus a board comes
     * back before anybody has told that it had left.
     */
    private Contact contact(BootMode mode, Duration time) throws FailureException {
        closeSession();
        long deadline = System.nanoTime() + time.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            Optional<Contact> contact = contactNow(gate.await(mode, leftBehind, left));
            if (contact.isPresent()) {
                return contact.get();
            }
            if (left.isZero()) {
                throw new FailureException(
                        FailureKind.CABLE_LOST,
                        "the board on " + port + " left, and none came back in " + mode.code() + " mode within "
                                + time.toSeconds() + " s");
            }
            gate.pause(OPEN_AGAIN);
        }
    }

    /** Opens this board, unless it is gone. */
    private Optional<Contact> contactNow(BoardSighting board) throws FailureException {
        try {
            return Optional.of(new Contact(board, openSession(board)));
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.DISCONNECTED) {
                return Optional.empty();
            }
            throw e.asFailure("opening the board on " + port);
        }
    }

    /**
     * Waits for the board to run what was written. As long as it comes back in FEL instead, its boot button is still
     * pressed or its jumper in: it is reset again until the time is over.
     */
    void awaitRunning(Duration time) throws FailureException {
        closeSession();
        long deadline = System.nanoTime() + time.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            BoardSighting board = gate.await(EnumSet.of(BootMode.RUNNING, BootMode.FEL), leftBehind, left);
            if (board.mode() == BootMode.RUNNING) {
                return;
            }
            if (left.compareTo(RESET_AGAIN) < 0) {
                throw new FailureException(
                        FailureKind.BOARD_NOT_BACK,
                        "the board came back in FEL mode instead of booting, for " + time.toSeconds() + " s");
            }
            gate.pause(RESET_AGAIN);
            Optional<Contact> contact = contactNow(board);
            if (contact.isPresent()) {
                FelDevice device = openFel(contact.get());
                leaving();
                device.watchdogReset();
                closeSession();
            }
        }
    }

    /** The board in FEL mode, opened when it is not yet. */
    FelDevice fel() throws FailureException {
        FelDevice open = fel;
        return open != null ? open : openFel(contact(BootMode.FEL, FIRST_CONTACT));
    }

    /** The board in fastboot mode, opened when it is not yet. */
    FastbootClient fastboot() throws FailureException {
        FastbootClient open = fastboot;
        return open != null ? open : openFastboot(contact(BootMode.FASTBOOT, FIRST_CONTACT));
    }

    /**
     * Called before a command that makes the board leave the bus: whatever is attached now is not the board's answer to
     * it.
     */
    void leaving() {
        leftBehind = gate.epoch();
    }

    /** Ends the running and every later transfer; any thread. */
    void cancel() {
        gate.stop();
        UsbSession open = session;
        if (open != null) {
            open.cancel();
        }
    }

    /**
     * After a failure: a boot ROM that lost step waits for the rest of a transfer for ever, and a reset of the bus makes it
     * forget. Does what it can; whether it helped shows the next attempt.
     */
    void resetBus() {
        UsbSession open = session;
        if (open != null) {
            try {
                open.reset();
            } catch (ChannelException e) {
                LOG.atDebug().addKeyValue("port", port).log("no bus reset: " + e.getMessage());
            }
        }
        closeSession();
    }

    /** Lets go of the device; the board itself stays as it is. */
    void closeSession() {
        fel = null;
        fastboot = null;
        UsbSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closeSession();
    }

    private FelDevice openFel(Contact contact) throws FailureException {
        FelDevice device = FelDevice.open(contact.session(), version -> {
            if (version.socId() != expected.chipId()) {
                throw swapped("chip " + expected.chipName(), String.format("a chip with id %04x", version.socId()));
            }
        });
        requireSameBoard(device);
        fel = device;
        return device;
    }

    /** A wrong bit on the wire must not accuse the operator: another id counts only when it is read twice. */
    private void requireSameBoard(FelDevice device) throws FailureException {
        BoardId id = device.identity().boardId();
        if (Objects.equals(expected.boardId(), id)) {
            return;
        }
        BoardId again = device.identity().boardId();
        if (!Objects.equals(id, again)) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the board's id was read twice and was not the same: " + text(id) + ", " + text(again));
        }
        throw swapped(text(expected.boardId()), text(id));
    }

    private static String text(@Nullable BoardId id) {
        return id == null ? "a board without an id" : id.value();
    }

    private FastbootClient openFastboot(Contact contact) throws FailureException {
        FastbootClient client = FastbootClient.open(contact.session());
        String predicted = expected.fastbootSerial();
        String told = contact.board().usbSerial();
        String shown = told != null ? told : client.getvar("serialno").orElse("");
        if (predicted != null && !shown.isEmpty() && !predicted.equals(shown)) {
            throw swapped("fastboot serial " + predicted, "fastboot serial " + shown);
        }
        fastboot = client;
        return client;
    }

    private UsbSession openSession(BoardSighting board) throws ChannelException {
        UsbSession opened = bus.open(port, board.deviceKey(), UsbSession.class);
        session = opened;
        if (gate.isStopped()) {
            opened.cancel();
        }
        return opened;
    }

    private static FailureException swapped(String was, String is) {
        return new FailureException(
                FailureKind.BOARD_SWAPPED, "the job began with " + was + ", but " + is + " answers now");
    }
}
