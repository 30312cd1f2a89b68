package dev.gangway.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoverageTest {
    @Test
    void isWholeWhenEachByteWentOut() {
        SplittableRandom random = new SplittableRandom(35);
        int wholes = 0;
        for (int round = 0; round < 500; round++) {
            Coverage coverage = new Coverage();
            BitSet out = new BitSet();
            int length = random.nextInt(1, 60);
            for (int i = 0; i < 12; i++) {
                int from = random.nextInt(length);
                int to = random.nextInt(from, length + 1);
                coverage.add(from, to);
                out.set(from, to);
                assertThat(coverage.isWhole(length)).isEqualTo(out.cardinality() == length);
            }
            wholes += coverage.isWhole(length) ? 1 : 0;
        }
        assertThat(wholes).isBetween(50, 450);
    }

    @Test
    void whoFetchesInFarTooManyPiecesIsNotFollowed() {
        Coverage coverage = new Coverage();
        for (long at = 0; at < 50_000; at += 2) {
            coverage.add(at, at + 1);
        }
        for (long at = 1; at < 50_000; at += 2) {
            coverage.add(at, at + 1);
        }

        assertThat(coverage.isWhole(50_000)).isFalse();
        coverage.add(0, 50_000);
        assertThat(coverage.isWhole(50_000)).isTrue();
    }

    @Test
    void anEmptyFileIsWhole() {
        assertThat(new Coverage().isWhole(0)).isTrue();
        assertThat(new Coverage().isWhole(1)).isFalse();
    }
}
