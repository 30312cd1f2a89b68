package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.model.FailureClass;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.spark.AirBoard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cores that lose their power for good, or their link for a moment, at places spread over the whole job. */
@Tag("lab")
@Tag("long")
class SparkSweepLabTest {
    private static final int CORES = 10;
    private static final int PLACES = 60;
    private static final int BYTES = 9_000;

    /** What is said until the board asks for its scan. */
    private static final int BEFORE = 300;

    /** So that the last places lie about where the firmware is installed. */
    private static final int STRIDE = 350;

    private static final String RECIPE = """
            retry: { attempts: 1 }
            verify: readback
            steps:
              - spark.file: data
                at: 0x80000
                timeout: 10s
              - spark.firmware: firmware
                version: 2
                timeout: 10s
              - spark.verify: data
                by: flashcrc
                at: 0x80000
                timeout: 5s
              - spark.verify: firmware
                by: flashcrc
                at: 0x08005000
                timeout: 5s
            """;

    @TempDir
    Path folder;

    @Test
    void aCoreThatIsGoneForGoodFailsAndTheNextOnePasses() throws Exception {
        try (SparkLine line = new SparkLine(folder, CORES, BYTES, RECIPE)) {
            int units = 0;
            List<Integer> gone = new ArrayList<>();
            for (int from = 0; from < PLACES; from += CORES) {
                Map<Integer, JobId> jobs = new TreeMap<>();
                for (int core = 1; core <= CORES; core++) {
                    int at = BEFORE + STRIDE * (from + core - 1);
                    line.plug(core, "fault=disconnect@" + at + ":never");
                    jobs.put(core, line.begin(core, serial(++units)));
                }
                for (Map.Entry<Integer, JobId> job : jobs.entrySet()) {
                    JobSummary lost = line.line().ended(job.getValue()).summary();
                    if (lost.verdict() != Verdict.PASSED) { // what breaks behind the last byte breaks nothing
                        assertThat(Objects.requireNonNull(lost.failure()).kind().failureClass())
                                .as("%s", lost.failure())
                                .isEqualTo(FailureClass.TRANSIENT);
                        gone.add(from + job.getKey());
                    }
                }
                jobs.keySet().forEach(line::unplug);
                for (int core = 1; core <= CORES; core++) {
                    line.plug(core, "");
                    jobs.put(core, line.begin(core, serial(++units)));
                }
                jobs.forEach((core, job) -> {
                    JobSummary next = line.line().ended(job).summary();
                    assertThat(next.verdict()).as("%s", next).isEqualTo(Verdict.PASSED);
                });
                jobs.keySet().forEach(line::unplug);
            }
            assertThat(gone).hasSizeGreaterThanOrEqualTo(50).startsWith(1, 2, 3);
            assertThat(line.line().ledger()).hasSize(units);
        }
    }

    @Test
    void aCoreThatLosesItsLinkAnywhereGoesOnAndPasses() throws Exception {
        try (SparkLine line =
                new SparkLine(folder, CORES, BYTES, RECIPE.replace("attempts: 1", "attempts: 2, backOff: 50ms"))) {
            for (int from = 0; from < PLACES; from += CORES) {
                int base = from;
                Map<Integer, JobId> jobs = new TreeMap<>();
                for (int core = 1; core <= CORES; core++) {
                    line.plug(core, "fault=link-lost@" + (BEFORE + STRIDE * (base + core - 1)));
                    jobs.put(core, line.begin(core, serial(base + core)));
                }
                jobs.forEach((core, job) -> {
                    JobSummary passed = line.line().ended(job).summary();
                    assertThat(passed.verdict()).as("%s", passed).isEqualTo(Verdict.PASSED);
                });
                jobs.keySet().forEach(line::unplug);
            }
            assertThat(IntStream.rangeClosed(1, PLACES))
                    .hasSize(line.line().ledger().size());
        }
    }

    /** What a radio damages does not get past TCP's own check sums; where it does all the same, the frames' do not let it pass. */
    @ParameterizedTest
    @EnumSource(NoisyLink.Noise.class)
    void aLinkThatCarriesAByteWronglyAnywhereIsOvercome(NoisyLink.Noise noise) throws Exception {
        try (SparkLine line =
                new SparkLine(folder, CORES, BYTES, RECIPE.replace("attempts: 1", "attempts: 3, backOff: 50ms"))) {
            for (int from = 0; from < PLACES; from += CORES) {
                Map<Integer, JobId> jobs = new TreeMap<>();
                Map<Integer, AirBoard> boards = new TreeMap<>();
                List<NoisyLink> links = new ArrayList<>();
                for (int core = 1; core <= CORES; core++) {
                    NoisyLink link = new NoisyLink(line.listensOn(), noise, BEFORE + STRIDE * (from + core - 1));
                    links.add(link);
                    boards.put(core, line.plug(core, link.port(), ""));
                    jobs.put(core, line.begin(core, serial(from + core)));
                }
                jobs.forEach((core, job) -> {
                    JobSummary passed = line.line().ended(job).summary();
                    assertThat(passed.verdict()).as("%s", passed).isEqualTo(Verdict.PASSED);
                    assertThat(passed.attempts())
                            .as("a connection that is over is not taken for the next one's")
                            .filteredOn(attempt -> attempt.failure() != null
                                    && attempt.failure().kind() == FailureKind.PROTOCOL_GARBAGE)
                            .hasSizeLessThanOrEqualTo(1);
                    AirBoard board = Objects.requireNonNull(boards.get(core));
                    assertThat(board.flash(0x80000, BYTES)).isEqualTo(line.data());
                });
                jobs.keySet().forEach(line::unplug);
                links.forEach(NoisyLink::close);
            }
            assertThat(line.line().ledger()).hasSize(PLACES);
        }
    }

    private static String serial(int unit) {
        return String.format("SC-%05d", unit);
    }
}
