package dev.gangway.fel;

import java.nio.ByteBuffer;

/** A list of SPI transfers for {@link ArmRoutine#SPI_BATCH}, with a NOR flash's commands (dossier fel.md 6). */
final class SpiList {
    static final int PAGE = 256;
    static final int SECTOR = 4096;
    static final int BLOCK = 65_536;

    /** In front of what a read gives back: two bytes of length, a command and three bytes of address. */
    static final int READ_HEADER = 6;

    /** Bytes of a list that are no data of a read. */
    static final int READ_OVERHEAD = READ_HEADER + 2;

    private static final int WRITE_ENABLE = 0x06;
    private static final int READ_ID = 0x9f;
    private static final int READ = 0x03;
    private static final int PROGRAM = 0x02;
    private static final int ERASE_SECTOR = 0x20;
    private static final int ERASE_BLOCK = 0xd8;
    private static final int ADDRESSED = 4; // a command and three bytes of address
    private static final int END = 0;
    private static final int WAIT = 0xffff;

    /** An erase and a page: write enable, command, wait; each record has its length in front. */
    private static final int LARGEST_STEP = (3 + 2 + ADDRESSED + 2) + (3 + 2 + ADDRESSED + PAGE + 2);

    private final ByteBuffer bytes;

    SpiList(int capacity) {
        bytes = ByteBuffer.allocate(capacity);
    }

    static ByteBuffer id() {
        return ByteBuffer.allocate(8)
                .putShort((short) 4)
                .put((byte) READ_ID)
                .put(new byte[3])
                .putShort((short) END)
                .flip();
    }

    /** The beginning of a list that reads; the bytes arrive behind it, and {@link #end} has to stand behind them. */
    static ByteBuffer read(long address, int length) {
        ByteBuffer header = ByteBuffer.allocate(READ_HEADER).putShort((short) (ADDRESSED + length));
        return addressed(header, READ, address).flip();
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
        addressed(bytes.putShort((short) ADDRESSED), wholeBlock ? ERASE_BLOCK : ERASE_SECTOR, address);
        bytes.putShort((short) WAIT);
    }

    /** Programs a page, or a part of one, and waits until that is done. */
    void program(long address, ByteBuffer data) {
        writeEnable();
        addressed(bytes.putShort((short) (ADDRESSED + data.remaining())), PROGRAM, address);
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

    private static ByteBuffer addressed(ByteBuffer list, int command, long address) {
        return list.put((byte) command)
                .put((byte) (address >> 16))
                .put((byte) (address >> 8))
                .put((byte) address);
    }
}
