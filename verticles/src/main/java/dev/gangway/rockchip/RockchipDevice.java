package dev.gangway.rockchip;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.ImageData;
import dev.gangway.format.RockchipCrc;
import dev.gangway.format.RockchipLoader;
import dev.gangway.format.RockchipLoader.Part;
import dev.gangway.format.RockchipLoader.Stage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.rockchip.RockusbWire.Command;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A board with a Rockchip chip: in its boot ROM, which takes a loader, or in a loader that speaks rockusb, which writes and
 * reads media by the sector. Blocking; one thread at a time.
 */
public final class RockchipDevice {
    /** Bytes of a sector. */
    public static final int SECTOR = 512;

    /** Sectors that one command moves, as Rockchip's own tool has it. */
    private static final int AT_ONCE = 128;

    /** Sectors that one command erases, as Rockchip's own tool has it; the count has 16 bits. */
    private static final int ERASED_AT_ONCE = 1 << 15;

    /** The most that Linux moves in one control transfer, and what boot ROMs expect: a shorter one is the last. */
    private static final int PIECE = 4096;

    private static final Duration TIME = Duration.ofSeconds(20);
    private static final Duration ERASE_TIME = Duration.ofSeconds(60);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(3);

    private static final int TO_BOARD = 0x40;
    private static final int REQUEST = 0xc;
    private static final int MEMORY = 0x471;
    private static final int USB_PLUG = 0x472;

    private static final int TEST_READY = 0x00;
    private static final int FLASH_ID = 0x01;
    private static final int READ = 0x14;
    private static final int WRITE = 0x15;
    private static final int FLASH_INFO = 0x1a;
    private static final int CHIP_INFO = 0x1b;
    private static final int ERASE = 0x25;
    private static final int CAPABILITY = 0xaa;
    private static final int RESET = 0xff;

    private final UsbSession session;
    private final Pauses pauses;
    private final RockusbWire wire;

    private RockchipDevice(UsbSession session, Pauses pauses, RockusbWire wire) {
        this.session = session;
        this.pauses = pauses;
        this.wire = wire;
    }

    /**
     * Takes the board's vendor interface.
     *
     * @throws FailureException BOARD_REFUSED when it has none, or why it cannot be claimed
     */
    public static RockchipDevice open(UsbSession session, Pauses pauses) throws FailureException {
        for (UsbIdentity.Interface each : session.identity().interfaces()) {
            Optional<UsbIdentity.Endpoint> in = each.bulk(true);
            Optional<UsbIdentity.Endpoint> out = each.bulk(false);
            if (each.interfaceClass() == 0xff && in.isPresent() && out.isPresent()) {
                try {
                    session.claim(each.number());
                } catch (ChannelException e) {
                    throw e.asFailure("claiming the rockusb interface");
                }
                RockusbWire wire =
                        new RockusbWire(session, out.get().address(), in.get().address());
                return new RockchipDevice(session, pauses, wire);
            }
        }
        throw new FailureException(FailureKind.BOARD_REFUSED, "the device has no rockusb interface (class ff)");
    }

    /**
     * Whether these descriptors look like a boot ROM's and not like a loader's; the two have one USB id. What a boot ROM was
     * given over USB mostly goes on looking like the boot ROM.
     */
    public static boolean looksLikeBootRom(UsbIdentity identity) {
        return (identity.bcdUsb() & 1) == 0;
    }

    /** Whether the board looks like one in its boot ROM. */
    public boolean looksLikeBootRom() {
        return looksLikeBootRom(session.identity());
    }

    /** What its descriptors say. */
    public UsbIdentity identity() {
        return session.identity();
    }

    /**
     * Gives the boot ROM what starts the memory, and then what speaks USB from there: that takes over, and is another device on
     * the bus.
     *
     * @param moved gets the bytes that the board has taken since the last call
     * @throws FailureException IMAGE_INVALID when the file is for another chip or lacks a part, before anything was sent
     */
    public void download(RockchipLoader loader, ImageData data, LongConsumer moved) throws FailureException {
        requireFor(loader);
        for (Part part : loader.parts(Stage.MEMORY)) {
            request(MEMORY, part, data, moved);
        }
        for (Part part : loader.parts(Stage.USB_PLUG)) {
            request(USB_PLUG, part, data, moved);
        }
    }

    private void requireFor(RockchipLoader loader) throws FailureException {
        if (loader.parts(Stage.USB_PLUG).isEmpty()) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    "the loader file has no part for USB (472): it can only lie on a medium");
        }
        Optional<RockchipChip> file = RockchipChip.ofFile(loader.chip());
        Optional<RockchipChip> board = RockchipChip.ofProduct(session.identity().pid());
        if (file.isPresent() && board.isPresent() && !file.equals(board)) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    "the loader file is for " + file.get().code() + ", the board has "
                            + board.get().code());
        }
    }

    private void request(int code, Part part, ImageData data, LongConsumer moved) throws FailureException {
        String doing = String.format("sending %s (request %04x)", part.name(), code);
        ByteBuffer message = message(data.slice(part.offset(), part.size()));
        try {
            while (message.hasRemaining()) {
                int size = Math.min(PIECE, message.remaining());
                ByteBuffer piece = message.slice(message.position(), size);
                session.control(new SetupPacket(TO_BOARD, REQUEST, 0, code, size), piece, TIME);
                message.position(message.position() + size);
                moved.accept(size);
            }
        } catch (ChannelException e) {
            throw e.asFailure(doing);
        }
        if (!part.delay().isZero()) {
            pauses.pause(part.delay());
        }
    }

    /**
     * The data, its check sum, and what must be there so that the last piece is a short one: one byte before a sum that two
     * pieces would share, one behind a sum that fills its piece.
     */
    static ByteBuffer message(ByteBuffer data) {
        int size = data.remaining();
        int over = size % PIECE;
        int summed = over == PIECE - 1 ? size + 1 : size;
        int all = over == PIECE - 2 ? summed + 3 : summed + 2;
        ByteBuffer message = ByteBuffer.allocate(all);
        message.put(data.duplicate());
        int sum = RockchipCrc.crc16(message.duplicate().position(0).limit(summed));
        return message.putShort(summed, (short) sum).rewind();
    }

    /** Asks whether the loader is there and its medium ready. */
    public boolean isReady() throws FailureException {
        return wire.receive(Command.plain(TEST_READY), ByteBuffer.allocate(0), true, ANSWER_TIME);
    }

    /** The five bytes by which a medium names itself: a NAND chip's id, or letters such as {@code EMMC}. */
    public byte[] flashId() throws FailureException {
        return ask(FLASH_ID, 5, true, "its flash id");
    }

    /** The sixteen bytes that a loader has for the chip. */
    public byte[] chipInfo() throws FailureException {
        return ask(CHIP_INFO, 16, true, "the chip");
    }

    /** The eight bytes of flags that say what a loader can do. */
    public byte[] capability() throws FailureException {
        return ask(CAPABILITY, 8, true, "what it can do");
    }

    /** What the loader says of its medium. */
    public FlashInfo flashInfo() throws FailureException {
        return FlashInfo.of(ByteBuffer.wrap(ask(FLASH_INFO, FlashInfo.BYTES, true, "its medium")));
    }

    private byte[] ask(int code, int size, boolean whole, String what) throws FailureException {
        ByteBuffer into = ByteBuffer.allocate(size);
        if (!wire.receive(Command.plain(code), into, whole, ANSWER_TIME)) {
            throw new FailureException(FailureKind.BOARD_REFUSED, "the loader does not tell " + what);
        }
        return into.array();
    }

    /** The same for people, as two digits a byte. */
    public static String text(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes);
    }

    /**
     * Refuses a stretch that the medium has no room for, before anything goes there.
     *
     * @throws FailureException IMAGE_TOO_LARGE
     */
    public void requireRoom(long sector, long length) throws FailureException {
        long end = sector + (length + SECTOR - 1) / SECTOR;
        long sectors = flashInfo().sectors();
        if (end > sectors) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    length + " bytes from sector " + sector + " on end at sector " + end + ", the medium has "
                            + sectors);
        }
    }

    /**
     * Writes an image; what is left of its last sector becomes zeros.
     *
     * @param sector where it begins
     * @param moved gets the bytes that the board has taken since the last call
     * @throws FailureException IMAGE_TOO_LARGE before anything was sent; MEDIUM_FAILED when the board says that it failed
     */
    public void write(long sector, ImageData data, LongConsumer moved) throws FailureException {
        requireRoom(sector, data.length());
        for (long done = 0; done < data.length(); done += (long) AT_ONCE * SECTOR) {
            int size = (int) Math.min((long) AT_ONCE * SECTOR, data.length() - done);
            int sectors = (size + SECTOR - 1) / SECTOR;
            ByteBuffer piece = data.slice(done, size);
            if (size % SECTOR != 0) {
                piece = ByteBuffer.allocate(sectors * SECTOR).put(piece).rewind();
            }
            Command command = new Command(WRITE, 0, sector + done / SECTOR, sectors);
            if (!wire.send(command, piece, TIME)) {
                throw failed("writing", command);
            }
            moved.accept(size);
        }
    }

    private static FailureException failed(String doing, Command command) {
        return new FailureException(
                FailureKind.MEDIUM_FAILED,
                "the loader says that " + doing + " " + command.sectors() + " sectors at " + command.sector()
                        + " failed");
    }

    /** Takes what is read, piece by piece; false = that was enough. */
    @FunctionalInterface
    public interface Reader {
        /** The buffer is used again after the call. */
        boolean take(ByteBuffer piece) throws FailureException;
    }

    /**
     * Reads sectors.
     *
     * @throws FailureException MEDIUM_FAILED when the board says that it failed
     */
    public void read(long sector, long sectors, Reader reader) throws FailureException {
        ByteBuffer into = ByteBuffer.allocate(AT_ONCE * SECTOR);
        for (long done = 0; done < sectors; done += AT_ONCE) {
            int count = (int) Math.min(AT_ONCE, sectors - done);
            Command command = new Command(READ, 0, sector + done, count);
            if (!wire.receive(command, into.clear().limit(count * SECTOR), true, TIME)) {
                throw failed("reading", command);
            }
            if (!reader.take(into.flip())) {
                return;
            }
        }
    }

    /**
     * Reads back what should be an image. A difference counts when it is read twice: a wrong bit on the wire must not accuse the
     * board.
     *
     * @throws FailureException VERIFY_MISMATCH with the first byte that differs; UPLOAD_DAMAGED when nothing does the second time
     */
    public void verify(long sector, ImageData data, LongConsumer moved) throws FailureException {
        long first = same(sector, data, moved);
        if (first == data.length()) {
            return;
        }
        long again = same(sector, data, bytes -> {});
        if (again == data.length()) {
            throw new FailureException(
                    FailureKind.UPLOAD_DAMAGED,
                    "what was read at byte " + first + " from sector " + sector
                            + " on was another one the second time");
        }
        throw new FailureException(
                FailureKind.VERIFY_MISMATCH,
                "the medium does not hold what the image has at byte " + again + ", from sector " + sector + " on");
    }

    private long same(long sector, ImageData data, LongConsumer moved) throws FailureException {
        long[] same = {0};
        read(sector, (data.length() + SECTOR - 1) / SECTOR, piece -> {
            int now = (int) Math.min(piece.remaining(), data.length() - same[0]);
            int differs = data.slice(same[0], now).mismatch(piece.limit(piece.position() + now));
            same[0] += differs < 0 ? now : differs;
            moved.accept(now);
            return differs < 0;
        });
        return same[0];
    }

    /**
     * Erases sectors.
     *
     * @param moved gets the sectors that are erased since the last call
     */
    public void erase(long sector, long sectors, LongConsumer moved) throws FailureException {
        for (long done = 0; done < sectors; done += ERASED_AT_ONCE) {
            int count = (int) Math.min(ERASED_AT_ONCE, sectors - done);
            Command command = new Command(ERASE, 0, sector + done, count);
            if (!wire.send(command, ByteBuffer.allocate(0), ERASE_TIME)) {
                throw failed("erasing", command);
            }
            moved.accept(count);
        }
    }

    /** How a board starts anew. */
    public enum Reset {
        /** From its medium. */
        NORMAL(0),
        /** In its boot ROM. */
        BOOT_ROM(3);

        private final int option;

        Reset(int option) {
            this.option = option;
        }
    }

    /** Has the board start anew: it leaves the bus. */
    public void reset(Reset how) throws FailureException {
        boolean done;
        try {
            done = wire.send(new Command(RESET, how.option, 0, 0), ByteBuffer.allocate(0), ANSWER_TIME);
        } catch (FailureException e) {
            // It may be gone before its answer is fetched; what comes back shows it.
            done = e.failure().kind() == FailureKind.CABLE_LOST || e.failure().kind() == FailureKind.TRANSFER_FAILED;
            if (!done) {
                throw e;
            }
        }
        if (!done) {
            throw new FailureException(FailureKind.BOARD_REFUSED, "the loader refuses to start the board anew");
        }
    }
}
