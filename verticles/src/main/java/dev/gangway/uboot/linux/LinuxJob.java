package dev.gangway.uboot.linux;

import dev.gangway.channel.Pauses;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.uboot.UbootAnswer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A pipeline that runs on the board beside the shell, so that it can be asked how far it is. Its status, its output and its
 * complaints go to files: one that is quick is over before anybody looks, and has not been missed.
 */
final class LinuxJob {
    /** A file system in memory on any Linux that was just booted from there. */
    static final String FOLDER = "/tmp";

    private static final String STATUS = FOLDER + "/gw.status";
    private static final String OUTPUT = FOLDER + "/gw.output";
    private static final String COMPLAINTS = FOLDER + "/gw.complaints";
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FIRST_LOOK = Duration.ofMillis(100);

    /** So long nothing may move: an eMMC that cleans up takes seconds, a flush of a slow card a minute. */
    private static final long STALLED = Duration.ofMinutes(3).toNanos();

    /** A board that writes has little time for questions. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int SECTOR = 512;

    private final LinuxShell shell;
    private final Pauses pauses;

    LinuxJob(LinuxShell shell, Pauses pauses) {
        this.shell = shell;
        this.pauses = pauses;
    }

    /** Which of a device's counters tells how far it is: fields of {@code /sys/class/block/…/stat}, in sectors. */
    enum Counter {
        READ(2),
        WRITTEN(6);

        private final int field;

        Counter(int field) {
            this.field = field;
        }
    }

    /**
     * How it ended.
     *
     * @param status of the first part that failed; 0 = all went well
     * @param output what it said
     * @param complaints what it said of troubles
     * @param moved bytes by the device's counter; empty where it does not count
     */
    record Ended(int status, List<String> output, List<String> complaints, OptionalLong moved) {
        String told() {
            return complaints.isEmpty() ? "nothing" : String.join(" | ", complaints);
        }
    }

    /**
     * Runs a pipeline until it ends.
     *
     * @param what for people
     * @param length bytes that have to move in all, where somebody knows
     * @param moved gets bytes since the last time; all of them when it went well
     * @throws FailureException TRANSFER_STALLED when nothing moves for long
     */
    Ended run(
            String what,
            String pipeline,
            LinuxTarget target,
            Counter counter,
            Supplier<OptionalLong> length,
            LongConsumer moved)
            throws FailureException {
        String stat = "/sys/class/block/" + target.device() + "/stat";
        shell.need(
                "mkdir -p " + FOLDER + " && rm -f " + STATUS + " " + OUTPUT + " " + COMPLAINTS,
                FailureKind.BOARD_REFUSED,
                LinuxShell.QUICK);
        long begun = count(shell.lines(stat), counter);
        // The inner brackets take the job from the shell, which would tell of its end in the middle of another answer.
        shell.need(
                "( ( ( " + pipeline + " ) >" + OUTPUT + " 2>" + COMPLAINTS + "; echo $? >" + STATUS + " ) & )",
                FailureKind.BOARD_REFUSED,
                LinuxShell.QUICK);
        long done = 0;
        long last = 0;
        long lastMoved = System.nanoTime();
        Duration wait = FIRST_LOOK;
        while (true) {
            pauses.pause(wait);
            wait = LOOK;
            UbootAnswer answer = shell.run("cat " + STATUS + " 2>/dev/null; cat " + stat, PATIENCE);
            long count = count(answer.lines(), counter) - begun;
            if (count != last) {
                last = count;
                lastMoved = System.nanoTime();
            }
            long now = Math.max(done, Math.min(length.get().orElse(Long.MAX_VALUE), count * SECTOR));
            moved.accept(now - done);
            done = now;
            List<String> status = answer.lines().stream()
                    .filter(line -> line.matches("[0-9]{1,3}"))
                    .toList();
            if (!status.isEmpty()) {
                Ended ended = new Ended(
                        Integer.parseInt(status.get(0)),
                        shell.lines(OUTPUT),
                        shell.lines(COMPLAINTS),
                        begun == 0 ? OptionalLong.empty() : OptionalLong.of(count * SECTOR));
                if (ended.status() == 0) {
                    moved.accept(Math.max(0, length.get().orElse(done) - done));
                }
                return ended;
            }
            if (System.nanoTime() - lastMoved > STALLED) {
                throw new FailureException(
                        FailureKind.TRANSFER_STALLED,
                        "nothing of " + what + " has moved for " + STALLED / 60_000_000_000L + " minutes, after "
                                + done / 1_000_000 + " MB");
            }
        }
    }

    private static long count(List<String> lines, Counter counter) throws FailureException {
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > counter.field + 3 && fields[counter.field].matches("[0-9]{1,18}")) {
                return Long.parseLong(fields[counter.field]);
            }
        }
        throw new FailureException(
                FailureKind.PROTOCOL_GARBAGE,
                "the board does not tell a disk's counters: " + String.join(" | ", lines));
    }
}
