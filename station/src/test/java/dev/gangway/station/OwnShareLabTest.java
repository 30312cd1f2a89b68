package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StepResult;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a job takes besides the board: everything from the scan to green that is neither a transfer nor a board that is away
 * from the bus nor a pause in which an SPL trains the board's memory, part by part, on a warm station. Prints the medians.
 */
@Tag("lab")
@Tag("long")
class OwnShareLabTest {
    private static final int WARM_UP = 15;
    private static final int JOBS = 15;
    private static final int PORT = 1;

    /** How long the FEL client lets an SPL train the memory, at least. */
    private static final double TRAINING_MS = 250;

    private static final Recipe RECIPE = TestRecipes.shipped("chip-pro");

    @TempDir
    Path folder;

    private final Map<Object, CompletableFuture<Long>> greens = new ConcurrentHashMap<>();

    /**
     * A job's parts, in ms.
     *
     * @param first from the scan to the first call to the board
     * @param between between two calls to the board while it stays on the bus, without the pauses
     * @param steps what of the attempt was in no step; it is in the other parts too
     * @param back from the board's coming back to the first call to it, for all its returns
     * @param last from the last call to the board, or its boot where that is awaited, to green
     * @param board calls to the board
     * @param calls how many
     * @param away the board was away from the bus
     * @param pauses an SPL trained the memory
     * @param processor what the station's threads computed for all of it
     */
    private record Parts(
            double first,
            double between,
            double steps,
            double back,
            double last,
            double board,
            int calls,
            double away,
            double pauses,
            double processor) {
        double own() {
            return first + between + back + last;
        }
    }

    @Test
    void aWarmStationAddsLittleToWhatTheBoardNeeds() throws Exception {
        AtomicReference<MeteredBus> metered = new AtomicReference<>();
        List<Parts> all = new ArrayList<>();
        try (LineHarness line = LineSetup.in(folder)
                .recipes(RECIPE)
                .bus(hub -> {
                    MeteredBus around = new MeteredBus(hub);
                    metered.set(around);
                    return around;
                })
                .start()) {
            MeteredBus bus = Objects.requireNonNull(metered.get());
            line.watch(status -> {
                if (status.state() instanceof PortState.Passed && status.job() != null) {
                    green(status.job()).complete(System.nanoTime());
                }
            });
            for (int i = 1; i <= WARM_UP + JOBS; i++) {
                Parts parts = job(line, bus, i);
                if (i > WARM_UP) {
                    all.add(parts);
                }
            }
        }
        print("scan to first byte", all, Parts::first);
        print("between transfers of one attach", all, Parts::between);
        print("  in no step, step to step", all, Parts::steps);
        print("board is back to first byte, all returns", all, Parts::back);
        print("last byte to green", all, Parts::last);
        print("the station's own", all, Parts::own);
        print("  of it computing, not waiting", all, Parts::processor);
        print("transfers", all, Parts::board);
        print("  how many", all, Parts::calls);
        print("board away from the bus", all, Parts::away);
        print("board trains its memory", all, Parts::pauses);
        assertThat(all).hasSize(JOBS);
    }

    private CompletableFuture<Long> green(JobId job) {
        return greens.computeIfAbsent(job, one -> new CompletableFuture<>());
    }

    private static void print(String part, List<Parts> all, ToDoubleFunction<Parts> ms) {
        double[] sorted = all.stream().mapToDouble(ms).sorted().toArray();
        System.out.printf("| %-40s | %7.1f | %7.1f |%n", part, sorted[JOBS / 2], sorted[JOBS - 1]);
    }

    private Parts job(LineHarness line, MeteredBus bus, int number) throws Exception {
        line.plug(PORT, TestBoard.chip(number));
        line.awaitState(PORT, PortState.AwaitingScan.class);
        assertThat(line.scan("GANGWAY:SLOT:01")).isInstanceOf(ScanOutcome.SlotChosen.class);
        ProcessorShares.Reading before = ProcessorShares.Reading.now(bus);
        long scanned = System.nanoTime();
        ScanOutcome outcome = line.scan(String.format("CP-%05d", number));
        assertThat(outcome).isInstanceOf(ScanOutcome.Started.class);
        JobId job = ((ScanOutcome.Started) outcome).job();
        long green = green(job).get(LineHarness.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        JobSummary summary = line.ended(job).summary();
        ProcessorShares shares = ProcessorShares.Reading.now(bus).since(before);
        assertThat(summary.verdict()).isEqualTo(Verdict.PASSED);
        line.unplug(PORT);
        line.awaitState(PORT, PortState.Empty.class);
        return parts(bus, scanned, green, summary, shares);
    }

    private static Parts parts(MeteredBus bus, long scanned, long green, JobSummary summary, ProcessorShares shares) {
        List<MeteredBus.Call> calls = bus.calls(PortPath.virtual(PORT), scanned).stream()
                .filter(call -> call.end() <= green)
                .sorted(Comparator.comparingLong(MeteredBus.Call::begin))
                .toList();
        long between = 0;
        long back = 0;
        long away = 0;
        for (int i = 1; i < calls.size(); i++) {
            MeteredBus.Call before = calls.get(i - 1);
            MeteredBus.Call next = calls.get(i);
            if (before.attach().equals(next.attach())) {
                between += next.begin() - before.end();
            } else {
                long came = Math.max(bus.arrival(next.attach()), before.end());
                away += came - before.end();
                back += next.begin() - came;
            }
        }
        long end = calls.get(calls.size() - 1).end();
        // A board that is to boot at the end comes once more, and nobody speaks to it.
        long booted = bus.lastArrival(PortPath.virtual(PORT), end, green).orElse(end);
        away += booted - end;
        double attempt = summary.attempts().stream()
                .mapToDouble(
                        one -> Duration.between(one.startedAt(), one.endedAt()).toNanos())
                .sum();
        double steps = summary.steps().stream().mapToDouble(StepResult::seconds).sum() * 1e9;
        double pauses = TRAINING_MS
                * RECIPE.steps().stream()
                        .filter(step -> Set.of("fel.spl", "fel.uboot")
                                .contains(step.verb().name()))
                        .count();
        return new Parts(
                (calls.get(0).begin() - scanned) / 1e6,
                between / 1e6 - pauses,
                (attempt - steps) / 1e6,
                back / 1e6,
                (green - booted) / 1e6,
                calls.stream().mapToLong(call -> call.end() - call.begin()).sum() / 1e6,
                calls.size(),
                away / 1e6,
                pauses,
                shares.station() / 1e6);
    }
}
