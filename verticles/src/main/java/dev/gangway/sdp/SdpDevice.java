package dev.gangway.sdp;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.ImageData;
import dev.gangway.format.IvtImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.NxpSoc;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * A board whose boot ROM, or U-Boot's SPL, takes the commands of NXP's serial download protocol. Blocking; one thread at a time. Addresses are
 * 32 bit, held in a long. Nothing that it does lasts longer than the board's power.
 */
public final class SdpDevice implements SdpBootRom {
    /** The state of secure boot that comes with each answer. */
    private static final int CLOSED = 0x12343412;

    private static final int OPEN = 0x56787856;

    private static final int READ_REGISTER = 0x0101;
    private static final int WRITE_REGISTER = 0x0202;
    private static final int WRITE_FILE = 0x0404;
    private static final int ERROR_STATUS = 0x0505;
    private static final int WRITE_DCD = 0x0a0a;
    private static final int JUMP = 0x0b0b;
    private static final int SKIP_DCD = 0x0c0c;

    private static final int WRITTEN = 0x128a8a12;
    private static final int STORED = 0x88888888;
    private static final int SKIPPED = 0x900dd009;

    private static final int WORD = 0x20;
    private static final int MOST_AT_ONCE = 2 << 20;
    private static final int DCD_FIELD = 12;
    private static final int FIRST_REPORT = 1024;
    private static final int READ_PIECE = 4096;

    /** A board that jumps says nothing more; one that refuses answers at once. */
    private static final Duration REFUSAL = Duration.ofMillis(500);

    private final NxpSoc soc;
    private final SdpWire wire;
    private boolean closed;

    private SdpDevice(NxpSoc soc, SdpWire wire) {
        this.soc = soc;
        this.wire = wire;
    }

    static SdpDevice on(UsbSession session, HidFace face) throws FailureException {
        SdpDevice device = new SdpDevice(face.soc(), new SdpWire(session, face));
        device.status();
        return device;
    }

    @Override
    public NxpSoc soc() {
        return soc;
    }

    /** Whether it starts signed images only. */
    public boolean isClosed() {
        return closed;
    }

    /** The boot ROM's word about its last error. */
    public int status() throws FailureException {
        return exchange("asking for the state", () -> {
            wire.command(ERROR_STATUS, 0, 0, 0, 0);
            secureBoot();
            return wire.answer();
        });
    }

    /** Reads one 32-bit register. */
    public int readRegister(long address) throws FailureException {
        ByteBuffer word = ByteBuffer.allocate(4);
        read(address, word, moved -> {});
        return Integer.reverseBytes(word.getInt(0));
    }

    /** Writes one 32-bit register. */
    public void writeRegister(long address, int value) throws FailureException {
        acknowledged(
                String.format("writing 0x%08x", address),
                WRITTEN,
                () -> wire.command(WRITE_REGISTER, address, WORD, 4, value));
    }

    /** Fills the buffer from memory. */
    public void read(long address, ByteBuffer into, LongConsumer moved) throws FailureException {
        long at = address;
        while (into.hasRemaining()) {
            ByteBuffer piece = into.slice(into.position(), Math.min(READ_PIECE, into.remaining()));
            long from = at;
            exchange(String.format("reading 0x%08x", from), () -> {
                wire.command(READ_REGISTER, from, WORD, piece.remaining(), 0);
                secureBoot();
                wire.fill(piece);
                return 0;
            });
            into.position(into.position() + piece.limit());
            at += piece.limit();
            moved.accept(piece.limit());
        }
    }

    /** Writes into memory. */
    public void write(long address, ByteBuffer data, LongConsumer moved) throws FailureException {
        long at = address;
        while (data.hasRemaining()) {
            ByteBuffer piece = data.slice(data.position(), Math.min(MOST_AT_ONCE, data.remaining()));
            long to = at;
            acknowledged(String.format("writing %d bytes at 0x%08x", piece.limit(), to), STORED, () -> {
                wire.command(WRITE_FILE, to, 0, piece.limit(), 0);
                wire.data(piece, moved);
            });
            data.position(data.position() + piece.limit());
            at += piece.limit();
        }
    }

    /**
     * Has the board's memory set up by the image's DCD, and the image written where it says.
     *
     * @throws FailureException SECURE_BOOT when the board would not start it, RECIPE_INVALID when the board takes no DCD
     */
    public void load(IvtImage image, ImageData file, LongConsumer moved) throws FailureException {
        if (closed && !image.signed()) {
            throw new FailureException(
                    FailureKind.SECURE_BOOT,
                    "the board's secure boot is closed and the image is not signed: give an image signed with this product's"
                            + " key, or a board that is open");
        }
        if (image.dcd().isPresent() && soc.free() == 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "the image has a DCD, which " + soc.name() + " takes none of");
        }
        if (image.dcd().isPresent()) {
            IvtImage.Part dcd = image.dcd().get();
            acknowledged("setting the memory up (DCD)", WRITTEN, () -> {
                wire.command(WRITE_DCD, soc.free(), 0, dcd.length(), 0);
                wire.data(file.slice(dcd.offset(), dcd.length()), bytes -> {});
            });
        }
        for (long done = 0; done < image.length(); done += MOST_AT_ONCE) {
            int piece = (int) Math.min(MOST_AT_ONCE, image.length() - done);
            write(image.address() + done, file.slice(image.offset() + done, piece), moved);
        }
    }

    /** Starts what {@link #load} wrote; the board leaves. Its DCD is not run once more: that would break what it has set up. */
    public void start(IvtImage image, ImageData file) throws FailureException {
        if (soc.skipsDcd()) {
            acknowledged("skipping the DCD", SKIPPED, () -> wire.command(SKIP_DCD, 0, 0, 0, 0));
        } else if (image.dcd().isPresent()) {
            ByteBuffer table = ByteBuffer.allocate((int) Math.min(FIRST_REPORT, image.length()));
            table.put(file.slice(image.offset(), table.capacity())).putInt(DCD_FIELD, 0);
            write(image.address(), table.flip(), moved -> {});
        }
        jump(image.address());
    }

    /**
     * Starts the image whose table is at this address; the board leaves.
     *
     * @throws FailureException SECURE_BOOT or BOARD_REFUSED when it stays and says so
     */
    public void jump(long address) throws FailureException {
        try {
            wire.command(JUMP, address, 0, 0, 0);
            secureBoot();
            int refusal = wire.answer(REFUSAL);
            throw new FailureException(
                    closed ? FailureKind.SECURE_BOOT : FailureKind.BOARD_REFUSED,
                    String.format(
                            "the boot ROM does not start what is at 0x%08x and says %08x%s",
                            address,
                            refusal,
                            closed ? ": its signature is not this product's" : ": there is no image vector table"));
        } catch (ChannelException e) {
            if (e.fault() != ChannelFault.TIMEOUT && e.fault() != ChannelFault.DISCONNECTED) {
                throw e.asFailure("starting the image");
            }
        }
    }

    private void acknowledged(String doing, int wanted, Request request) throws FailureException {
        int answer = exchange(doing, () -> {
            request.send();
            secureBoot();
            return wire.answer();
        });
        if (answer != wanted) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    String.format("%s: the boot ROM answered %08x, not %08x", doing, answer, wanted));
        }
    }

    private void secureBoot() throws ChannelException, FailureException {
        int state = wire.state();
        if (state != OPEN && state != CLOSED) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    String.format(
                            "the board's secure boot is in state %08x; %08x, open, and %08x, closed, exist",
                            state, OPEN, CLOSED));
        }
        closed = state == CLOSED;
    }

    private static int exchange(String doing, Exchange exchange) throws FailureException {
        try {
            return exchange.run();
        } catch (ChannelException e) {
            throw e.asFailure("SDP: " + doing);
        }
    }

    /** What goes to the board. */
    private interface Request {
        void send() throws ChannelException, FailureException;
    }

    /** What goes to the board and comes back. */
    private interface Exchange {
        int run() throws ChannelException, FailureException;
    }
}
