package dev.gangway.station.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.station.StationBench;
import org.junit.jupiter.api.Test;

class PassthroughTest {
    private static String[] arrange(String... words) {
        return Passthrough.arrange(StationBench.OURS, words);
    }

    @Test
    void wordsBehindABenchCommandAreItsOwn() {
        assertThat(arrange("fel", "-v", "ver")).containsExactly("fel", "--", "-v", "ver");
        assertThat(arrange("fel", "write", "0", "f", "--port"))
                .containsExactly("fel", "--", "write", "0", "f", "--port");
    }

    @Test
    void ourOptionsRightBehindTheNameStayOurs() {
        assertThat(arrange("--data", "fel", "fel", "--port", "1-2", "--config=c", "-p", "ver"))
                .containsExactly("--data", "fel", "fel", "--port", "1-2", "--config=c", "--", "-p", "ver");
    }

    @Test
    void otherCommandsAreLeftAlone() {
        assertThat(arrange("ledger", "show", "fel")).containsExactly("ledger", "show", "fel");
        assertThat(arrange("--json")).containsExactly("--json");
        assertThat(arrange()).isEmpty();
    }

    @Test
    void anOptionWithoutItsValueIsLeftForTheParserToRefuse() {
        assertThat(arrange("fel", "--port")).containsExactly("fel", "--port", "--");
    }
}
