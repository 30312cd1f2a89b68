package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Boot loaders, labels and networks that are not as they should be: {@code station/docs/bad-input.md} lists them. */
class UbootBadInputTest {
    private static final int LENGTH = 100_001;

    @TempDir
    Path folder;

    private UbootLine line(UnaryOperator<String> change) throws Exception {
        return new UbootLine(folder, LENGTH, text -> change.apply(text.replace("within: 6s", "within: 2s")));
    }

    private JobSummary run(String board) throws Exception {
        try (UbootLine line = line(text -> text)) {
            line.plug(board);
            return line.run();
        }
    }

    @Test
    void aBootLoaderThatNeverPromptsIsTold() throws Exception {
        Verdicts.requireFailed(run(",fault=never-promptsxalways"), "transfer-timeout", "Net:   eth0: virtio-net#32");
    }

    @Test
    void aPromptInColourIsOne() throws Exception {
        try (UbootLine line = line(text -> text)) {
            ConsoleBoard board = line.plug(",prompt=colour");

            line.requireGreen(line.run(), board);
        }
    }

    @Test
    void garbageAtAnotherRateIsSaidToBeThat() throws Exception {
        Verdicts.requireFailed(run(",rate=57600"), "transfer-timeout", "the console has another rate");
    }

    @Test
    void aBoardThatAlwaysResetsInMidWriteFailsAfterAllItsAttempts() throws Exception {
        try (UbootLine line = line(text -> text.replace("attempts: 1", "attempts: 2"))) {
            line.plug(",fault=reset-writexalways");

            JobSummary job = line.run();

            Verdicts.requireFailed(job, "transfer-failed", "the board started anew in the middle of");
            assertThat(job.attempts()).hasSize(2);
        }
    }

    /** The recipe's serials may hold anything here, and none of its commands holds a serial. */
    @ParameterizedTest
    @Tag("lab")
    @ValueSource(
            strings = {"UB-1;reset", "UB-$(reset)", "UB-${loadaddr}", "UB-'1'", "UB-\"1\"", "UB-`reset`", "UB-1&&reset"
            })
    void aSerialThatLooksLikeACommandIsRecordedAndTypedNowhere(String serial) throws Exception {
        try (UbootLine line = line(text -> text.replace("UB-[0-9]{5}", "UB-.{1,40}"))) {
            ConsoleBoard board = line.plug("");

            ScanOutcome scanned = line.harness().scan(serial);

            assertThat(scanned).as("%s", scanned).isInstanceOf(ScanOutcome.Started.class);
            JobSummary job =
                    line.harness().ended(((ScanOutcome.Started) scanned).job()).summary();
            line.requireGreen(job, board);
            assertThat(job.serial().value()).isEqualTo(serial);
            assertThat(board.typed()).isNotEmpty().noneMatch(typed -> typed.contains(serial.substring(3)));
        }
    }

    /** The shipped recipe's serials are digits. */
    @ParameterizedTest
    @Tag("lab")
    @ValueSource(strings = {"UB-00001;reset", "UB-$(reset)", "'UB-00001'", "UB-00001\" \"", "UB-0000`"})
    void aSerialThatTheRecipeDoesNotKnowStartsNothing(String serial) throws Exception {
        try (UbootLine line = line(text -> text)) {
            ConsoleBoard board = line.plug("");

            assertThat(line.harness().scan(serial)).isInstanceOf(ScanOutcome.Refused.class);

            assertThat(line.harness().state(1)).isInstanceOf(PortState.AwaitingScan.class);
            assertThat(board.typed()).noneMatch(typed -> typed.contains("reset"));
        }
    }

    /** Names that nobody offers are answered and forgotten, while a board fetches what it needs. */
    @Test
    void aThousandTftpRequestsWhileAJobRunsDoNotDisturbIt() throws Exception {
        try (UbootLine line = line(text -> text.replace("window: 8", "window: 8\n    piece: 16KiB"));
                DatagramSocket socket = new DatagramSocket()) {
            ConsoleBoard board = line.plug("");
            ScanOutcome.Started started = (ScanOutcome.Started) line.harness().scan("UB-00001");
            line.harness().awaitStep(1, "write the disk");
            for (int i = 0; i < 1000; i++) {
                byte[] request = ("\0\1../g" + i + "-0.img\0octet\0").getBytes(StandardCharsets.US_ASCII);
                socket.send(new DatagramPacket(request, request.length, line.tftp()));
            }

            JobSummary job = line.harness().ended(started.job()).summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            line.requireGreen(job, board);
        }
    }
}
