package dev.gangway.ledger.h2;

import static dev.gangway.ledger.SampleJobs.closed;
import static dev.gangway.ledger.h2.LedgerCalls.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.ledger.ChainHead;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.model.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerEndTest {
    private static final int RECORDS = 10;

    @TempDir
    Path folder;

    private byte[] backup = {};
    private byte[] oldHead = {};
    private byte[] whole = {};
    private Path database = Path.of("");

    @BeforeEach
    void tenRecordsAndABackupOfFive() throws Exception {
        database = LedgerFile.in(folder);
        fill(1, 5);
        backup = Files.readAllBytes(database);
        oldHead = Files.readAllBytes(HeadFile.in(folder));
        fill(6, RECORDS);
        whole = Files.readAllBytes(database);
    }

    private void fill(int from, int to) throws LedgerException {
        try (H2Ledger ledger = open()) {
            for (int i = from; i <= to; i++) {
                record(ledger, closed(i, "SN-" + i, Verdict.PASSED));
            }
        }
    }

    private H2Ledger open() throws LedgerException {
        return H2Ledger.open(folder, Clock.systemUTC());
    }

    @Test
    void anOldBackupIsRefusedWithWhatIsMissingAndWhatToDo() throws Exception {
        Files.write(database, backup);

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        LedgerException.class, e -> assertThat(e.reason()).isEqualTo(LedgerException.Reason.DAMAGED))
                .hasMessageContaining("records 6 to 10 are missing at the end")
                .hasMessageContaining("gangway ledger restore");

        assertThat(database).hasBinaryContent(backup);
        VerifyReport report = verify();
        assertThat(report.problem()).contains("records 6 to 10 are missing");
        assertThat(report.records()).isEqualTo(5);
    }

    @Test
    void aBackupThatIsRestoredOnPurposeGoesOnAndIsOnRecord() throws Exception {
        Files.write(database, backup);

        String missing = H2Ledger.restore(folder, Clock.systemUTC(), "anna");

        assertThat(missing).contains("records 6 to 10");
        try (H2Ledger ledger = open()) {
            assertThat(ledger.head().seq()).isEqualTo(6);
            assertThat(record(ledger, closed(11, "SN-11", Verdict.PASSED))).isEqualTo(7);
        }
        assertThat(verify().problem()).isEmpty();
        assertThat(lastNote()).contains("\"note\":\"ledger-restored\",\"operator\":\"anna\"", "records 6 to 10");
    }

    @Test
    void aWholeLedgerNeedsNoRestoring() {
        assertThatThrownBy(() -> H2Ledger.restore(folder, Clock.systemUTC(), "anna"))
                .hasMessageContaining("no record is missing");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 4_096, 5_000, 8_192, 12_288})
    void aFileThatWasCutToItsBeginningIsNoNewLedger(int bytes) throws Exception {
        byte[] cut = Arrays.copyOf(whole, bytes);
        Files.write(database, cut);

        assertThatThrownBy(this::open).hasMessageContaining("gangway ledger restore");
        assertThatThrownBy(() -> H2Ledger.restore(folder, Clock.systemUTC(), "anna"))
                .hasMessageContaining("backup of ledger.mv.db");
        assertThatThrownBy(this::verify).isInstanceOfSatisfying(LedgerException.class, e -> assertThat(e.reason())
                .isEqualTo(LedgerException.Reason.DAMAGED));
        assertThat(database).hasBinaryContent(cut);
    }

    @Test
    void aLedgerFileThatIsGoneIsNoNewLedger() throws Exception {
        Files.delete(database);

        assertThatThrownBy(this::open).hasMessageContaining("records 1 to 10 are missing");
        assertThatThrownBy(this::verify).hasMessageContaining("records 1 to 10 are missing");
        assertThat(database).doesNotExist();
    }

    @Test
    void noTruncationLosesRecordsInSilence() throws Exception {
        for (int bytes = whole.length - 1; bytes > 12_288; bytes -= 2_111) {
            Files.write(database, Arrays.copyOf(whole, bytes));
            nothingIsLostInSilence("cut to " + bytes);
        }
    }

    @Test
    void noFlippedBitLosesRecordsInSilence() throws Exception {
        for (int behind = 1; behind < 16_384; behind += 397) {
            byte[] flipped = whole.clone();
            flipped[whole.length - behind] ^= 0x10;
            Files.write(database, flipped);
            nothingIsLostInSilence("bit flipped " + behind + " bytes from the end");
        }
    }

    @Test
    void recordsThatOnlyALookUpFindsAreMissed() throws Exception {
        LedgerFile file = new LedgerFile(folder, "file", true);
        try (var connection = file.connect()) {
            ChainHead eighth = new ChainHead(
                    8, String.valueOf(Rows.text(connection, "select chain from record where seq = ?", 8)));

            assertThat(LedgerEnd.problem(connection, HeadFile.read(folder), eighth))
                    .contains("records 9 to 10 are missing at the end");
            assertThat(LedgerEnd.problem(connection, HeadFile.read(folder), known()))
                    .isEmpty();
        }
    }

    private void nothingIsLostInSilence(String what) {
        String problem;
        long records = 0;
        try {
            LedgerEnd.check(new LedgerFile(folder, "file", false));
            VerifyReport report = verify();
            problem = report.problem();
            records = report.records();
        } catch (LedgerException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (problem.isEmpty()) {
            assertThat(records).as(what).isEqualTo(RECORDS);
        }
    }

    @Test
    void aCrashBetweenTheCommitAndTheHeadFileIsNoLoss() throws Exception {
        Files.write(HeadFile.in(folder), oldHead);

        try (H2Ledger ledger = open()) {
            assertThat(ledger.head().seq()).isEqualTo(RECORDS);
        }
        assertThat(known().seq()).isEqualTo(RECORDS);
    }

    @Test
    void aHeadFileThatIsGoneIsToldAndCanBeAccepted() throws Exception {
        Files.delete(HeadFile.in(folder));

        assertThatThrownBy(this::open).hasMessageContaining("ledger.head beside the ledger is missing");
        assertThat(verify().problem()).contains("is missing");

        H2Ledger.restore(folder, Clock.systemUTC(), "anna");
        try (H2Ledger ledger = open()) {
            assertThat(ledger.head().seq()).isEqualTo(RECORDS + 1);
        }
    }

    @Test
    void aHeadFileThatIsDamagedIsToldAndCanBeAccepted() throws Exception {
        Files.writeString(HeadFile.in(folder), "nonsense");

        assertThatThrownBy(this::open).hasMessageContaining("ledger.head beside the ledger is damaged");

        H2Ledger.restore(folder, Clock.systemUTC(), "anna");
        open().close();
    }

    @Test
    void aWriteOfTheHeadThatWasCutOffLeavesTheOneBefore() throws Exception {
        ChainHead before = known();
        HeadFile file = new HeadFile(folder);
        file.write(new ChainHead(11, "b".repeat(64)));
        byte[] torn = Files.readAllBytes(HeadFile.in(folder));
        for (int i = 0; i < torn.length; i++) {
            if (torn[i] == 'b' && torn[i + 1] == 'b') {
                torn[i] = 'x';
            }
        }
        Files.write(HeadFile.in(folder), torn);

        assertThat(known()).isEqualTo(before);
        open().close();
    }

    @Test
    void anotherRecordInPlaceOfTheAcknowledgedOneIsTold() throws Exception {
        Files.write(database, backup);
        Files.write(HeadFile.in(folder), oldHead);
        try (H2Ledger ledger = open()) {
            for (int i = 6; i <= RECORDS; i++) {
                record(ledger, closed(i, "OTHER-" + i, Verdict.FAILED));
            }
        }
        Files.write(database, whole);

        assertThatThrownBy(this::open).hasMessageContaining("record 10 is not the one that was acknowledged");
    }

    private ChainHead known() throws LedgerException {
        ChainHead head = HeadFile.read(folder).head();
        assertThat(head).isNotNull();
        return head;
    }

    private VerifyReport verify() throws LedgerException {
        try (H2Reader reader = H2Reader.open(folder)) {
            return reader.verify(null);
        }
    }

    private String lastNote() throws Exception {
        try (var connection = new LedgerFile(folder, "file", true).connect()) {
            return String.valueOf(
                    Rows.text(connection, "select body from record where kind = 'NOTE' order by seq desc limit 1"));
        }
    }
}
