package dev.gangway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.message.ConsoleKept;
import dev.gangway.message.ConsoleQuery;
import dev.gangway.message.ConsoleText;
import dev.gangway.model.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of what consoles say, and what is told of it. */
class ConsolesTest {
    private static final JobId JOB = new JobId("ab".repeat(16));

    @TempDir
    Path data;

    private ConsoleText ask(Consoles consoles, int attempt, long after) {
        return consoles.answer(new ConsoleQuery(JOB, attempt, after));
    }

    @Test
    void whatASmallConsoleSaidIsKeptWhole() throws IOException {
        Consoles consoles = new Consoles(data, 4096);
        ConsoleLog log = consoles.begin(JOB, 1);
        log.step("have the prompt");
        log.add("U-Boot 2023.01");
        log.add("Ünïcode");
        log.begun("=> ");

        ConsoleKept kept = consoles.keep(log, true).orElseThrow();

        String text = "[step have the prompt]\nU-Boot 2023.01\nÜnïcode\n=> \n";
        assertThat(new ConsoleFolder(data).read(JOB, 1)).contains(text);
        assertThat(kept.sha256()).isEqualTo(ConsoleFolder.digest(text));
        assertThat(kept.bytes()).isEqualTo(Files.size(Files.writeString(data.resolve("plain"), text)));
        assertThat(kept.leftOut()).isZero();
        assertThat(kept.problem()).isEmpty();
        assertThat(kept.last()).isEqualTo("[step have the prompt]\nU-Boot 2023.01\nÜnïcode\n=> ");
        assertThat(data.resolve("console/ab")).isDirectoryContaining(file -> file.endsWith(JOB + "-1.log.gz"));
    }

    @Test
    void ofALongOneBeginningAndEndAreKeptWithAMarkBetween() throws IOException {
        Consoles consoles = new Consoles(data, 4096);
        ConsoleLog log = consoles.begin(JOB, 2);
        for (int i = 0; i < 10_000; i++) {
            log.add("line " + i);
        }

        ConsoleKept kept = consoles.keep(log, false).orElseThrow();

        String text = new ConsoleFolder(data).read(JOB, 2).orElseThrow();
        assertThat(text.length()).isLessThan(4096 + 200);
        assertThat(text)
                .startsWith("line 0\nline 1\n")
                .endsWith("line 9998\nline 9999\n")
                .containsPattern("\n\\[… [0-9]{4} lines, " + kept.leftOut() + " bytes, left out here");
        assertThat(kept.leftOut()).isBetween(80_000L, 100_000L);
        assertThat(kept.last()).isEmpty();
    }

    @Test
    void whoFollowsIsToldWhatIsNewAndAfterwardsAllThatIsKept() {
        Consoles consoles = new Consoles(data, 4096);
        ConsoleLog log = consoles.begin(JOB, 1);
        log.add("one");
        log.add("two");

        assertThat(ask(consoles, 0, 0)).isEqualTo(new ConsoleText(1, true, 2, "one\ntwo\n", ""));
        log.add("three");
        assertThat(ask(consoles, 0, 2)).isEqualTo(new ConsoleText(1, true, 3, "three\n", ""));
        assertThat(ask(consoles, 0, 3)).isEqualTo(new ConsoleText(1, true, 3, "", ""));
        consoles.keep(log, false);
        assertThat(ask(consoles, 0, 3)).isEqualTo(new ConsoleText(1, false, 0, "one\ntwo\nthree\n", ""));
        consoles.keep(consoles.begin(JOB, 2), true);
        assertThat(ask(consoles, 0, 0).attempt()).isEqualTo(1);
        assertThat(ask(consoles, 2, 0).problem()).contains("Nothing");
    }

    @Test
    void whoFollowsAConsoleThatNeverStopsIsToldItsEndOnly() {
        ConsoleLog log = new Consoles(data, 4096).begin(JOB, 1);
        for (int i = 0; i < 100_000; i++) {
            log.add("line " + i);
        }

        ConsoleText told = log.since(7);

        assertThat(told.next()).isEqualTo(100_000);
        assertThat(told.text().lines().count()).isLessThanOrEqualTo(500);
        assertThat(told.text()).endsWith("line 99999\n");
    }

    @Test
    void aConsoleThatSaidNothingLeavesNothing() throws IOException {
        Consoles consoles = new Consoles(data, 4096);
        ConsoleLog log = consoles.begin(JOB, 1);
        log.step("write");

        assertThat(consoles.keep(log, true)).isEmpty();
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whatCannotBeWrittenIsToldWithItsDigestAndLastLines() throws IOException {
        Files.writeString(data.resolve("console"), "in the way");
        Consoles consoles = new Consoles(data, 4096);
        ConsoleLog log = consoles.begin(JOB, 1);
        log.add("Kernel panic");

        ConsoleKept kept = consoles.keep(log, true).orElseThrow();

        assertThat(kept.problem()).contains("console");
        assertThat(kept.sha256()).isEqualTo(ConsoleFolder.digest("Kernel panic\n"));
        assertThat(kept.last()).isEqualTo("Kernel panic");
        assertThat(ask(consoles, 0, 0).problem()).contains("Nothing");
    }

    @Test
    void aFileIsNeverReplaced() throws IOException {
        ConsoleFolder folder = new ConsoleFolder(data);
        folder.write(JOB, 1, "first\n");
        Path file = folder.file(JOB, 1);
        byte[] before = Files.readAllBytes(file);
        Files.write(file.resolveSibling(file.getFileName() + ".new"), new byte[] {1, 2, 3});

        folder.write(JOB, 2, "second\n");

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(folder.read(JOB, 2)).contains("second\n");
        Files.write(file, new byte[] {31, -117, 8, 0, 5});
        assertThatThrownBy(() -> folder.read(JOB, 1)).isInstanceOf(IOException.class);
    }
}
