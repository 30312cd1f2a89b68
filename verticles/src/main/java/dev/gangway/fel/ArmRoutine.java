package dev.gangway.fel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The routines that the client uploads and runs, as A32 words. Each is assembled from the file of the same name in
 * {@code src/main/asm}, which says what it does; a lab test assembles them again and compares. All are position
 * independent, are entered with the return address in lr, and take their operands right behind the code.
 */
enum ArmRoutine {
    /** Operands: address, count; then the words. */
    READ_WORDS("""
            e28f3014 e8b30003 e2511001 312fff1e e4902004 e4832004 eafffffa
            """),
    /** Operands: address, count, the words. */
    WRITE_WORDS("""
            e28f3014 e8b30003 e2511001 312fff1e e4932004 e4802004 eafffffa
            """),
    /** Operands: address, bits to clear, bits to set. */
    UPDATE_WORD("""
            e28f3014 e8930007 e5903000 e1c33001 e1833002 e5803000 e12fff1e
            """),
    /** Operands: destination, source, length. */
    MOVE("""
            e28f30ac e8930007 e040c001 e15c0002 3a000012 e31c0003 1a00000b e3100003
            0a000004 e2522001 312fff1e e4d13001 e4c03001 eafffff8 e2522004 24913004
            24803004 2afffffb e2822004 e2522001 312fff1e e4d13001 e4c03001 eafffffa
            e0800002 e0811002 e31c0003 1a00000b e3100003 0a000004 e2522001 312fff1e
            e5713001 e5603001 eafffff8 e2522004 25313004 25203004 2afffffb e2822004
            e2522001 312fff1e e5713001 e5603001 eafffffa
            """),
    /** Operands: base, first offset, end offset; then the words. */
    SID_REGISTERS("""
            e28f3040 e8b30007 e1510002 2a00000a e1a0c801 e38ccb2b e38cc002 e580c040
            e590c040 e31c0002 1afffffc e590c060 e483c004 e2811004 eafffff2 e3a0c000
            e580c040 e12fff1e
            """),
    /** The first word is the MRC; then the value. */
    CP15_READ("""
            ee110f10 e28f1004 e5810000 e12fff1e
            """),
    /** The third word is the MCR. Operand: the value. */
    CP15_WRITE("""
            e28f1010 e5910000 ee010f10 f57ff04f f57ff06f e12fff1e
            """),
    /** Then: IRQ stack pointer, current stack pointer. */
    STACKS("""
            e10f0000 e1a0200d e3c0101f e38110d2 e121f001 e1a0100d e121f000 e28f3004
            e8830006 e12fff1e
            """),
    /** No operands. */
    L2_ENABLE("""
            ee110f30 e3800002 ee010f30 e12fff1e
            """),
    /** No operands. */
    ICACHE_OFF("""
            ee110f10 e3c00a01 ee010f10 e3a00000 ee070f15 f57ff06f e12fff1e
            """),
    /** No operands. */
    SMC("""
            e1600070 e12fff1e
            """),
    /** No operands. */
    MMU_OFF("""
            ee110f10 e3c00001 e3c00b06 ee010f10 f57ff06f e12fff1e
            """),
    /** No operands. */
    MMU_ON("""
            e3a00000 ee080f17 ee070f15 ee070fd5 f57ff04f f57ff06f ee110f10 e3800001
            e3800b06 ee010f10 f57ff06f e12fff1e
            """),
    /** Operands: reset vector register, entry point, RMR bits; never returns. */
    WARM_RESET("""
            e28f3024 e8930007 e5801000 f57ff04f f57ff06f ee1c0f50 e1800002 ee0c0f50
            f57ff06f e320f003 eafffffd
            """),
    /** Operands: list, control register, start bit, FIFO status, transmit, receive, burst, count, single-line count. */
    SPI_BATCH("""
            e28fce13 e88c4ff0 e10f0000 e58c0024 e38000c0 e121f000 e28fc0f4 e89c003f
            e4d09001 e4d0c001 e19c9409 0a00000f e289c001 e31c0801 e1a0c000 1a000002
            eb00000f e1a0000c eafffff4 e28fcf43 e3a06005 e5cc6000 e3a09002 eb000008
            e55c6001 e3160001 1afffff7 eaffffeb e28fc0c0 e59c0024 e121f000 e89c4ff0
            e12fff1e e28f60a0 e89601c0 e5869000 e5879000 e3580000 15889000 e1a0a00c
            e1a0b00c e08cc009 e15a000c 0a000005 e04a600b e356003c 2a000002 e4da7001
            e5c47000 eafffff7 e3590000 0a000003 e5916000 e1866002 e5816000 e3a09000
            e5936000 e216607f 0affffee e5d57000 e4cb7001 e2566001 1afffffb e15b000c
            1affffe8 e5916000 e1160002 1afffffc e12fff1e
            """),
    /** Operands: address of the SPL, then (area, backup, bytes) for each swap area, closed by three zero words. */
    SPL("""
            e28f00ec e1a0c00d e8805ff0 e10f1000 e5801028 e38110c0 e121f001 e28fdf4f
            e59f4138 ee111f10 e3110a01 03110004 159f10b8 15841008 1a000016 eb00001d
            e59f009c e5941010 e1a02004 e4923004 e0800003 e2511004 8afffffb e594100c
            e1500081 159f1080 15841008 1a000008 e59f1070 e5841008 e3a00000 ee070f9a
            ee101f10 e201180f e3510806 8e070f95 e12fff34 eb000007 e28f0054 e5901028
            e38120c0 e121f002 e8905ff0 e1a0d00c e121f001 e12fff1e e28f80a4 e8b80007
            e3520000 012fff1e e5903000 e5919000 e4809004 e4813004 e2522004 8afffff9
            eafffff5 5f0a6c39 4c45462e 4441422e 3f3f3f2e 00000000 00000000 00000000
            00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
            00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
            00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
            """);

    private final int[] words;

    ArmRoutine(String hex) {
        String[] parts = hex.strip().split("\\s+");
        words = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            words[i] = Integer.parseUnsignedInt(parts[i], 16);
        }
    }

    /** Length of the code in bytes; the operands begin there. */
    int length() {
        return 4 * words.length;
    }

    /** Name of the assembler source without its ending. */
    String source() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A buffer with the code, ready for one more word of operands after the other, and for flipping then. */
    ByteBuffer code(int operandBytes) {
        ByteBuffer code = ByteBuffer.allocate(length() + operandBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            code.putInt(word);
        }
        return code;
    }
}
