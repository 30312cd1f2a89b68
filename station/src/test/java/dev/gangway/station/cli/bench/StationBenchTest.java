package dev.gangway.station.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.BootMode;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StationBench;
import dev.gangway.station.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bench verbs that there are, and ones of which the command line knows nothing but that they are there. */
class StationBenchTest {
    private static final StationBench TOYS = new StationBench(List.of(new Toy()));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** Says how many boards there are. */
    private static final class Toy implements BenchVerbs {
        @Override
        public String name() {
            return "toy";
        }

        @Override
        public String summary() {
            return "Plays with toys.";
        }

        @Override
        public String help() {
            return "Usage: gangway toy count\n";
        }

        @Override
        public List<String> verbs() {
            return List.of("count");
        }

        @Override
        public Set<BootMode> modes() {
            return Set.of(BootMode.DFU, BootMode.FEL);
        }

        @Override
        public List<String> rehearsal() {
            return verbs();
        }

        @Override
        public Optional<String> problem(List<String> words, boolean crowd) {
            return words.equals(List.of("count"))
                    ? Optional.empty()
                    : Optional.of("no toy does " + words + (crowd ? ", nor do many" : ""));
        }

        @Override
        public int run(BenchBoards boards, Caller caller, List<String> words) {
            caller.out().println(boards.survey().size() + " toys");
            return ExitCode.OK;
        }
    }

    static Stream<BenchVerbs> ours() {
        return StationBench.OURS.all().stream();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void eachIsToldByItsHelpAndRehearsedInWordsThatItTakes(BenchVerbs verbs) {
        assertThat(verbs.name()).matches("[a-z][a-z0-9]*");
        assertThat(verbs.help())
                .startsWith("Usage: gangway " + verbs.name() + " ")
                .endsWith("\n");
        assertThat(verbs.summary()).endsWith(".");
        assertThat(verbs.verbs()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(verbs.modes()).isNotEmpty();
        assertThat(verbs.problem(verbs.rehearsal(), false)).isEmpty();
        assertThat(CommandRun.of("help", verbs.name()).out()).isEqualTo(verbs.help());
    }

    @Test
    void theirNamesAreWhatTheStartScriptReads() throws IOException {
        Path file = folder.resolve("bench-verbs");

        VerbsFile.main(new String[] {file.toString()});

        assertThat(Files.readString(file)).isEqualTo(String.join(" ", StationBench.OURS.names()) + "\n");
        assertThat(StationBench.OURS.names()).doesNotHaveDuplicates().doesNotContain("bench");
    }

    @Test
    void verbsThatNobodyKnowsAreACommand() throws IOException {
        String config = Files.writeString(folder.resolve("station.yaml"), """
                kind: station
                station: test-1
                line: Line T
                bus: { type: virtual, ports: 2 }
                """).toString();

        CommandRun count = CommandRun.of(TOYS, "--config", config, "toy", "--port", "virtual:1", "count");
        assertThat(count.out()).isEqualTo("0 toys" + System.lineSeparator());
        assertThat(count.code()).isEqualTo(ExitCode.OK);

        CommandRun wrong = CommandRun.of(TOYS, "toy", "--config", config, "lose", "-v");
        assertThat(wrong.err()).isEqualTo("gangway: no toy does [lose, -v]" + System.lineSeparator());
        assertThat(wrong.code()).isEqualTo(ExitCode.INVALID);
        assertThat(CommandRun.of(TOYS, "toy", "--config", config, "--port", "all", "lose")
                        .err())
                .contains("nor do many");
        CommandRun none = CommandRun.of(TOYS, "toy", "--config", config, "--port", "all", "count");
        assertThat(none.err()).contains("there is no board in FEL or DFU mode");
        assertThat(none.code()).isEqualTo(ExitCode.NOT_FOUND);
    }

    /** A port that is a line has a board as far as anybody can see; nothing is sent to list it. */
    @Test
    void aBoardBehindALineIsFoundByItsPort() throws IOException {
        String config = Files.writeString(folder.resolve("station.yaml"), """
                kind: station
                station: test-1
                line: Line T
                bus: { type: virtual, ports: 2 }
                """).toString();

        CommandRun network = CommandRun.of("--config", config, "fastboot", "--port", "tcp:127.0.0.1:5554", "devices");
        CommandRun serial = CommandRun.of("--config", config, "ymodem", "--port", "serial:/dev/ttyS9", "list");

        assertThat(network.out()).contains("fastboot\ttcp:127.0.0.1:5554");
        assertThat(serial.out()).contains("serial:/dev/ttyS9");
    }

    @Test
    void theyAreInHelpAndCompletionAndOthersAreNot() {
        assertThat(CommandRun.of(TOYS, "--help").out())
                .contains("Plays with toys.")
                .doesNotContain("fastboot");
        assertThat(CommandRun.of(TOYS, "help", "toy").out()).isEqualTo("Usage: gangway toy count\n");
        assertThat(CommandRun.of(TOYS, "generate-completion").out()).contains("\"count\"");
        assertThat(CommandRun.of(TOYS, "fel", "ver").code()).isEqualTo(ExitCode.INVALID);
    }
}
