package dev.gangway.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.PoolConfig;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.UnitGot;
import dev.gangway.model.FailureException;
import dev.gangway.model.JobId;
import dev.gangway.model.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools as they are now, held against what was handed out of them. */
class UnitDrawsTest {
    private static final PoolConfig MACS = new PoolConfig("macs", new PoolConfig.Macs(0x02_00_00_00_00_10L, 2, 3), 2);

    @TempDir
    Path folder;

    private static UnitGot got(String pool, long place, String shown) {
        return new UnitGot(pool, place, shown, UnitGot.Fate.USED);
    }

    @Test
    void aRangeThatNoLongerHasWhatWasHandedOutIsTold() throws Exception {
        PoolCheck check = new PoolCheck(MACS);
        check.take(new Serial("SN-1"), got("macs", 0x02_00_00_00_00_10L, "02:00:00:00:00:10"));
        check.take(new Serial("SN-2"), got("macs", 0x02_00_00_00_00_13L, "02:00:00:00:00:13"));

        assertThat(check.problems())
                .anyMatch(problem ->
                        problem.contains("SN-2 has 02:00:00:00:00:13, which the pool does not have any more"))
                .anyMatch(problem -> problem.contains("1 values are left, fewer than 2"))
                .hasSize(2);
        assertThat(PoolCheck.left(MACS, null)).isEqualTo(3);
        assertThat(PoolCheck.left(MACS, 0x02_00_00_00_00_14L)).isZero();
    }

    @Test
    void aFileWithTheSameLineTwiceIsToldBeforeItIsDrawn() throws Exception {
        Path file = folder.resolve("keys");
        Files.writeString(file, "# keys\naa00\n\nbb00\naa00\n");
        PoolConfig pool = new PoolConfig("keys", new PoolConfig.Lines(file, List.of("key"), Set.of("key")), 0);

        assertThat(new PoolCheck(pool).problems())
                .singleElement()
                .asString()
                .contains("the lines 2 and 5 of", "are the same")
                .doesNotContain("aa00");
        assertThat(PoolCheck.left(pool, 2L)).isEqualTo(2);
    }

    @Test
    void whatUnitsHaveFromElsewhereIsNotHandedOutAgain() throws Exception {
        Path file = folder.resolve("before.csv");
        Files.writeString(file, "SN-1,02-00-00-00-00-12\n");
        try (H2Ledger ledger = H2Ledger.open(folder.resolve("data"), Clock.systemUTC())) {
            assertThat(new PoolImport(MACS, ledger::append, Clock.systemUTC()).run(file))
                    .isEqualTo(1);
            assertThat(new PoolImport(MACS, ledger::append, Clock.systemUTC()).run(file))
                    .isEqualTo(1);
            assertThat(ledger.reader().verify(null).problem()).isEmpty();

            Files.writeString(file, "SN-1,02-00-00-00-00-12\nSN-2,02-00-00-00-00-13\n");
            try {
                new PoolImport(MACS, ledger::append, Clock.systemUTC()).run(file);
                throw new AssertionError("13 is no place of the pool");
            } catch (FailureException e) {
                assertThat(e.failure().message()).contains("line 2: its value is none of the pool macs");
            }
        }
    }

    @Test
    void randomValuesStayForTheJobAndDifferForOthers() {
        RandomValues random = new RandomValues();
        JobId job = JobId.random();
        String key = random.of(job, "key", 100);

        assertThat(key).hasSize(200).isEqualTo(random.of(job, "key", 100));
        assertThat(key.substring(0, 128)).isNotEqualTo(key.substring(72));
        assertThat(random.of(job, "other", 100)).isNotEqualTo(key);
        assertThat(random.of(JobId.random(), "key", 100)).isNotEqualTo(key);
        assertThat(new RandomValues().of(job, "key", 100)).isNotEqualTo(key);
    }
}
