package dev.gangway.esp;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.format.EspImage;
import dev.gangway.model.FailureException;
import dev.gangway.soc.EspSoc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Flash through the boot ROM (the dossier's section 9): it erases all that is announced, then writes block by block. */
final class FlashWriter {
    static final int SECTOR = 0x1000;

    private static final int BLOCK = FlashContent.BLOCK;
    private static final int SECTORS_OF_A_BLOCK = 16;
    private static final int TRIES = 3;

    private static final int BEGIN = 0x02;
    private static final int DATA = 0x03;
    private static final int END = 0x04;
    private static final int SET_PARAMS = 0x0b;
    private static final int ATTACH = 0x0d;
    private static final int READ = 0x0e;
    private static final int PACKED_BEGIN = 0x10;
    private static final int PACKED_DATA = 0x11;
    private static final int MD5 = 0x13;
    private static final int READ_BYTES = 64;
    private static final int MD5_TEXT = 32;

    /** Longest times, of which the reference tool allows as much. */
    private static final long ERASE_SECONDS_A_MEGABYTE = 40;

    private static final long MD5_SECONDS_A_MEGABYTE = 8;

    private final EspWire wire;
    private final EspSoc soc;
    private final boolean packs;

    FlashWriter(EspWire wire, EspSoc soc, boolean packs) {
        this.wire = wire;
        this.soc = soc;
        this.packs = packs;
    }

    /** Something that the loader is told, and may refuse. */
    private interface Order {
        void give() throws ChannelException, EspRefusal;
    }

    private static void ordered(String doing, Order order) throws FailureException {
        try {
            order.give();
        } catch (EspRefusal e) {
            throw e.asFailure(doing);
        } catch (ChannelException e) {
            throw e.asFailure(doing);
        }
    }

    private static Duration time(long bytes, long secondsAMegabyte) {
        Duration time = Duration.ofMillis((bytes * secondsAMegabyte * 1000) >> 20);
        return time.compareTo(EspRegisters.TIME) < 0 ? EspRegisters.TIME : time;
    }

    /** Wakes the flash; until then the ROM of all but the oldest chip leaves it alone. */
    void attach() throws FailureException {
        if (soc.isFull()) {
            ordered("waking the flash", () -> wire.command(ATTACH, EspWire.words(0, 0), 0, 0, EspRegisters.TIME));
        }
    }

    /** Says how large it is; the ROM would take it for smaller. */
    void size(long bytes) throws FailureException {
        if (soc.isFull()) {
            ByteBuffer sizes = EspWire.words(0, bytes, 0x10000, SECTOR, 256, 0xffff);
            ordered("saying the size of the flash", () -> wire.command(SET_PARAMS, sizes, 0, 0, EspRegisters.TIME));
        }
    }

    /** Erases sectors. */
    void erase(long at, long length) throws FailureException {
        ordered(
                String.format("erasing 0x%x bytes at 0x%x", length, at),
                () -> begin(BEGIN, eraseSize(at, length), 0, at, length));
    }

    /**
     * Writes a file; what it covers is erased first.
     *
     * @param moved gets how many of its bytes have gone
     * @throws EspRefusal when a block was refused as often as it may be sent
     */
    void write(long at, FlashContent content, LongConsumer moved)
            throws ChannelException, EspRefusal, FailureException {
        if (packs) {
            writePacked(at, content, moved);
            return;
        }
        long blocks = (content.length() + BLOCK - 1) / BLOCK;
        ordered(
                String.format("erasing 0x%x bytes at 0x%x", content.length(), at),
                () -> begin(BEGIN, eraseSize(at, content.length()), blocks, at, content.length()));
        for (int i = 0; i < blocks; i++) {
            long from = (long) i * BLOCK;
            block(DATA, i, content.slice(from, BLOCK), EspRegisters.TIME);
            moved.accept(Math.min(BLOCK, content.length() - from));
        }
    }

    private void writePacked(long at, FlashContent content, LongConsumer moved)
            throws ChannelException, EspRefusal, FailureException {
        FlashContent.Packed packed = content.packed();
        int blocks = packed.unpacked().length;
        long announced = (content.length() + BLOCK - 1) / BLOCK * BLOCK;
        ordered(
                String.format("erasing 0x%x bytes at 0x%x", content.length(), at),
                () -> begin(PACKED_BEGIN, announced, blocks, at, content.length()));
        for (int i = 0; i < blocks; i++) {
            int from = i * BLOCK;
            ByteBuffer slice = ByteBuffer.wrap(packed.stream(), from, Math.min(BLOCK, packed.stream().length - from));
            block(PACKED_DATA, i, slice, time(packed.unpacked()[i], ERASE_SECONDS_A_MEGABYTE));
            moved.accept(packed.unpacked()[i]);
        }
    }

    private void begin(int command, long erased, long blocks, long at, long length)
            throws ChannelException, EspRefusal {
        ByteBuffer announced = soc.tellsSecurity()
                ? EspWire.words(erased, blocks, BLOCK, at, 0)
                : EspWire.words(erased, blocks, BLOCK, at);
        wire.command(command, announced, 0, 0, time(length, ERASE_SECONDS_A_MEGABYTE));
    }

    /** A block that came damaged is sent again: what was lost is most often lost once. */
    private void block(int command, int number, ByteBuffer data, Duration time) throws ChannelException, EspRefusal {
        int checksum = EspImage.SEED;
        for (int i = data.position(); i < data.limit(); i++) {
            checksum ^= data.get(i) & 0xff;
        }
        for (int tries = 1; ; tries++) {
            ByteBuffer packet = ByteBuffer.allocate(16 + data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            packet.putInt(data.remaining()).putInt(number).putInt(0).putInt(0);
            packet.put(data.slice()).flip();
            try {
                wire.command(command, packet, checksum, 0, time);
                return;
            } catch (EspRefusal e) {
                if (!e.leftTheBlock() || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The oldest ROM reads the size to erase wrongly: this one makes it erase what is meant. */
    private long eraseSize(long at, long length) {
        if (soc.isFull()) {
            return length;
        }
        long sectors = (length + SECTOR - 1) / SECTOR;
        long first = at / SECTOR;
        long head = Math.min(sectors, SECTORS_OF_A_BLOCK - first % SECTORS_OF_A_BLOCK);
        return (sectors < 2 * head ? (sectors + 1) / 2 : sectors - head) * SECTOR;
    }

    /** The MD5 that the ROM makes of a stretch, in hex. */
    String md5(long at, long length) throws FailureException {
        String doing = String.format("MD5 of 0x%x bytes at 0x%x", length, at);
        try {
            byte[] told = wire.command(
                            MD5, EspWire.words(at, length, 0, 0), 0, MD5_TEXT, time(length, MD5_SECONDS_A_MEGABYTE))
                    .data();
            return new String(told, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        } catch (EspRefusal e) {
            throw e.asFailure(doing);
        } catch (ChannelException e) {
            throw e.asFailure(doing);
        }
    }

    /** Fills the buffer from the flash. */
    void read(long at, ByteBuffer into, LongConsumer moved) throws FailureException {
        for (long from = at; into.hasRemaining(); from += READ_BYTES) {
            int wanted = Math.min(READ_BYTES, into.remaining());
            long place = from;
            ordered(String.format("reading %d bytes at 0x%x", wanted, place), () -> {
                byte[] data = wire.command(READ, EspWire.words(place, wanted), 0, READ_BYTES, EspRegisters.TIME)
                        .data();
                into.put(data, 0, wanted);
            });
            moved.accept(wanted);
        }
    }

    /** Leaves the loader for what is in the flash; the chip says nothing more, or little. */
    void leave() throws FailureException {
        ordered("leaving the loader", () -> {
            begin(BEGIN, 0, 0, 0, 0);
            try {
                wire.command(END, EspWire.words(0), 0, 0, EspRegisters.TIME);
            } catch (ChannelException e) {
                if (e.fault() != ChannelFault.TIMEOUT) {
                    throw e;
                }
            }
        });
    }
}
