package dev.gangway.uboot.linux;

import dev.gangway.channel.Pauses;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes an image onto a target by the board's Linux, and proves what is there. Blocking; one thread. */
public final class LinuxFlashing {
    private static final Pattern COPIED = Pattern.compile("^([0-9]{1,18}) bytes ");
    private static final Pattern RECORDS = Pattern.compile("^([0-9]{1,15}\\+[0-9]{1,15}) records in");
    private static final int BLOCK = 1 << 16;
    private static final String IN_BLOCKS = " bs=64k ";
    private static final Pattern DIGEST = Pattern.compile("^([0-9a-f]{64})\\b");
    private static final int NOT_FOUND = 127;
    private static final Duration FLUSH = Duration.ofMinutes(5);

    private final LinuxShell shell;
    private final Pauses pauses;

    /** Over this shell. */
    public LinuxFlashing(LinuxShell shell, Pauses pauses) {
        this.shell = shell;
        this.pauses = pauses;
    }

    /**
     * Writes an image from the target's beginning, and has it on the medium.
     *
     * @param moved gets bytes that the medium has taken since the last time
     * @return how fast that was, for people: bytes, and megabytes a second until all was on the medium
     * @throws FailureException IMAGE_TOO_LARGE before anything is written; MEDIUM_FAILED, TRANSFER_FAILED, TRANSFER_STALLED
     */
    public String write(ImageFeed feed, LinuxTarget target, LongConsumer moved) throws FailureException {
        requireRoom(feed, target);
        String from = feed.command(shell);
        long begun = System.nanoTime();
        LinuxJob.Ended ended = new LinuxJob(shell, pauses)
                .run(
                        "the image to " + target.node(),
                        from + " | dd of=" + LinuxShell.quoted(target.node()) + IN_BLOCKS
                                + "iflag=fullblock conv=notrunc,fsync",
                        target,
                        LinuxJob.Counter.WRITTEN,
                        feed.length(),
                        moved);
        requireRoom(feed, target);
        if (ended.status() != 0) {
            throw failed(ended, target);
        }
        long length = feed.length()
                .get()
                .orElseThrow(() -> new FailureException(
                        FailureKind.TRANSFER_FAILED,
                        "the board has written what came, and nobody knows whether that was all of the image"));
        requireAll(
                ended,
                length,
                isOfMedium(ended) ? FailureKind.MEDIUM_FAILED : FailureKind.TRANSFER_FAILED,
                "came from the station to " + target.node());
        shell.sync();
        shell.run("blockdev --flushbufs " + LinuxShell.quoted(target.node()), FLUSH);
        return rate(length, System.nanoTime() - begun);
    }

    private static void requireRoom(ImageFeed feed, LinuxTarget target) throws FailureException {
        if (feed.length().get().orElse(0) > target.bytes()) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    "the image has " + feed.length().get().getAsLong() + " bytes and " + target.node() + " ("
                            + target.name() + ") has " + target.bytes());
        }
    }

    private static FailureException failed(LinuxJob.Ended ended, LinuxTarget target) {
        String told = ended.told();
        boolean full = ended.complaints().stream().anyMatch(line -> line.contains("No space left on device"));
        FailureKind kind = FailureKind.TRANSFER_FAILED;
        if (ended.status() == NOT_FOUND) {
            kind = FailureKind.RECIPE_INVALID;
        } else if (full) {
            kind = FailureKind.IMAGE_TOO_LARGE;
        } else if (isOfMedium(ended)) {
            kind = FailureKind.MEDIUM_FAILED;
        }
        return new FailureException(
                kind,
                "the image was not written to " + target.node() + " (" + ended.status() + "): the board says " + told);
    }

    private static boolean isOfMedium(LinuxJob.Ended ended) {
        return ended.complaints().stream().anyMatch(line -> line.startsWith("dd:") || line.contains("I/O error"));
    }

    private static void requireAll(LinuxJob.Ended ended, long length, FailureKind kind, String what)
            throws FailureException {
        // Small builds of busybox tell whole and broken blocks only.
        Optional<String> bytes = found(ended, COPIED).map(found -> found.group(1));
        Optional<String> blocks = found(ended, RECORDS).map(found -> found.group(1));
        String wanted = length / BLOCK + "+" + (length % BLOCK > 0 ? 1 : 0);
        boolean all = bytes.isPresent()
                ? bytes.get().equals(Long.toString(length))
                : blocks.filter(wanted::equals).isPresent();
        if (!all) {
            throw new FailureException(
                    kind, "not all of the " + length + " bytes " + what + ": the board says " + ended.told());
        }
    }

    private static Optional<Matcher> found(LinuxJob.Ended ended, Pattern pattern) {
        return ended.complaints().stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .findFirst();
    }

    /**
     * Reads the target's first bytes past the cache, and holds their SHA-256 against the image's.
     *
     * @param moved gets bytes that were read since the last time
     * @return how fast that was, for people
     * @throws FailureException VERIFY_MISMATCH; MEDIUM_FAILED when it can't be read
     */
    public String verify(Digest sha256, long length, LinuxTarget target, LongConsumer moved) throws FailureException {
        shell.sync();
        shell.run("blockdev --flushbufs " + LinuxShell.quoted(target.node()), FLUSH);
        // What is read must come from the medium, not from the memory that it was written from.
        shell.need("echo 3 >/proc/sys/vm/drop_caches", FailureKind.BOARD_REFUSED, FLUSH);
        long begun = System.nanoTime();
        LinuxJob.Ended ended = new LinuxJob(shell, pauses)
                .run(
                        "what is read from " + target.node(),
                        "dd if=" + LinuxShell.quoted(target.node()) + IN_BLOCKS + "count=" + length
                                + " iflag=count_bytes,fullblock | sha256sum",
                        target,
                        LinuxJob.Counter.READ,
                        () -> OptionalLong.of(length),
                        moved);
        if (ended.status() != 0) {
            throw new FailureException(
                    FailureKind.MEDIUM_FAILED,
                    target.node() + " can't be read back (" + ended.status() + "): the board says " + ended.told());
        }
        requireAll(ended, length, FailureKind.MEDIUM_FAILED, "could be read from " + target.node());
        if (ended.moved().isPresent() && ended.moved().getAsLong() < length) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "of " + length + " bytes only " + ended.moved().getAsLong() + " were read from " + target.node()
                            + " itself, the rest from the board's cache: nothing is proved");
        }
        String is = digest(ended.output());
        if (!is.equals(sha256.hex())) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    target.node() + " holds other bytes than were written: SHA-256 " + is + ", not " + sha256.hex());
        }
        return rate(length, System.nanoTime() - begun);
    }

    private static String digest(List<String> output) throws FailureException {
        for (String line : output) {
            Matcher digest = DIGEST.matcher(line);
            if (digest.find()) {
                return digest.group(1);
            }
        }
        throw new FailureException(
                FailureKind.PROTOCOL_GARBAGE,
                "the board's sha256sum says " + (output.isEmpty() ? "nothing" : String.join(" | ", output)));
    }

    private static String rate(long bytes, long nanos) {
        double megabytes = bytes / 1e6;
        return String.format(Locale.ROOT, "%.1f MB, %.1f MB/s", megabytes, megabytes / Math.max(1e-3, nanos / 1e9));
    }
}
