package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import java.util.Locale;
import java.util.zip.CRC32;

/** A chip's security id: four words, printed as {@code xxxxxxxx:xxxxxxxx:xxxxxxxx:xxxxxxxx}. */
public record ChipSid(int word0, int word1, int word2, int word3) {
    /** An id that this chip could have, the same for the same seed. Words 0 and 3 are never 0 (U-Boot relies on it). */
    public static ChipSid of(AllwinnerSoc soc, long seed) {
        int mixed = (int) (seed ^ (seed >>> 32));
        int third = (Noise.word(mixed, 12) & 0x00ff_ffff) | 0x0080_0000;
        return new ChipSid(
                first(soc),
                0x5030_0000 | (Noise.word(mixed, 4) & 0xffff),
                0x3930_0000 | (Noise.word(mixed, 8) & 0xffff),
                (int) (seed & 0xff) << 24 | third);
    }

    /** Word 0 tells the kind of chip (linux-sunxi.org/SID_Register_Guide); others begin with their SoC id. */
    private static int first(AllwinnerSoc soc) {
        return switch (soc.id()) {
            case 0x1625 -> 0x1625_4201;
            case 0x1651 -> 0x1651_6600;
            case 0x1680 -> 0x02c0_0181;
            case 0x1689 -> 0x92c0_00ba;
            case 0x1718 -> 0x8280_0001;
            default -> (soc.id() << 16) | 0x4201;
        };
    }

    /**
     * Reads the printed form.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static ChipSid parse(String text) {
        if (!text.matches("[0-9a-fA-F]{8}(:[0-9a-fA-F]{8}){3}")) {
            throw new IllegalArgumentException(
                    "a SID is written as four words of 8 hex digits with colons between, not '" + text + "'");
        }
        String[] words = text.split(":", -1);
        return new ChipSid(
                Integer.parseUnsignedInt(words[0], 16),
                Integer.parseUnsignedInt(words[1], 16),
                Integer.parseUnsignedInt(words[2], 16),
                Integer.parseUnsignedInt(words[3], 16));
    }

    /** Word 0 to 3. */
    public int word(int index) {
        return switch (index) {
            case 0 -> word0;
            case 1 -> word1;
            case 2 -> word2;
            default -> word3;
        };
    }

    /** Words 0 and 3 as 16 hex digits: the serial that U-Boot makes of it. */
    public String serialNumber() {
        return String.format(Locale.ROOT, "%08x%08x", word0, word3);
    }

    /**
     * The serial that U-Boot makes of it on this chip: newer families replace word 3 by the CRC-32 of words 1 to 3, and a
     * lower half of zero gets one bit (board/sunxi/board.c).
     */
    public String serialNumber(AllwinnerSoc soc) {
        int last =
                switch (soc.id()) {
                    case 0x1623, 0x1625, 0x1633, 0x1650, 0x1651, 0x1667 -> word3;
                    default -> crc(word1, word2, word3);
                };
        boolean bare = (last & 0xffffff) == 0;
        return String.format(Locale.ROOT, "%08x%08x", word0, bare ? last | 0x800000 : last);
    }

    private static int crc(int... words) {
        CRC32 crc = new CRC32();
        for (int word : words) {
            for (int bit = 0; bit < 32; bit += 8) {
                crc.update(word >>> bit);
            }
        }
        return (int) crc.getValue();
    }

    /** The id of another chip of the same kind. */
    public ChipSid another() {
        return new ChipSid(word0, word1 ^ 0x11, word2 ^ 0x2200, word3 ^ 0x0013_5711);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%08x:%08x:%08x:%08x", word0, word1, word2, word3);
    }
}
