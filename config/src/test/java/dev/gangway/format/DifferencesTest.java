package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.Differences.Run;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    private static final int GRAIN = 16;

    private static Differences of(int size, long at, int... changed) {
        byte[] held = new byte[size];
        for (int one : changed) {
            held[one] = 1;
        }
        return Differences.of(ByteBuffer.wrap(held), ByteBuffer.wrap(new byte[size]), at, GRAIN);
    }

    @Test
    void whatIsTheSameHasNone() {
        assertThat(of(100, 0).runs()).isEmpty();
        assertThat(of(0, 0).length()).isZero();
    }

    @Test
    void aByteIsItsGrainAndNeighboursAreOne() {
        assertThat(of(100, 0, 17).runs()).containsExactly(new Run(16, 16));
        assertThat(of(100, 0, 0, 17, 31, 64).runs()).containsExactly(new Run(0, 32), new Run(64, 16));
        assertThat(of(100, 0, 17, 64).length()).isEqualTo(32);
    }

    @Test
    void theFirstAndTheLastGrainMayBeCut() {
        assertThat(of(100, 10, 0).runs()).containsExactly(new Run(0, 6));
        assertThat(of(100, 10, 6).runs()).containsExactly(new Run(6, 16));
        assertThat(of(100, 0, 99).runs()).containsExactly(new Run(96, 4));
    }

    @Test
    void positionsAreKeptAndLengthsMustFit() {
        ByteBuffer held = ByteBuffer.allocate(40).position(8);
        ByteBuffer wanted = ByteBuffer.allocate(40).put(20, (byte) 1).position(8);

        assertThat(Differences.of(held, wanted, 0, GRAIN).runs()).containsExactly(new Run(0, 16));
        assertThat(held.position()).isEqualTo(8);
        assertThatThrownBy(() -> Differences.of(held, ByteBuffer.allocate(3), 0, GRAIN))
                .hasMessageContaining("of 3 bytes 32 are there");
    }
}
