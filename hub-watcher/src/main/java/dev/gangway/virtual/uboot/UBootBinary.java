package dev.gangway.virtual.uboot;

import dev.gangway.model.Digest;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.SystemMemory.BusAbort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Whether bytes are an intact U-Boot proper: a branch at the entry, the version string, and a device tree whose header
 * and blocks fit, as every {@code u-boot-dtb.bin} has it.
 */
final class UBootBinary {
    /** Longest binary that is looked for. */
    static final int LONGEST = 2 << 20; // sunxi's U-Boot has 500 to 800 KiB

    private static final int FDT_MAGIC = 0xD00DFEED;
    private static final int FDT_END = 9;
    private static final byte[] VERSION = "U-Boot 20".getBytes(StandardCharsets.US_ASCII);

    private UBootBinary() {}

    /** A binary that is known byte for byte. */
    record Expected(int length, Digest sha256) {}

    /** What is wrong with the binary at this address; nothing if it runs. */
    static Optional<String> problem(SystemMemory memory, long entry, List<Expected> expected) {
        return problem(read(memory, entry), expected);
    }

    /** The same for bytes that were read already. */
    static Optional<String> problem(ByteBuffer bytes, List<Expected> expected) {
        if (!expected.isEmpty()) {
            return expected.stream().anyMatch(e -> matches(bytes, e))
                    ? Optional.empty()
                    : Optional.of("the bytes are not those of a known U-Boot");
        }
        if (bytes.remaining() < 64
                || !isBranch(bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(0))) {
            return Optional.of("no branch instruction at the entry");
        }
        if (indexOf(bytes, VERSION) < 0) {
            return Optional.of("no U-Boot version string");
        }
        return hasDeviceTree(bytes.order(ByteOrder.BIG_ENDIAN))
                ? Optional.empty()
                : Optional.of("no intact device tree behind it");
    }

    private static boolean isBranch(int word) {
        return word >>> 24 == 0xEA || word >>> 26 == 0b000101; // ARM B, AArch64 B
    }

    private static boolean matches(ByteBuffer bytes, Expected expected) {
        if (expected.length() > bytes.remaining()) {
            return false;
        }
        return Digest.of(bytes.slice(0, expected.length())).equals(expected.sha256());
    }

    private static int indexOf(ByteBuffer bytes, byte[] text) {
        for (int i = 0; i + text.length <= bytes.limit(); i++) {
            int k = 0;
            while (k < text.length && bytes.get(i + k) == text[k]) {
                k++;
            }
            if (k == text.length) {
                return i;
            }
        }
        return -1;
    }

    private static boolean hasDeviceTree(ByteBuffer bytes) {
        for (int at = 64; at + 40 <= bytes.limit(); at += 4) {
            if (bytes.getInt(at) == FDT_MAGIC && isDeviceTree(bytes.slice(at, bytes.limit() - at))) {
                return true;
            }
        }
        return false;
    }

    /** Devicetree specification 0.4, chapter 5: the structure block lies inside and ends with FDT_END. */
    private static boolean isDeviceTree(ByteBuffer tree) {
        long total = Integer.toUnsignedLong(tree.getInt(4));
        long structure = Integer.toUnsignedLong(tree.getInt(8));
        long strings = Integer.toUnsignedLong(tree.getInt(12));
        long stringsSize = Integer.toUnsignedLong(tree.getInt(32));
        long structureSize = Integer.toUnsignedLong(tree.getInt(36));
        return tree.getInt(20) >= 16
                && total <= tree.limit()
                && structureSize >= 16
                && structure + structureSize <= total
                && strings + stringsSize <= total
                && tree.getInt((int) structure) == 1
                && tree.getInt((int) (structure + structureSize - 4)) == FDT_END;
    }

    /** As many bytes as answer, up to the longest U-Boot. */
    private static ByteBuffer read(SystemMemory memory, long entry) {
        for (int length = LONGEST; length >= 1 << 16; length /= 2) {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            if (answers(memory, entry, bytes)) {
                return bytes.flip();
            }
        }
        return ByteBuffer.allocate(0);
    }

    private static boolean answers(SystemMemory memory, long entry, ByteBuffer into) {
        try {
            memory.read(entry, into);
            return true;
        } catch (BusAbort e) {
            return false;
        }
    }
}
