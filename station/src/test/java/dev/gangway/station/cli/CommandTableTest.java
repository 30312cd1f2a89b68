package dev.gangway.station.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.station.StationBench;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.Completions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandTableTest {
    private static CommandLine with(String... args) {
        Root root = new Root();
        CommandLine line = new CommandLine(root, new Completions(root.globals()));
        CommandTable.addTo(line, StationBench.OURS, args);
        return line;
    }

    @Test
    void buildsOnlyWhatIsCalled() {
        assertThat(with("--data", "demo", "list", "--watch").getSubcommands()).containsOnlyKeys("list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "help", "generate-completion", "lsit", "--data run"})
    void buildsAllWhereOthersAreLookedAt(String words) {
        assertThat(with(words.isEmpty() ? new String[0] : words.split(" ")).getSubcommands())
                .hasSize(22 + StationBench.OURS.names().size())
                .containsKeys("demo", "fel", "boards", "help");
    }

    @Test
    void everyCommandIsCalledWhatItCallsItself() {
        with("help").getSubcommands().forEach((name, command) -> assertThat(command.getCommandName())
                .isEqualTo(name));
    }
}
