package dev.gangway.fel;

import dev.gangway.model.BoardId;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.Mark;
import dev.gangway.soc.AllwinnerSoc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.zip.CRC32;

/** The security id that Allwinner burns into each chip: four words, as the registers show them. */
public record Sid(int word0, int word1, int word2, int word3) {
    /** Families where U-Boot takes word 3 as it is (board/sunxi/board.c); elsewhere it is not unique and is hashed. */
    private static final Set<Integer> PLAIN_WORD_3 = Set.of(0x1623, 0x1625, 0x1651, 0x1633, 0x1650, 0x1667);

    /** What a chip tells that has no id, or whose fuses are closed: that is no proof, but the opposite of any id. */
    static final Mark BLANK = new Mark(IdentityBasis.CHIP, "sid", "none");

    static Sid of(int[] words) {
        return new Sid(words[0], words[1], words[2], words[3]);
    }

    /** Whether all fuses read 0: a chip without an id, or one whose fuses are closed. */
    public boolean isBlank() {
        return (word0 | word1 | word2 | word3) == 0;
    }

    /** As text, for example {@code 16254291-50303743-39383030-0d4267de}. */
    public String text() {
        return join('-');
    }

    /** As sunxi-fel writes it, with colons. */
    public String colons() {
        return join(':');
    }

    /** As the name of the board. */
    public BoardId boardId() {
        return new BoardId("sid:" + text());
    }

    /** The serial that U-Boot's gadgets show on this chip: words 0 and 3, 16 hex digits. */
    public String fastbootSerial(AllwinnerSoc soc) {
        int last = PLAIN_WORD_3.contains(soc.id()) ? word3 : crcOfLastWords();
        if ((last & 0xffffff) == 0) {
            // U-Boot derives the MAC address from the same word and keeps its lower half from being all zero.
            last |= 0x800000;
        }
        return String.format("%08x%08x", word0, last);
    }

    private int crcOfLastWords() {
        CRC32 crc = new CRC32();
        crc.update(ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(word1)
                .putInt(word2)
                .putInt(word3)
                .flip());
        return (int) crc.getValue();
    }

    private String join(char separator) {
        return String.format("%08x%c%08x%c%08x%c%08x", word0, separator, word1, separator, word2, separator, word3);
    }
}
