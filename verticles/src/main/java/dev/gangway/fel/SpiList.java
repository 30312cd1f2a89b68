package dev.gangway.fel;

import java.nio.ByteBuffer;

/** A list of SPI transfers for {@link ArmRoutine#SPI_BATCH}, with a NOR flash's commands (dossier fel.md 6). */
final class SpiList {
    static final int PAGE = 256;
    static final int SECTOR = 4096;
    static final int BLOCK = 65_536;

    private static final int LENGTH = 2;
    private static final int WRITE_ENABLE = 0x06;
    private static final int WRITE_DISABLE = 0x04;
    private static final int READ_STATUS = 0x05;
    private static final int FOUR_BYTES = 0xb7;
    private static final int THREE_BYTES = 0xe9;
    private static final int READ_ID = 0x9f;
    private static final int READ = 0x03;
    private static final int PROGRAM = 0x02;
    private static final int ERASE_SECTOR = 0x20;
    private static final int ERASE_BLOCK = 0xd8;
    private static final int END = 0;
    private static final int WAIT = 0xffff;

    /** A command and an address. */
    private static final int MOST_ADDRESSED = 5;

    /** An erase and a page: write enable, command, wait; each record has its length in front. */
    private static final int LARGEST_STEP = (3 + 2 + MOST_ADDRESSED + 2) + (3 + 2 + MOST_ADDRESSED + PAGE + 2);

    private final ByteBuffer bytes;
    private final Addresses addresses;

    /** How many bytes an address has. */
    enum Addresses {
        /** Up to 16 MiB. */
        THREE(3),
        /** All of a larger chip, which has to be told before. */
        FOUR(4);

        private final int bytes;

        Addresses(int bytes) {
            this.bytes = bytes;
        }

        /** In front of what a read gives back: its length, a command and an address. */
        int readHeader() {
            return LENGTH + 1 + bytes;
        }

        /** Bytes of a list that are no data of a read. */
        int readOverhead() {
            return readHeader() + LENGTH;
        }
    }

    SpiList(int capacity, Addresses addresses) {
        bytes = ByteBuffer.allocate(capacity);
        this.addresses = addresses;
    }

    static ByteBuffer id() {
        return ByteBuffer.allocate(8)
                .putShort((short) 4)
                .put((byte) READ_ID)
                .put(new byte[3])
                .putShort((short) END)
                .flip();
    }

    /** Asks for the status, which comes back as the last byte but two. */
    static ByteBuffer status() {
        return ByteBuffer.allocate(6)
                .putShort((short) 2)
                .put((byte) READ_STATUS)
                .put((byte) 0)
                .putShort((short) END)
                .flip();
    }

    /**
     * Tells a chip of more than 16 MiB how long addresses are from now on. Some makers want a write enable before that; those
     * that don't would keep it, so it is taken back.
     */
    static ByteBuffer use(Addresses addresses) {
        return ByteBuffer.allocate(11)
                .putShort((short) 1)
                .put((byte) WRITE_ENABLE)
                .putShort((short) 1)
                .put((byte) (addresses == Addresses.FOUR ? FOUR_BYTES : THREE_BYTES))
                .putShort((short) 1)
                .put((byte) WRITE_DISABLE)
                .putShort((short) END)
                .flip();
    }

    /** The beginning of a list that reads; the bytes arrive behind it, and {@link #end} has to stand behind them. */
    static ByteBuffer read(Addresses addresses, long address, int length) {
        ByteBuffer header = ByteBuffer.allocate(addresses.readHeader());
        return addressed(header, addresses, READ, address, length).flip();
    }

    static ByteBuffer end() {
        return ByteBuffer.allocate(2).putShort((short) END).flip();
    }

    boolean isEmpty() {
        return bytes.position() == 0;
    }

    /** Whether an erase, a page and the end still fit in. */
    boolean hasRoom() {
        return bytes.remaining() >= LARGEST_STEP + 2;
    }

    /** Erases the sector or block that begins here, and waits until that is done. */
    void erase(long address, boolean wholeBlock) {
        writeEnable();
        addressed(bytes, addresses, wholeBlock ? ERASE_BLOCK : ERASE_SECTOR, address, 0);
        bytes.putShort((short) WAIT);
    }

    /** Programs a page, or a part of one, and waits until that is done. */
    void program(long address, ByteBuffer data) {
        writeEnable();
        addressed(bytes, addresses, PROGRAM, address, data.remaining());
        bytes.put(data).putShort((short) WAIT);
    }

    /** The finished list; the next one begins empty. */
    ByteBuffer take() {
        ByteBuffer list = ByteBuffer.allocate(bytes.position() + 2);
        list.put(bytes.flip()).putShort((short) END).flip();
        bytes.clear();
        return list;
    }

    private void writeEnable() {
        bytes.putShort((short) 1).put((byte) WRITE_ENABLE);
    }

    /** The length of a record, its command and its address; so many bytes of data belong behind them. */
    private static ByteBuffer addressed(
            ByteBuffer list, Addresses addresses, int command, long address, int dataBytes) {
        list.putShort((short) (1 + addresses.bytes + dataBytes)).put((byte) command);
        for (int shift = 8 * (addresses.bytes - 1); shift >= 0; shift -= 8) {
            list.put((byte) (address >> shift));
        }
        return list;
    }
}
