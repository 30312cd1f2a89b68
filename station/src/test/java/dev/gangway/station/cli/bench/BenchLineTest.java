package dev.gangway.station.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.station.StationBench;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchLineTest {
    private static Optional<BenchLine> parse(String... words) {
        return BenchLine.parse(StationBench.OURS, words);
    }

    @Test
    void readsWhatStandsBeforeAndBehindTheVerb() {
        BenchLine line = parse("-q", "--data", "d", "fel", "--port", "1-2", "--config=c", "-p", "write", "0", "f")
                .orElseThrow();

        assertThat(line.command()).isEqualTo("fel");
        assertThat(line.ports()).containsExactly("1-2");
        assertThat(line.globals().quiet()).isTrue();
        assertThat(line.globals().data()).isEqualTo(Path.of("d"));
        assertThat(line.globals().config()).isEqualTo(Path.of("c"));
        assertThat(line.words()).containsExactly("-p", "write", "0", "f");
    }

    @Test
    void leavesTheReferenceToolsWordsUnread() {
        BenchLine line = parse("fastboot", "flash", "--port", "--json").orElseThrow();

        assertThat(line.ports()).isEmpty();
        assertThat(line.globals().json()).isFalse();
        assertThat(line.words()).containsExactly("flash", "--port", "--json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "--help",
                "--version",
                "--prot 1-2 fel ver",
                "fel --port",
                "--data fel",
                "-q",
                "ledger show fel"
            })
    void leavesAllElseToPicocli(String words) {
        assertThat(parse(words.split(" "))).isEmpty();
    }

    @Test
    void leavesNoWordsToPicocli() {
        assertThat(parse()).isEmpty();
    }
}
