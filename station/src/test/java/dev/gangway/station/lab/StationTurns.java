package dev.gangway.station.lab;

import com.sun.management.OperatingSystemMXBean;
import dev.gangway.bus.Addresses;
import dev.gangway.message.JobEvent;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.station.Station;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A warm station inside the lab's virtual machine that works when it is told, so that its jobs and others' programs can be timed
 * in turns on the same boards.
 *
 * <p>{@code StationTurns RECIPES IMAGES DATA}: recipe files with commas between, a folder with one folder of images a recipe, a
 * folder for the ledger. Says {@code ready}; then each line of standard input has the paths of ports with a board: it waits until
 * all of them ask for a scan, scans for all, and when all have passed says how long that took from the first scan on, and the
 * process' processor time in it, both in seconds. Ends with standard input, or with 1 at the first job that does not pass.
 */
final class StationTurns {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final double NANOS = 1e9;

    private final Station station;
    private final Map<PortPath, PortStatus> last = new HashMap<>();
    private final Map<JobId, JobEvent.JobEnded> ended = new HashMap<>();
    private int units;

    private StationTurns(Station station) {
        this.station = station;
        station.bus().subscribe(Addresses.PORT_STATUS, status -> told(() -> last.put(status.port(), status)));
        station.bus().subscribe(Addresses.JOB_EVENTS, event -> {
            if (event instanceof JobEvent.JobEnded end) {
                told(() -> ended.put(end.summary().job(), end));
            }
        });
    }

    public static void main(String[] args) throws Exception {
        try (Station station = Station.start(
                        LabStation.plan(LabStation.recipes(args[0]), Path.of(args[2]), Path.of(args[1])));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            StationTurns turns = new StationTurns(station);
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                turns.turn(Stream.of(line.trim().split(" +")).map(PortPath::new).toList());
            }
        } catch (IOException e) {
            System.out.println("failed: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private synchronized void told(Runnable news) {
        news.run();
        notifyAll();
    }

    private synchronized void await(String what, BooleanSupplier there) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!there.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IOException(what + " did not come in " + PATIENCE.toSeconds() + " s: " + last);
            }
            wait(left);
        }
    }

    private void turn(List<PortPath> ports) throws IOException, InterruptedException {
        for (PortPath port : ports) {
            await(
                    "a board on " + port,
                    () -> last.containsKey(port) && last.get(port).state() instanceof PortState.AwaitingScan);
        }
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long processor = process.getProcessCpuTime();
        long begun = System.nanoTime();
        List<JobId> jobs = new ArrayList<>();
        for (PortPath port : ports) {
            scan("GANGWAY:SLOT:" + slot(port));
            if (scan(String.format(Locale.ROOT, "BS-%05d", ++units)) instanceof ScanOutcome.Started started) {
                jobs.add(started.job());
            } else {
                throw new IOException("no job began on " + port);
            }
        }
        for (JobId job : jobs) {
            await("the end of a job", () -> ended.containsKey(job));
            if (verdict(job) != Verdict.PASSED) {
                throw new IOException("a job ended otherwise: " + ended.get(job));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%.3f %.3f%n",
                (System.nanoTime() - begun) / NANOS,
                (process.getProcessCpuTime() - processor) / NANOS);
    }

    private synchronized String slot(PortPath port) {
        return Objects.requireNonNull(last.get(port)).slot().label();
    }

    private synchronized Verdict verdict(JobId job) {
        return Objects.requireNonNull(ended.get(job)).summary().verdict();
    }

    private ScanOutcome scan(String text) {
        Future<ScanOutcome> answer =
                station.bus().ask(Addresses.SCAN, new ScanRead("lab", text + "\r", "lab"), Duration.ofSeconds(60));
        return answer.toCompletionStage().toCompletableFuture().join();
    }
}
