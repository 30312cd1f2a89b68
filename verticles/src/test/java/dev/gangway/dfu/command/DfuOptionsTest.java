package dev.gangway.dfu.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as people who know dfu-util write them. */
class DfuOptionsTest {
    private static DfuOptions parse(String line) {
        return DfuOptions.parse(List.of(line.split(" ")));
    }

    @Test
    void readsADownload() {
        DfuOptions options = parse("-d 1d50:607f -a 1 -s 0x80000:leave -D file.bin -R");

        assertThat(options.action()).isEqualTo(DfuOptions.Action.DOWNLOAD);
        assertThat(options.file()).isEqualTo("file.bin");
        assertThat(options.memory()).isEqualTo("1");
        assertThat(options.where().address()).hasValue(0x80000);
        assertThat(options.where().leave()).isTrue();
        assertThat(options.reset()).isTrue();
        assertThat(options.isFor(0x1d50, 0x607f)).isTrue();
        assertThat(options.isFor(0x1d50, 0x607d)).isFalse();
    }

    @Test
    void readsAnUpload() {
        DfuOptions options = parse("-S 4711 -s 0x60000:131072 --upload out");

        assertThat(options.action()).isEqualTo(DfuOptions.Action.UPLOAD);
        assertThat(options.where().length()).hasValue(131072);
        assertThat(options.serial()).isEqualTo("4711");
    }

    @Test
    void commandsNeedNoFile() {
        assertThat(parse("-s :leave").action()).isEqualTo(DfuOptions.Action.COMMANDS);
        assertThat(parse("-s 0x08000000:mass-erase:force").where().massErase()).isTrue();
        assertThat(parse("-d *:607f -l").isFor(1, 0x607f)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "-x, no option",
        "-a 1, say what to do",
        "-l -e, one line does one",
        "-D, needs a value",
        "-D f -s 0x100000000, no number",
        "-D f -s here, no number",
        "-D f -s 0:1:2, means nothing",
        "-s 0:mass-erase, add :force",
        "-s 0:unprotect, add :force",
        "-l -d 1d50, vvvv:pppp",
        "-U f -Z many, no number"
    })
    void refusesWithWhatIsPossible(String line, String words) {
        assertThatThrownBy(() -> parse(line)).hasMessageContaining(words);
        assertThat(new DfuCommands().problem(List.of(line.split(" ")), false))
                .hasValueSatisfying(problem -> assertThat(problem).contains(words));
    }

    @Test
    void aCrowdIsNotReadIntoOneFile() {
        DfuCommands commands = new DfuCommands();

        assertThat(commands.problem(List.of("-U", "f"), true))
                .hasValueSatisfying(problem -> assertThat(problem).contains("--port"));
        assertThat(commands.problem(List.of("-D", "f", "-S", "1"), true)).isPresent();
        assertThat(commands.problem(List.of("-D", "f"), true)).isEqualTo(Optional.empty());
    }
}
