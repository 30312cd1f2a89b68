package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.NandGeometry;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.sample.SampleImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One board beside sixteen, each at 1 MB/s: how long they take, and what processor time a board and a MB cost the station and
 * cost the virtual boards, which run in the same process. Prints a table; its first row is a station that has just started,
 * whose code Java compiles meanwhile.
 */
@Tag("lab")
@Tag("long")
class ScalingLabTest {
    private static final int MOST = 16;
    private static final int TURNS = 3;
    private static final long BYTES_PER_SECOND = 1_000_000;

    @TempDir
    Path folder;

    private int serials;

    /** One turn. */
    private record Turn(int boards, double seconds, double megabytes, ProcessorShares shares) {
        private void print() {
            double ms = 1e6 * boards;
            double perMb = 1e6 * megabytes;
            System.out.printf(
                    "| %2d | %.2f | %.1f | %.0f | %.0f | %.0f | %.1f | %.1f |%n",
                    boards,
                    seconds,
                    megabytes,
                    shares.station() / ms,
                    shares.boards() / ms,
                    shares.others() / ms,
                    shares.station() / perMb,
                    shares.boards() / perMb);
        }
    }

    @Test
    void sixteenBoardsTakeHardlyLongerThanOne() throws Exception {
        Path images = folder.resolve("images");
        SampleImages.chip(images, new NandGeometry(0x40000, 0x1000, 0x100), 6 << 20, 7);
        AtomicReference<MeteredBus> metered = new AtomicReference<>();
        Turn cold;
        List<Turn> ones = new ArrayList<>();
        List<Turn> many = new ArrayList<>();
        try (LineHarness line = LineSetup.in(folder)
                .ports(MOST)
                .recipes(TestRecipes.shipped("chip-pro"))
                .images(images)
                .bus(hub -> {
                    MeteredBus around = new MeteredBus(hub);
                    metered.set(around);
                    return around;
                })
                .start()) {
            MeteredBus bus = Objects.requireNonNull(metered.get());
            cold = turn(line, bus, MOST); // compiles what the others run
            for (int i = 0; i < TURNS; i++) {
                ones.add(turn(line, bus, 1));
                many.add(turn(line, bus, MOST));
            }
        }
        System.out.println("| boards | s | MB | station ms/board | boards ms/board | others ms/board |"
                + " station ms/MB | boards ms/MB |");
        cold.print();
        ones.forEach(Turn::print);
        many.forEach(Turn::print);
        double ratio = median(many) / median(ones);
        System.out.printf("%d boards: %.2f times as long as one%n", MOST, ratio);
        assertThat(ratio).isLessThan(2); // on a machine that does other work too; the figure is what is printed
    }

    private static double median(List<Turn> turns) {
        return turns.stream().mapToDouble(Turn::seconds).sorted().toArray()[TURNS / 2];
    }

    private Turn turn(LineHarness line, MeteredBus bus, int boards) {
        for (int port = 1; port <= boards; port++) {
            line.plug(port, TestBoard.chip(++serials, new Fault.Slow(0, Fault.ALWAYS, BYTES_PER_SECOND)));
        }
        for (int port = 1; port <= boards; port++) {
            line.awaitState(port, PortState.AwaitingScan.class);
        }
        ProcessorShares.Reading before = ProcessorShares.Reading.now(bus);
        long start = System.nanoTime();
        List<JobId> jobs = new ArrayList<>();
        for (int port = 1; port <= boards; port++) {
            jobs.add(line.start(port, String.format("CP-%05d", ++serials)));
        }
        List<JobSummary> ended =
                jobs.stream().map(job -> line.ended(job).summary()).toList();
        double seconds = (System.nanoTime() - start) / 1e9;
        ProcessorShares shares = ProcessorShares.Reading.now(bus).since(before);
        assertThat(ended).allMatch(summary -> summary.verdict() == Verdict.PASSED);
        for (int port = 1; port <= boards; port++) {
            line.unplug(port);
            line.awaitState(port, PortState.Empty.class);
        }
        double megabytes = ended.stream()
                        .flatMap(summary -> summary.steps().stream())
                        .mapToLong(StepResult::bytes)
                        .sum()
                / 1e6;
        return new Turn(boards, seconds, megabytes, shares);
    }
}
