package dev.gangway.station.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PassthroughTest {
    @Test
    void wordsBehindABenchCommandAreItsOwn() {
        assertThat(Passthrough.arrange("fel", "-v", "ver")).containsExactly("fel", "--", "-v", "ver");
        assertThat(Passthrough.arrange("fel", "write", "0", "f", "--port"))
                .containsExactly("fel", "--", "write", "0", "f", "--port");
    }

    @Test
    void ourOptionsRightBehindTheNameStayOurs() {
        assertThat(Passthrough.arrange("--data", "fel", "fel", "--port", "1-2", "--config=c", "-p", "ver"))
                .containsExactly("--data", "fel", "fel", "--port", "1-2", "--config=c", "--", "-p", "ver");
    }

    @Test
    void otherCommandsAreLeftAlone() {
        assertThat(Passthrough.arrange("ledger", "show", "fel")).containsExactly("ledger", "show", "fel");
        assertThat(Passthrough.arrange("--json")).containsExactly("--json");
        assertThat(Passthrough.arrange()).isEmpty();
    }

    @Test
    void anOptionWithoutItsValueIsLeftForTheParserToRefuse() {
        assertThat(Passthrough.arrange("fel", "--port")).containsExactly("fel", "--port", "--");
    }
}
