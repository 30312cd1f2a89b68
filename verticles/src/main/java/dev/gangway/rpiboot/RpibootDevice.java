package dev.gangway.rpiboot;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A board with one of Raspberry Pi's chips that boots over USB: in its boot ROM, which takes the second stage, or in that, which
 * asks for files until it has what it starts. Blocking; one thread at a time.
 */
public final class RpibootDevice {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIME = Duration.ofSeconds(20);

    /** From the second stage's last byte to its answer. */
    private static final Duration STAGE_STARTS = Duration.ofSeconds(1);

    private static final int TO_BOARD = 0x40;
    private static final int FROM_BOARD = 0xc0;
    private static final int PIECE = 16 * 1024;
    private static final int LENGTH_BITS = 16;
    private static final long MOST_FILE = Integer.MAX_VALUE;
    private static final int SIGNATURE = 20;
    private static final int REQUEST = 260;
    private static final int NAME_AT = 4;
    private static final int SERIAL_INDEX_AT = 16;
    private static final int GET_SIZE = 0;
    private static final int READ_FILE = 1;
    private static final int DONE = 2;

    /** Real boards ask some dozens of times; one that never ends must not hold its port for ever. */
    private static final int MOST_REQUESTS = 10_000;

    private final UsbSession session;
    private final Pauses pauses;
    private final BroadcomChip chip;
    private final int out;
    private final boolean bootRom;

    private RpibootDevice(UsbSession session, Pauses pauses, BroadcomChip chip, int out, boolean bootRom) {
        this.session = session;
        this.pauses = pauses;
        this.chip = chip;
        this.out = out;
        this.bootRom = bootRom;
    }

    /**
     * Takes the board's vendor interface, the second one where there are two, and asks for its device descriptor: nothing else
     * tells which stage it is.
     *
     * @throws FailureException BOARD_REFUSED when it has none, or why it cannot be claimed
     */
    public static RpibootDevice open(UsbSession session, Pauses pauses) throws FailureException {
        UsbIdentity identity = session.identity();
        int last = identity.interfaces().stream()
                .mapToInt(UsbIdentity.Interface::number)
                .max()
                .orElse(0);
        UsbIdentity.Interface vendor = identity.interfaces().stream()
                .filter(each -> each.number() == Math.min(last, 1)
                        && each.interfaceClass() == 0xff
                        && each.bulk(false).isPresent())
                .findFirst()
                .orElseThrow(() -> new FailureException(
                        FailureKind.BOARD_REFUSED, "the device has no interface for booting over USB (class ff)"));
        BroadcomChip chip = BroadcomChip.ofProduct(identity.pid())
                .orElseThrow(() -> new FailureException(
                        FailureKind.CHIP_NOT_SERVED,
                        String.format("%04x:%04x is no chip of a Raspberry Pi", identity.vid(), identity.pid())));
        try {
            session.claim(vendor.number());
            ByteBuffer device = ByteBuffer.allocate(18);
            session.control(new SetupPacket(0x80, 6, 0x0100, 0, device.remaining()), device, TIME);
            if (device.hasRemaining()) {
                throw new FailureException(FailureKind.PROTOCOL_GARBAGE, "the board's device descriptor is cut short");
            }
            int serialIndex = device.get(SERIAL_INDEX_AT);
            return new RpibootDevice(
                    session,
                    pauses,
                    chip,
                    vendor.bulk(false).orElseThrow().address(),
                    serialIndex == 0 || serialIndex == 3);
        } catch (ChannelException e) {
            throw e.asFailure("opening the board");
        }
    }

    /** Whether the boot ROM runs, and not the second stage that asks for files. */
    public boolean isBootRom() {
        return bootRom;
    }

    /** Its chip. */
    public BroadcomChip chip() {
        return chip;
    }

    /**
     * Gives the boot ROM its second stage; the board leaves, and comes back with that.
     *
     * @param moved gets the bytes that the board has taken since the last call
     * @throws FailureException IMAGE_MISSING when the files have none for this chip; BOARD_REFUSED when the boot ROM says so
     */
    public void boot(BootFiles files, LongConsumer moved) throws FailureException {
        ImageData stage = files.findFor(chip, chip.secondStage())
                .orElseThrow(() -> new FailureException(
                        FailureKind.IMAGE_MISSING,
                        "there is no " + chip.secondStage() + " among the files, which a " + chip.code() + " needs"));
        requireSendable(chip.secondStage(), stage);
        ByteBuffer message = ByteBuffer.allocate(4 + SIGNATURE).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(0, (int) stage.length());
        try {
            send(ImageData.of(message), sent -> {});
            send(stage, moved);
        } catch (ChannelException e) {
            throw e.asFailure("sending " + chip.secondStage());
        }
        pauses.pause(STAGE_STARTS);
        ByteBuffer answer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        try {
            receive(answer, TIME);
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.DISCONNECTED) {
                return; // the second stage is quick; what comes back shows whether it runs
            }
            throw e.asFailure("asking whether " + chip.secondStage() + " was taken");
        }
        if (answer.hasRemaining() || answer.getInt(0) != 0) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    String.format(
                            "the boot ROM does not take %s: status 0x%x; boards with a key take only what is signed with"
                                    + " it",
                            chip.secondStage(), answer.getInt(0)));
        }
    }

    /** Is told what a board asks. */
    public interface Listener {
        /** It asked for a file, which was sent as far as it is there. */
        void asked(String name, boolean found);

        /** It told something of itself. */
        void told(String key, String value);

        /** So many more bytes were sent. */
        void moved(long bytes);
    }

    /**
     * Answers what the second stage asks until it says that it is done, or leaves with what it got.
     *
     * @throws FailureException PROTOCOL_GARBAGE when a request is none; CABLE_LOST when the board left before it got a file
     */
    public void serve(BootFiles files, Listener listener) throws FailureException {
        boolean served = false;
        for (int count = 0; count < MOST_REQUESTS; count++) {
            ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.LITTLE_ENDIAN);
            try {
                receive(request, REQUEST_TIME);
            } catch (ChannelException e) {
                if (e.fault() == ChannelFault.DISCONNECTED && served) {
                    return;
                }
                throw e.asFailure("waiting for what the board asks");
            }
            int command = request.getInt(0);
            String name = name(request);
            try {
                if (command == DONE) {
                    return;
                }
                if (name.isEmpty()) {
                    announce(0);
                    return;
                }
                if (command != GET_SIZE && command != READ_FILE) {
                    throw new FailureException(
                            FailureKind.PROTOCOL_GARBAGE, "the board asks for what nobody knows: command " + command);
                }
                served |= name.startsWith("*")
                        ? tell(name, listener)
                        : answer(command, name, files.findFor(chip, name), listener);
            } catch (ChannelException e) {
                throw e.asFailure("serving " + name);
            }
        }
        throw new FailureException(
                FailureKind.PROTOCOL_GARBAGE, "the board asked " + MOST_REQUESTS + " times and is not done");
    }

    private boolean tell(String name, Listener listener) throws ChannelException {
        String[] parts = name.substring(1).split("\\*", 2);
        listener.told(parts[0], parts.length > 1 ? parts[1] : "");
        announce(0);
        return false;
    }

    /** Whether a whole file was sent. */
    private boolean answer(int command, String name, Optional<ImageData> file, Listener listener)
            throws ChannelException, FailureException {
        if (file.isPresent()) {
            requireSendable(name, file.get());
        }
        if (command == GET_SIZE) {
            if (file.isEmpty()) {
                listener.asked(name, false);
            }
            announce(file.map(ImageData::length).orElse(0L));
            return false;
        }
        listener.asked(name, file.isPresent());
        if (file.isEmpty()) {
            announce(0);
            return false;
        }
        send(file.get(), listener::moved);
        return true;
    }

    private static void requireSendable(String name, ImageData file) throws FailureException {
        if (file.length() > MOST_FILE) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    name + " has " + file.length() + " bytes, " + MOST_FILE + " can be sent");
        }
    }

    private static String name(ByteBuffer request) throws FailureException {
        String text = StandardCharsets.ISO_8859_1
                .decode(request.slice(NAME_AT, REQUEST - NAME_AT))
                .toString();
        int zero = text.indexOf(0);
        if (request.hasRemaining() || zero < 0) {
            throw new FailureException(FailureKind.PROTOCOL_GARBAGE, "what the board asks is cut short, or has no end");
        }
        return text.substring(0, zero);
    }

    /** Tells the board how much comes, or how much there is: both are the same request. */
    private void announce(long length) throws ChannelException {
        int value = (int) length & 0xffff;
        session.control(
                new SetupPacket(TO_BOARD, 0, value, (int) (length >> LENGTH_BITS), 0), ByteBuffer.allocate(0), TIME);
    }

    private void send(ImageData data, LongConsumer moved) throws ChannelException {
        announce(data.length());
        for (long done = 0; done < data.length(); done += PIECE) {
            int size = (int) Math.min(PIECE, data.length() - done);
            session.bulkOut(out, data.slice(done, size), TIME);
            moved.accept(size);
        }
    }

    private void receive(ByteBuffer into, Duration time) throws ChannelException {
        int length = into.remaining();
        session.control(new SetupPacket(FROM_BOARD, 0, length & 0xffff, length >> LENGTH_BITS, length), into, time);
    }
}
