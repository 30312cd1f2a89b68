package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/**
 * Raw NAND pages that hold an Allwinner SPL for the boot ROM: 1 KiB of SPL a page, followed by 4 bytes FF and BCH parity,
 * all of it scrambled; the rest of the page and the OOB are padding. Groups of 64 pages repeat through the erase block.
 *
 * <p>Source: the project's NAND dossier, section 4 (what sunxi-nand-image-builder writes with {@code -c 64/1024 -u 1024
 * -b -s}). Stateless; any thread.
 *
 * @param spl the SPL's bytes, as long as its eGON header says, a read-only view
 * @param header what its eGON header says
 * @param copies how many copies the block holds
 * @param soundCopies how many of them decode to this SPL
 * @param correctedBits wrong bits that the error correction put right, in all sound copies
 */
public record SplPages(ByteBuffer spl, EgonSpl header, int copies, int soundCopies, int correctedBits) {
    /** Bytes of the SPL that one page holds. */
    public static final int USABLE = 1024;

    /** Bytes of a page that matter: data, 4 bytes FF, parity. */
    public static final int CODED = USABLE + 4 + BchCode.PARITY;

    /** Pages after which the boot ROM looks for the next copy. */
    public static final int COPY_PAGES = 64;

    private static final int SCRAMBLER_START = 0x4a80;
    private static final int WARM_UP = 15;
    private static final byte[] STREAM = stream();

    /**
     * One coded page: {@link #CODED} scrambled bytes; all FF when the data is.
     *
     * @param data exactly {@link #USABLE} remaining bytes; the position does not move
     */
    public static byte[] encodePage(ByteBuffer data) {
        if (data.remaining() != USABLE) {
            throw new IllegalArgumentException("a page takes " + USABLE + " bytes, not " + data.remaining());
        }
        byte[] page = new byte[CODED];
        data.duplicate().get(page, 0, USABLE);
        Arrays.fill(page, USABLE, USABLE + 4, (byte) 0xff);
        if (isErased(page, USABLE)) {
            Arrays.fill(page, (byte) 0xff);
            return page;
        }
        System.arraycopy(BchCode.parity(page, USABLE + 4), 0, page, USABLE + 4, BchCode.PARITY);
        scramble(page);
        return page;
    }

    /**
     * Decodes one coded page.
     *
     * @param page starts with the page's {@link #CODED} bytes; the position does not move
     * @param into takes the {@link #USABLE} bytes of data
     * @return wrong bits that were put right, 0 for an erased page
     * @throws FormatException when more bits are wrong than the code can correct; nothing is stored then
     */
    public static int decodePage(ByteBuffer page, ByteBuffer into) throws FormatException {
        if (page.remaining() < CODED) {
            throw new FormatException("an SPL page is truncated: " + page.remaining() + " of " + CODED + " bytes");
        }
        byte[] bytes = new byte[CODED];
        page.duplicate().get(bytes);
        if (isErased(bytes, CODED)) {
            into.put(bytes, 0, USABLE);
            return 0;
        }
        scramble(bytes);
        int corrected = BchCode.correct(bytes);
        if (corrected < 0) {
            throw new FormatException("an SPL page has more than " + BchCode.STRENGTH + " wrong bits");
        }
        into.put(bytes, 0, USABLE);
        return corrected;
    }

    /**
     * One erase block of raw pages with OOB.
     *
     * @param spl an SPL; bytes behind it are left out
     * @param seed of the padding, so that the same input gives the same file
     * @throws FormatException if it is no sound SPL or is too long for a copy
     */
    public static ByteBuffer encode(ByteBuffer spl, NandGeometry geometry, long seed) throws FormatException {
        int length = EgonSpl.parse(spl).length();
        int copyPages = copyPages(geometry);
        if (length > copyPages * USABLE) {
            throw new FormatException(
                    "the SPL has " + length + " bytes; " + copyPages * USABLE + " fit into the NAND's boot pages");
        }
        Random padding = new Random(seed);
        ByteBuffer out = ByteBuffer.allocate(geometry.pagesPerBlock() * geometry.rawPageSize());
        byte[] data = new byte[USABLE];
        byte[] page = new byte[geometry.rawPageSize()];
        for (int i = 0; i < copyPages; i++) {
            padding.nextBytes(data);
            padding.nextBytes(page);
            int from = i * USABLE;
            if (from < length) {
                spl.duplicate().position(spl.position() + from).get(data, 0, Math.min(USABLE, length - from));
            }
            byte[] coded = encodePage(ByteBuffer.wrap(data));
            if (isErased(coded, CODED)) {
                Arrays.fill(page, (byte) 0xff);
            }
            System.arraycopy(coded, 0, page, 0, CODED);
            page[geometry.pageSize()] = (byte) 0xff;
            page[geometry.pageSize() + 1] = (byte) 0xff;
            out.put(page);
        }
        int copy = out.position();
        while (out.hasRemaining()) {
            out.put(out.position(), out, 0, Math.min(copy, out.remaining()));
            out.position(out.position() + Math.min(copy, out.remaining()));
        }
        return out.flip();
    }

    /**
     * Decodes an erase block of raw pages with OOB, as {@link #encode} makes it.
     *
     * @throws FormatException if its length does not fit the geometry or no copy holds a sound SPL
     */
    public static SplPages decode(ByteBuffer raw, NandGeometry geometry) throws FormatException {
        int expected = geometry.pagesPerBlock() * geometry.rawPageSize();
        if (raw.remaining() != expected) {
            throw new FormatException(
                    "SPL pages: " + raw.remaining() + " bytes, but the geometry " + geometry + " makes " + expected);
        }
        return decode(PageReader.of(raw), geometry.rawPageSize(), geometry.pagesPerBlock());
    }

    /**
     * Decodes an erase block wherever it is; this is what the boot ROM does.
     *
     * @param stride bytes from the beginning of one page to that of the next in what the reader gives
     * @param pagesPerBlock pages of the block
     * @throws FormatException if no copy holds a sound SPL; the message is that of the first copy
     */
    public static SplPages decode(PageReader in, int stride, int pagesPerBlock) throws FormatException {
        int copyPages = Math.min(COPY_PAGES, pagesPerBlock);
        int copies = pagesPerBlock / copyPages;
        Copy best = null;
        FormatException first = null;
        int sound = 0;
        int corrected = 0;
        for (int copy = 0; copy < copies; copy++) {
            try {
                Copy read = readCopy(in, (long) copy * copyPages * stride, stride, copyPages);
                if (best == null) {
                    best = read;
                }
                if (best.bytes.equals(read.bytes)) {
                    sound++;
                    corrected += read.corrected;
                }
            } catch (FormatException e) {
                first = first == null ? e : first;
            }
        }
        if (best == null) {
            throw first == null ? new FormatException("the block has no pages") : first;
        }
        return new SplPages(best.bytes.asReadOnlyBuffer(), best.header, copies, sound, corrected);
    }

    /**
     * Checks that every copy of a block holds exactly this SPL.
     *
     * @throws FormatException saying what differs
     */
    public static void verify(ByteBuffer raw, NandGeometry geometry, ByteBuffer spl) throws FormatException {
        SplPages found = decode(raw, geometry);
        if (found.soundCopies != found.copies) {
            throw new FormatException(
                    "SPL pages: only " + found.soundCopies + " of " + found.copies + " copies are sound and the same");
        }
        int length = EgonSpl.parse(spl).length();
        if (!found.spl.equals(spl.slice(spl.position(), length))) {
            throw new FormatException("SPL pages: they hold another SPL than the file that they were compared with");
        }
    }

    private record Copy(ByteBuffer bytes, EgonSpl header, int corrected) {}

    private static Copy readCopy(PageReader in, long offset, int stride, int copyPages) throws FormatException {
        ByteBuffer bytes = ByteBuffer.allocate(copyPages * USABLE);
        ByteBuffer page = ByteBuffer.allocate(CODED);
        int corrected = 0;
        int needed = 1;
        for (int i = 0; i < needed; i++) {
            in.read(offset + (long) i * stride, page.clear());
            try {
                corrected += decodePage(page.flip(), bytes);
            } catch (FormatException e) {
                throw new FormatException("SPL page " + i + ": " + e.getMessage());
            }
            if (i == 0) {
                needed = pagesOfSpl(bytes, copyPages);
            }
        }
        bytes.flip();
        EgonSpl header = EgonSpl.parse(bytes);
        return new Copy(bytes.slice(0, header.length()), header, corrected);
    }

    private static int pagesOfSpl(ByteBuffer firstPage, int copyPages) throws FormatException {
        ByteBuffer head = firstPage.duplicate().flip().order(ByteOrder.LITTLE_ENDIAN);
        if (!EgonSpl.startsLikeOne(head)) {
            throw new FormatException("SPL page 0 decodes, but there is no eGON.BT0 header in it");
        }
        int length = head.getInt(EgonSpl.LENGTH);
        if (length <= 0 || length > copyPages * USABLE) {
            throw new FormatException(
                    "SPL pages: bad length " + Integer.toUnsignedString(length) + " in the eGON header");
        }
        return (length + USABLE - 1) / USABLE;
    }

    private static int copyPages(NandGeometry geometry) {
        return Math.min(COPY_PAGES, geometry.pagesPerBlock());
    }

    private static boolean isErased(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != (byte) 0xff) {
                return false;
            }
        }
        return true;
    }

    private static void scramble(byte[] page) {
        for (int i = 0; i < CODED; i++) {
            page[i] ^= STREAM[i];
        }
    }

    private static byte[] stream() {
        int state = SCRAMBLER_START;
        for (int i = 0; i < WARM_UP; i++) {
            state = next(state);
        }
        byte[] stream = new byte[CODED];
        for (int i = 0; i < CODED; i++) {
            stream[i] = (byte) state;
            for (int bit = 0; bit < 8; bit++) {
                state = next(state);
            }
        }
        return stream;
    }

    private static int next(int state) {
        return state >> 1 | ((state ^ state >> 1) & 1) << 14;
    }
}
