package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns of a warm station, and of a shell that starts another's program for each board, timed. */
final class Beside {
    private static final double NANOS = 1e9;
    private static final Pattern TIMES = Pattern.compile("([0-9.]+) ([0-9.]+) ([0-9.]+)\\s*$");

    private Beside() {}

    /** What one turn took: seconds on the wall, and of processors in the process that speaks to the boards. */
    record Taken(double wall, double processor) {
        /** Each for itself. */
        static Taken median(List<Taken> turns) {
            return new Taken(
                    turns.stream().mapToDouble(Taken::wall).sorted().toArray()[turns.size() / 2],
                    turns.stream().mapToDouble(Taken::processor).sorted().toArray()[turns.size() / 2]);
        }
    }

    /**
     * From the first scan to the last green.
     *
     * @param slots those of the boards
     * @param serials one for each
     */
    static Taken station(LineHarness line, List<String> slots, List<String> serials) {
        return station(line, slots, serials, LineHarness.PATIENCE);
    }

    /** The same with boards that may take so long. */
    static Taken station(LineHarness line, List<String> slots, List<String> serials, Duration patience) {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long processor = process.getProcessCpuTime();
        long begun = System.nanoTime();
        List<JobId> jobs = new ArrayList<>();
        for (int board = 0; board < slots.size(); board++) {
            ScanOutcome outcome = line.scanFor(slots.get(board), serials.get(board));
            assertThat(outcome).isInstanceOf(ScanOutcome.Started.class);
            jobs.add(((ScanOutcome.Started) outcome).job());
        }
        for (JobId job : jobs) {
            assertThat(line.ended(job, patience).summary())
                    .matches(ended -> ended.verdict() == Verdict.PASSED, "a job that passed");
        }
        return new Taken((System.nanoTime() - begun) / NANOS, (process.getProcessCpuTime() - processor) / NANOS);
    }

    /** All these commands at once, each for a board; what they say counts only when one fails. */
    static Taken shell(List<String> commands) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("TIMEFORMAT='%R %U %S'; time { ");
        commands.forEach(command -> script.append("( ").append(command).append(" ) >/dev/null 2>&1 & pids+=($!); "));
        script.append("for pid in ${pids[@]}; do wait $pid || exit 1; done; }");
        Process shell = new ProcessBuilder("bash", "-c", script.toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as("%s %s", commands, told).isZero();
        Matcher times = TIMES.matcher(told);
        assertThat(times.find()).as(told).isTrue();
        return new Taken(
                Double.parseDouble(times.group(1)),
                Double.parseDouble(times.group(2)) + Double.parseDouble(times.group(3)));
    }
}
