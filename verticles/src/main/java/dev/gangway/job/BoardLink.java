package dev.gangway.job;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialLine;
import dev.gangway.channel.UsbSession;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureClass;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.PortPath;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Protocols;
import dev.gangway.protocol.Reach;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The worker's connection to the board of its job through all its re-enumerations. It makes sure that it is the same
 * board each time. Used by the worker alone, but for {@link #cancel}.
 */
final class BoardLink implements AutoCloseable {
    private static final Duration FIRST_CONTACT = Duration.ofSeconds(5);

    /** How long a person has to let go before the board is reset again. */
    private static final Duration RESET_AGAIN = Duration.ofSeconds(1);

    /** When to try again to open a board that was not there. */
    private static final Duration OPEN_AGAIN = Duration.ofMillis(200);

    /**
     * Nobody sees a board leave a line: one that was told to may still answer as what it was. It is spoken to again only when it
     * must have gone.
     */
    private static final Duration LINE_IS_LEFT = Duration.ofSeconds(1);

    private final BoardBus bus;
    private final PortPath port;
    private final BoardGate gate;
    private final SameBoard board;
    private final Protocols protocols;
    private final BusReset resets;
    private Epoch leftBehind = Epoch.NONE;

    /** The last attach that a step of this attempt spoke to, or waited for. */
    private Epoch met = Epoch.NONE;

    private int visits;

    /** Who the last serial line that was opened, or was tried to be, leads to. */
    private @Nullable BoardSighting behindLine;

    private volatile @Nullable Channel channel;
    private @Nullable Open<?> open;

    BoardLink(BoardBus bus, PortPath port, BoardGate gate, SameBoard board, Protocols protocols) {
        this.bus = bus;
        this.port = port;
        this.gate = gate;
        this.board = board;
        this.protocols = protocols;
        this.resets = new BusReset(bus, port);
    }

    /** The board, opened by one protocol. */
    private record Open<D>(Protocol<D, ?> protocol, D device) {}

    /**
     * Waits for the board in this mode, on an attach that began after the last {@link #leaving} and the last {@link #afresh}.
     */
    void await(BootMode mode, Duration time) throws FailureException {
        if (mode == BootMode.RUNNING) {
            awaitRunning(time);
            return;
        }
        Optional<Protocol<?, ?>> protocol = protocols.in(mode);
        if (protocol.isPresent()) {
            meet(protocol.get(), waysTo(protocol.get(), reach -> reach.mode() == mode), time);
        } else {
            letGo();
            met = gate.await(mode, leftBehind, time).epoch();
        }
    }

    /** A board, and the channel that is open to it. */
    private record Contact(BoardSighting board, Channel channel) {}

    /**
     * Waits for a board that is seen in one of these modes and opens it, as it is spoken to there. One that is gone by then is
     * waited for on: on a busy bus a board comes back before anybody has told that it had left.
     */
    private Contact contact(Map<BootMode, Reach> ways, Duration time) throws FailureException {
        letGo();
        Deadline deadline = Deadline.in(time);
        while (true) {
            Duration left = deadline.left();
            BoardSighting there = gate.await(ways.keySet(), leftBehind, left);
            if (there.line() && leftBehind.compareTo(there.epoch()) >= 0) {
                leftBehind = Epoch.NONE;
                gate.pause(LINE_IS_LEFT);
            }
            Optional<Contact> contact = contactNow(way(ways, there), there);
            if (contact.isPresent()) {
                return contact.get();
            }
            if (left.isZero()) {
                throw new FailureException(FailureKind.CABLE_LOST, nobody(there, ways.keySet(), time));
            }
            gate.pause(OPEN_AGAIN);
        }
    }

    private String nobody(BoardSighting there, Set<BootMode> modes, Duration time) {
        return there.line()
                ? "nobody answers on " + port + " within " + time.toSeconds()
                        + " s: is the board on, and its boot loader listening?"
                : "the board on " + port + " left, and none came back in " + BoardGate.text(modes) + " mode within "
                        + time.toSeconds() + " s";
    }

    /** Opens this board, unless it is gone. */
    private Optional<Contact> contactNow(Reach way, BoardSighting board) throws FailureException {
        try {
            Channel opened = openChannel(way, board);
            met = board.epoch();
            visits++;
            return Optional.of(new Contact(board, opened));
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.DISCONNECTED) {
                return Optional.empty();
            }
            throw e.asFailure("opening the board on " + port);
        }
    }

    /**
     * Waits for the board to run what was written. As long as it comes back in a mode from which it can be made to start
     * anew, its boot button is still pressed or its jumper in: that is done again until the time is over.
     */
    private void awaitRunning(Duration time) throws FailureException {
        letGo();
        if (gate.isLine()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "nobody sees what a board on " + port
                            + " does once its boot loader is left: take `await: running` out" + " of the recipe");
        }
        Set<BootMode> awaited = EnumSet.of(BootMode.RUNNING);
        awaited.addAll(protocols.restarting());
        Deadline deadline = Deadline.in(time);
        while (true) {
            Duration left = deadline.left();
            BoardSighting there = awaitEither(awaited, left);
            if (there.mode() == BootMode.RUNNING) {
                met = there.epoch();
                return;
            }
            if (left.compareTo(RESET_AGAIN) < 0) {
                throw new FailureException(
                        FailureKind.NO_BOOT,
                        "the board came back in " + there.mode().code() + " mode instead of booting, for "
                                + time.toSeconds() + " s");
            }
            gate.pause(RESET_AGAIN);
            Protocol<?, ?> protocol = protocols.in(there.mode()).orElseThrow();
            Optional<Contact> contact = contactNow(way(waysTo(protocol, reach -> true), there), there);
            if (contact.isPresent()) {
                startAnew(protocol, contact.get());
            }
        }
    }

    private BoardSighting awaitEither(Set<BootMode> awaited, Duration time) throws FailureException {
        try {
            return gate.await(awaited, leftBehind, time);
        } catch (FailureException e) {
            throw e.failure().kind() == FailureKind.BOARD_NOT_BACK
                    ? new FailureException(FailureKind.NO_BOOT, e.failure().message(), e)
                    : e;
        }
    }

    private <D> void startAnew(Protocol<D, ?> protocol, Contact contact) throws FailureException {
        D device = open(protocol, contact);
        leaving();
        protocol.restart().orElseThrow().of(device);
        letGo();
    }

    /** The board, as this protocol's client; opened when it is not yet. */
    <D> D board(Protocol<D, ?> protocol) throws FailureException {
        Open<?> there = open;
        if (there != null && there.protocol().equals(protocol)) {
            @SuppressWarnings("unchecked") // a protocol opens its own client
            D device = (D) there.device();
            return device;
        }
        return meet(protocol, waysTo(protocol, reach -> true), FIRST_CONTACT);
    }

    /**
     * Waits for the board and opens it as this protocol's client. One that a step has sent away may be seen, and leave again while
     * it is asked who it is, until it is what it is to become: it is waited for on.
     */
    private <D> D meet(Protocol<D, ?> protocol, Map<BootMode, Reach> ways, Duration time) throws FailureException {
        Deadline deadline = Deadline.in(time);
        while (true) {
            Duration left = deadline.left();
            Contact contact = contact(ways, left);
            try {
                return open(protocol, contact);
            } catch (FailureException e) {
                boolean sentAway =
                        !leftBehind.equals(Epoch.NONE) && !contact.board().line();
                if (e.failure().kind() != FailureKind.CABLE_LOST || !sentAway || left.isZero()) {
                    throw e;
                }
                gate.pause(OPEN_AGAIN);
            }
        }
    }

    /** How the protocol's boards are spoken to, by what they are seen as; of two ways its first. */
    private static Map<BootMode, Reach> waysTo(Protocol<?, ?> protocol, Predicate<Reach> which) {
        Map<BootMode, Reach> ways = new EnumMap<>(BootMode.class);
        protocol.reaches().stream().filter(which).forEach(reach -> reach.seenAs()
                .forEach(seen -> ways.putIfAbsent(seen, reach)));
        return ways;
    }

    /** A board that was waited for in one of these modes is seen in one of them. */
    private static Reach way(Map<BootMode, Reach> ways, BoardSighting board) {
        return Objects.requireNonNull(ways.get(board.mode()), "no way to a board that was waited for");
    }

    /** How often a board was opened: between two openings it may have been away. */
    int visits() {
        return visits;
    }

    /**
     * The line of the port itself, for who listens to the board without a protocol. The board is let go of.
     *
     * @throws FailureException when no line is there
     */
    BoardConsole.Opening line() throws FailureException {
        letGo();
        BoardSighting there = gate.await(BootMode.SERIAL_LINE, Epoch.NONE, FIRST_CONTACT);
        return () -> bus.open(port, there.deviceKey(), SerialLine.class);
    }

    /** On what it rests, mode by mode, that the same board answered all the time. */
    Map<BootMode, IdentityBasis> basis() {
        return board.basis();
    }

    /** Whether nobody sees boards come and go here. */
    boolean isLine() {
        return gate.isLine();
    }

    /** What is open is about to lose its power: it is closed, and whatever is attached now does not count any more. */
    void losesPower() {
        letGo();
        leaving();
    }

    /** Waits until the board was away and is back, in whichever mode. */
    void awaitReplug(Duration time) throws FailureException {
        losesPower();
        try {
            gate.await(EnumSet.allOf(BootMode.class), leftBehind, time);
        } catch (FailureException e) {
            if (e.failure().kind() != FailureKind.BOARD_NOT_BACK) {
                throw e;
            }
            throw new FailureException(
                    FailureKind.BOARD_NOT_BACK,
                    (gate.isEmpty()
                                    ? "the board on " + port + " was unplugged and not plugged in again within "
                                    : "nobody unplugged the board on " + port + " and plugged it in again within ")
                            + time.toSeconds() + " s: unplug it, plug it in, and scan it again",
                    e);
        }
    }

    /** Whether that wait failed because nobody touched the board; it then counts again as it is. */
    boolean stayedAsItWas(Failure failure) {
        boolean stayed = failure.kind() == FailureKind.BOARD_NOT_BACK && !gate.isEmpty();
        if (stayed) {
            leftBehind = Epoch.NONE;
        }
        return stayed;
    }

    /** Whether the job was stopped, or its step has had its time. */
    boolean isStopped() {
        return gate.isStopped();
    }

    /** A pause of the worker; ends early when the job is stopped. */
    void pause(Duration time) throws FailureException {
        gate.pause(time);
    }

    /**
     * Called before a command that makes the board leave the bus: whatever is attached now is not the board's answer to
     * it.
     */
    void leaving() {
        leftBehind = gate.epoch();
    }

    /**
     * The attach that the steps so far spoke to, or waited for, is not waited for any more: the board must have left since. One
     * that has left and is back already counts, so that nobody waits for a board that came back fast.
     */
    void afresh() {
        if (met.compareTo(leftBehind) > 0) {
            leftBehind = met;
        }
    }

    /** Ends the running and every later transfer; any thread. */
    void cancel() {
        gate.stop();
        Channel there = channel;
        if (there != null) {
            there.cancel();
        }
    }

    /**
     * After a failure: a boot ROM that lost step waits for the rest of a transfer for ever, and a reset of the bus makes it
     * forget. So does a serial adapter that hangs; it is reset when a further try may help. Does what it can; whether it helped
     * shows the next attempt.
     */
    void resetBus(Failure failure) {
        Channel there = channel;
        if (there instanceof UsbSession usb) {
            resets.device(usb);
        }
        letGo();
        BoardSighting line = behindLine;
        if (line != null && failure.kind().failureClass() == FailureClass.TRANSIENT) {
            resets.adapter(line);
        }
    }

    /** Lets go of the device; the board itself stays as it is. */
    void letGo() {
        open = null;
        Channel there = channel;
        channel = null;
        if (there != null) {
            there.close();
        }
    }

    @Override
    public void close() {
        letGo();
    }

    private <D> D open(Protocol<D, ?> protocol, Contact contact) throws FailureException {
        D device = protocol.open(contact.channel(), contact.board(), board, gate::pause);
        board.recognise(() -> protocol.identity(device, contact.board()));
        open = new Open<>(protocol, device);
        return device;
    }

    private Channel openChannel(Reach way, BoardSighting board) throws ChannelException {
        behindLine = way.over() == SerialLine.class ? board : null;
        Channel opened = bus.open(port, board.deviceKey(), way.over());
        channel = opened;
        if (gate.isStopped()) {
            opened.cancel();
        }
        return opened;
    }
}
