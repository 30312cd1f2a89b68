package dev.gangway.station.cli.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.SampleJobs;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.LedgerAppend;
import dev.gangway.model.Verdict;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private CommandRun run(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "--data";
        all[1] = folder.toString();
        System.arraycopy(args, 0, all, 2, args.length);
        return CommandRun.of(all);
    }

    @Test
    void aFolderWithoutLedgerIsThreeAndStaysEmpty() {
        assertThat(run("ledger", "list").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("outbox", "status").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aHeldLedgerIsFourAndSaysByWhom() throws LedgerException {
        try (H2Ledger ledger = H2Ledger.open(folder, Clock.systemUTC())) {
            CommandRun run = run("ledger", "list");

            assertThat(ledger.head().seq()).isZero();
            assertThat(run.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(run.err()).contains("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void anEmptyLedgerVerifiesAndHasNoRecord() throws LedgerException {
        H2Ledger.open(folder, Clock.systemUTC()).close();

        assertThat(run("ledger", "verify").code()).isEqualTo(ExitCode.OK);
        assertThat(run("--json", "ledger", "verify").out()).contains("\"sound\":true,\"records\":0");
        assertThat(run("ledger", "show", "CP-00001").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("ledger", "list").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("ledger", "export", "--format", "csv").lines()).hasSize(1);
        assertThat(run("ledger", "export", "--format", "jsonl").out()).isEmpty();
        assertThat(run("--json", "outbox", "status").out()).contains("\"pending\":0");
        assertThat(run("outbox", "resend", "--from", "1", "--to", "5").code()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aListThatIsCutSaysHowManyOlderJobsThereAre() throws LedgerException {
        try (H2Ledger ledger = H2Ledger.open(folder, Clock.systemUTC())) {
            for (int number = 1; number <= 5; number++) {
                append(ledger, SampleJobs.opened(number, "CP-0000" + number));
                append(ledger, SampleJobs.closed(number, "CP-0000" + number, Verdict.PASSED));
            }
        }

        CommandRun cut = run("ledger", "list", "--limit", "2");
        assertThat(cut.out()).contains("CP-00004", "CP-00005").doesNotContain("CP-00003");
        assertThat(cut.err())
                .contains("these are the newest 2; 3 older of that kind are there too, --limit N shows more");
        assertThat(run("--json", "ledger", "list", "--limit", "2").lines()).hasSize(2);
        assertThat(run("-q", "ledger", "list", "--limit", "2").err()).isEmpty();
        assertThat(run("ledger", "list", "--limit", "5").err()).isEmpty();
    }

    @Test
    void aHeadThatIsNotInTheChainIsOne() throws LedgerException {
        H2Ledger.open(folder, Clock.systemUTC()).close();

        CommandRun run = run("ledger", "verify", "--head", "a".repeat(64));

        assertThat(run.code()).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(run.out()).contains("NOT FOUND");
        assertThat(run("ledger", "verify", "--head", "xyz").code()).isEqualTo(ExitCode.INVALID);
    }

    @Test
    void aBackupThatWasPutBackIsToldAndRestoredOnRecord() throws Exception {
        Path database = folder.resolve("ledger.mv.db");
        H2Ledger.open(folder, Clock.systemUTC()).close();
        note();
        byte[] backup = Files.readAllBytes(database);
        note();
        Files.write(database, backup);

        CommandRun verify = run("ledger", "verify");
        assertThat(verify.code()).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(verify.out()).contains("NOT SOUND: record 2 is missing at the end");
        CommandRun export = run("ledger", "export", "--format", "csv");
        assertThat(export.code()).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(export.lines()).hasSize(1);
        assertThat(export.err()).contains("record 2 is missing at the end");

        assertThat(run("ledger", "restore").out()).contains("record 2 is missing at the end");
        assertThat(run("ledger", "verify").code()).isEqualTo(ExitCode.OK);
        assertThat(run("ledger", "restore").err()).contains("no record is missing");
    }

    private void note() throws LedgerException {
        try (H2Ledger ledger = H2Ledger.open(folder, Clock.systemUTC())) {
            append(ledger, new LedgerAppend.Note("release", "anna", Instant.EPOCH, Map.of()));
        }
    }

    private static void append(H2Ledger ledger, LedgerAppend record) {
        ledger.append(record).toCompletionStage().toCompletableFuture().join();
    }
}
