package dev.gangway.fastboot;

import dev.gangway.channel.Channel;
import dev.gangway.fastboot.FastbootLink.Answer;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.ImagePiece;
import dev.gangway.format.SparseImage;
import dev.gangway.format.SparseSplitter;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A fastboot client (the project's fastboot dossier). Blocking; one thread at a time. After a failure other than the
 * board's own FAIL the session is not usable any more: its state is unknown.
 */
public final class FastbootClient {
    private static final Duration GETVAR = Duration.ofSeconds(2);
    private static final Duration DOWNLOAD = Duration.ofSeconds(10);
    /** Of one piece; U-Boot is silent until it is written, and 28 MiB on MLC NAND took 18 s. */
    private static final Duration FLASH = Duration.ofMinutes(2);
    /** A whole eMMC. */
    private static final Duration ERASE = Duration.ofMinutes(10);

    private static final Duration LEAVE = Duration.ofSeconds(10);
    private static final Duration OEM = Duration.ofMinutes(2);
    private static final int RAW_BLOCK = 4096;
    private static final long LARGEST_DOWNLOAD = 0xffff_ffffL;
    private static final String MAX_DOWNLOAD = "max-download-size";
    private static final String MAX_FETCH = "max-fetch-size";

    private final FastbootLink link;

    private FastbootClient(FastbootLink link) {
        this.link = link;
    }

    /**
     * Begins to speak: over USB by taking the fastboot interface, which is found by its class, whatever the ids are; over the
     * network by greeting.
     *
     * @throws FailureException BOARD_REFUSED when there is none, or why it cannot be claimed; PROTOCOL_GARBAGE when something
     *     else answers
     */
    public static FastbootClient open(Channel channel) throws FailureException {
        return new FastbootClient(FastbootLink.open(channel));
    }

    /** What the board says while it works, its INFO and TEXT lines, goes here from now on, as it comes. */
    public void listen(Consumer<String> lines) {
        link.listen(lines);
    }

    /** A variable's value; empty when the board does not know it (old loaders answer with an empty value). */
    public Optional<String> getvar(String name) throws FailureException {
        Answer answer = end("getvar:" + name, GETVAR);
        return answer.kind() == Answer.Kind.OKAY && !answer.text().isEmpty()
                ? Optional.of(answer.text())
                : Optional.empty();
    }

    /** Has the board say every variable: {@code name: value} lines. */
    public void getvarAll() throws FailureException {
        require("getvar:all", end("getvar:all", GETVAR));
    }

    /** Whether a variable is there and says yes. */
    public boolean isYes(String name) throws FailureException {
        return getvar(name).filter("yes"::equals).isPresent();
    }

    /**
     * Downloads an image, in as many pieces as the board needs, and writes each to the partition. A sparse image is cut
     * where it is too large, a raw one is made sparse first.
     *
     * @param progress gets the number of bytes that the board has taken since the last call
     * @throws FailureException MEDIUM_FAILED, IMAGE_INVALID, IMAGE_TOO_LARGE or BOARD_REFUSED by what the board says;
     *     how far it came is unknown then, so the whole image has to be flashed again
     */
    public void flash(String partition, ImageData image, LongConsumer progress) throws FailureException {
        flash(partition, image, RAW_BLOCK, progress);
    }

    /**
     * The same for flash memory with large pages.
     *
     * @param blockSize of the sparse pieces of a raw image, bytes: a multiple of the NAND's page
     */
    public void flash(String partition, ImageData image, int blockSize, LongConsumer progress) throws FailureException {
        if (image.length() == 0) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "the image for " + partition + " is empty");
        }
        List<ImagePiece> pieces;
        try {
            if (SparseImage.startsLikeOne(image)) {
                SparseImage sparse = SparseImage.parse(image);
                requireNoGap(partition, sparse);
                pieces = SparseSplitter.split(sparse, maxDownload());
            } else {
                long limit = maxDownload();
                pieces = image.length() <= limit
                        ? List.of(ImagePiece.whole(image))
                        : SparseSplitter.split(SparseSplitter.fromRaw(image, blockSize), limit);
            }
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "image for " + partition + ": " + e.getMessage(), e);
        }
        // NTC's U-Boot resumes where the last piece ended, so they go in order and nothing is repeated.
        for (ImagePiece piece : pieces) {
            download(piece, progress);
            flashDownloaded(partition);
        }
    }

    /** Sends a piece into the board's buffer. */
    public void download(ImagePiece piece, LongConsumer progress) throws FailureException {
        long length = piece.length();
        if (length == 0 || length > LARGEST_DOWNLOAD) {
            throw new FailureException(FailureKind.IMAGE_INVALID, length + " bytes cannot be downloaded at once");
        }
        String command = String.format("download:%08x", length);
        Answer answer = link.command(command, DOWNLOAD);
        if (answer.kind() != Answer.Kind.DATA) {
            require(command, answer);
            throw unexpected(command, answer);
        }
        if (!String.format("%08x", length).equals(answer.text().toLowerCase(Locale.ROOT))) {
            throw link.broken(new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    command + ": the board asked for 0x" + answer.text() + " bytes instead"));
        }
        new PieceSender(link, progress).send(piece);
        Answer done = link.answer(command, DOWNLOAD);
        if (done.kind() == Answer.Kind.DATA) {
            throw unexpected(command, done);
        }
        require(command, done);
    }

    /** Writes what was downloaded last. */
    public void flashDownloaded(String partition) throws FailureException {
        require("flash:" + partition, end("flash:" + partition, FLASH));
    }

    /**
     * Reads the partition back and compares it with what this image should have left there.
     *
     * @param progress gets the number of bytes that were compared since the last call
     * @throws FailureException VERIFY_MISMATCH where it differs, BOARD_REFUSED when this boot loader gives nothing back
     */
    public void verify(String partition, ImageData image, LongConsumer progress) throws FailureException {
        new PartitionReadback(link, partition, maxFetch()).compare(image, progress);
    }

    private long maxFetch() throws FailureException {
        Optional<String> most = getvar(MAX_FETCH);
        if (most.isEmpty()) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "this boot loader gives nothing back over fastboot (it has no " + MAX_FETCH
                            + "): prove the image in another way, or say `verify: none` for it");
        }
        return size(MAX_FETCH, most.get());
    }

    /** How many bytes {@link #verify} compares: what a sparse image does not care about is left out. */
    public static long bytesToVerify(String partition, ImageData image) throws FailureException {
        return ExpectedContent.of(partition, image).length();
    }

    /** Erases a partition. */
    public void erase(String partition) throws FailureException {
        require("erase:" + partition, end("erase:" + partition, ERASE));
    }

    /** Leaves fastboot; on U-Boot the script that started it goes on. */
    public void continueBoot() throws FailureException {
        require("continue", end("continue", LEAVE));
    }

    /** Reboots the board; whether it stopped where it should shows when it is back. */
    public void reboot(RebootTo where) throws FailureException {
        require(where.command(), end(where.command(), LEAVE));
    }

    /**
     * Downloads an image as it is and has the board start it from memory; nothing is written, and the board leaves.
     *
     * @param image what this board's loader starts: an Android boot image; on U-Boot also what its {@code bootm} takes
     */
    public void boot(ImageData image, LongConsumer progress) throws FailureException {
        stage(image, progress);
        require("boot", end("boot", LEAVE));
    }

    /** Downloads an image as it is, for whatever command comes next. */
    public void stage(ImageData image, LongConsumer progress) throws FailureException {
        long most = maxDownload();
        if (image.length() > most) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    "the board takes " + most + " bytes at once, and the image, which can't be split for this, has "
                            + image.length());
        }
        download(ImagePiece.whole(image), progress);
    }

    /**
     * Has the board start from this slot from now on.
     *
     * @param slot one letter
     */
    public void setActive(String slot) throws FailureException {
        command("set_active:" + slot);
    }

    /**
     * Takes what a command before had the board set aside for the host.
     *
     * @return how many bytes it was
     */
    public long upload(DataSink sink, LongConsumer progress) throws FailureException {
        return receive("upload", OptionalLong.empty(), sink, progress);
    }

    /** Reads a whole partition back, as {@link #verify} does. */
    public void fetch(String partition, DataSink sink, LongConsumer progress) throws FailureException {
        long most = maxFetch();
        String variable = "partition-size:" + partition;
        Optional<String> told = getvar(variable);
        if (told.isEmpty()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "the board has no partition " + partition + ", or tells no size of it");
        }
        long size = size(variable, told.get());
        for (long at = 0; at < size; at += most) {
            long begin = at;
            long length = Math.min(most, size - at);
            receive(
                    String.format("fetch:%s:0x%x:0x%x", partition, at, length),
                    OptionalLong.of(length),
                    (behind, bytes) -> sink.take(begin + behind, bytes),
                    progress);
        }
    }

    private long receive(String command, OptionalLong wanted, DataSink sink, LongConsumer progress)
            throws FailureException {
        try {
            return new DataReceiver(link).receive(command, wanted, sink, progress);
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, command + ": " + e.getMessage(), e);
        }
    }

    /** Any command without data, and how it ended. */
    Answer ask(String text) throws FailureException {
        return end(text, OEM);
    }

    /** Any command without data; the value of its OKAY. */
    public String command(String text) throws FailureException {
        Answer answer = ask(text);
        require(text, answer);
        return answer.text();
    }

    /** What the board can take at once; asking starts a new image on NTC's U-Boot, so it is asked once an image. */
    private long maxDownload() throws FailureException {
        Optional<String> text = getvar(MAX_DOWNLOAD);
        return text.isEmpty() ? SparseSplitter.LARGEST_PIECE : size(MAX_DOWNLOAD, text.get());
    }

    private static long size(String variable, String text) throws FailureException {
        try {
            long size = Long.decode(text.trim());
            if (size > 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // The failure below says what the board answered.
        }
        throw new FailureException(FailureKind.PROTOCOL_GARBAGE, "the board's " + variable + " is \"" + text + "\"");
    }

    /**
     * NTC's U-Boot counts don't-care blocks but does not move on for them, so that everything behind a gap would land in
     * the wrong place. It is recognised by its answer to a variable that nobody has: it compares beginnings only.
     */
    private void requireNoGap(String partition, SparseImage image) throws FailureException {
        if (image.gap().isPresent() && getvar("version-of-no-such-thing").isPresent()) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    "the sparse image for " + partition + " leaves block "
                            + image.gap().get().block()
                            + " open, and this board's U-Boot would write what follows to the wrong place:"
                            + " make the image without DONT_CARE chunks (img2simg)");
        }
    }

    /** Sends bytes of which somebody else made commands and downloads; {@link #receive} fetches the answers. */
    public void send(ByteBuffer bytes, LongConsumer moved) throws FailureException {
        link.data(bytes, DOWNLOAD, moved);
    }

    /**
     * The next answer to what was sent; lines for people go to who listens, unless one is wanted.
     *
     * @param wanted the answer that is expected; another one is for the caller to judge
     */
    public ByteBuffer receive(ByteBuffer wanted) throws FailureException {
        return link.raw(wanted, ERASE);
    }

    private Answer end(String command, Duration patience) throws FailureException {
        Answer answer = link.command(command, patience);
        if (answer.kind() == Answer.Kind.DATA) {
            throw unexpected(command, answer);
        }
        return answer;
    }

    private FailureException unexpected(String command, Answer answer) {
        return link.broken(new FailureException(
                FailureKind.PROTOCOL_GARBAGE,
                command + ": the board answered " + answer.kind() + answer.text() + ", which does not belong here"));
    }

    static void require(String command, Answer answer) throws FailureException {
        if (answer.kind() == Answer.Kind.FAIL) {
            throw new FailureException(
                    FailText.kind(command, answer.text()), command + ": the board said \"" + answer.text() + "\"");
        }
    }
}
