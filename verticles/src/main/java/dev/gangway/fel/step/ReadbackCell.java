package dev.gangway.fel.step;

import dev.gangway.format.SplPages;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Proof;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a read-back script leaves in SRAM about one part of the NAND, and how the host judges it. Immutable. */
sealed interface ReadbackCell {
    /** Hands this cell to the handler's method for it. */
    void to(Handler handler) throws FailureException;

    /** One who takes all of it; a kind of cell that is added does not compile until each handler has its method. */
    interface Handler {
        /** Bytes behind the error correction. */
        void content(Content cell) throws FailureException;

        /** Raw pages. */
        void rawPages(RawPages cell) throws FailureException;
    }

    /** Bytes of one word. */
    int WORD = 4;

    /** The image that this part has to hold. */
    String image();

    /** Which part of the medium this is, where an image lies in several; the pieces of one image are one place. */
    default String place() {
        return Proof.EVERYWHERE;
    }

    /** How many words it leaves. */
    int words();

    /**
     * Judges what was left.
     *
     * @param left exactly {@link #words} words
     * @return what was proven, for the record
     * @throws FailureException of kind VERIFY_MISMATCH when the NAND holds something else
     */
    String judge(ByteBuffer left) throws FailureException;

    /**
     * Bytes behind the NAND's own error correction: their CRC-32 has to be the image's.
     *
     * @param offset in the NAND, bad blocks before it not counted
     * @param length bytes
     */
    record Content(String image, long offset, long length, int crc) implements ReadbackCell {
        @Override
        public void to(Handler handler) throws FailureException {
            handler.content(this);
        }

        @Override
        public int words() {
            return 1;
        }

        @Override
        public String judge(ByteBuffer left) throws FailureException {
            int held = left.order(ByteOrder.BIG_ENDIAN).getInt(0);
            if (held != crc) {
                throw new FailureException(
                        FailureKind.VERIFY_MISMATCH,
                        String.format(
                                "%s: the NAND holds CRC-32 %08x at 0x%x (0x%x bytes), the image has %08x",
                                image, held, offset, length, crc));
            }
            return "NAND read back, CRC-32";
        }
    }

    /**
     * Raw pages, in which single bits flip, compared on the board with the same pages in its memory. The pages' own code
     * mends {@link dev.gangway.format.BchCode#STRENGTH} bits a page; so a page that differs in few words is sound, and
     * another SPL, whose parity alone differs in about every word, is not taken for one.
     *
     * @param offset in the NAND
     * @param comparedAt where in memory the image lies
     * @param pages how many
     * @param pageBytes bytes of a page with its spare bytes
     * @param crc of the whole image, which has to be what lies in memory
     */
    record RawPages(String image, long offset, long comparedAt, int pages, int pageBytes, int crc)
            implements ReadbackCell {
        /** Words of a page that the boot ROM reads. */
        static final int CODED_WORDS = SplPages.CODED / WORD;

        /** A quarter of what the code mends, if each word has one wrong bit: more, and the chip is bad. */
        private static final int MOST_WRONG = 16;

        @Override
        public void to(Handler handler) throws FailureException {
            handler.rawPages(this);
        }

        /** The same image lies in several blocks, and each counts. */
        @Override
        public String place() {
            return "0x" + Long.toHexString(offset);
        }

        @Override
        public int words() {
            return 2;
        }

        @Override
        public String judge(ByteBuffer left) throws FailureException {
            int inMemory = left.order(ByteOrder.BIG_ENDIAN).getInt(0);
            if (inMemory != crc) {
                throw new FailureException(
                        FailureKind.UPLOAD_DAMAGED,
                        String.format(
                                "%s: the pages to compare with have CRC-32 %08x in the board's memory, the image has"
                                        + " %08x",
                                image, inMemory, crc));
            }
            int told = left.order(ByteOrder.LITTLE_ENDIAN).getInt(WORD);
            int compared = told >>> 16;
            int wrong = told & 0xffff;
            if (compared != pages || wrong > MOST_WRONG) {
                throw new FailureException(
                        FailureKind.VERIFY_MISMATCH,
                        String.format(
                                "%s: of %d raw pages at 0x%x the board compared %d, and the worst differs in %d of %d"
                                        + " words",
                                image, pages, offset, compared, wrong, CODED_WORDS));
            }
            return String.format(
                    "NAND read back raw, %d pages, at most %d of %d words with flipped bits",
                    pages, wrong, CODED_WORDS);
        }
    }
}
