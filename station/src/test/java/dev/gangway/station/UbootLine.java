package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.serve.BoardFiles;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A line for boards on U-Boot's console with the station's TFTP server, the shipped recipe changed, and an image of its own. */
final class UbootLine implements AutoCloseable {
    private final byte[] disk;
    private final BoardFiles server;
    private final PageStore pages = PageStore.temporary();
    private final LineHarness line;
    private int units;

    /** One attempt, unless the change says otherwise. */
    UbootLine(Path folder, int length, UnaryOperator<String> change) throws IOException, StartFailure {
        disk = new byte[length];
        new SplittableRandom(length).nextBytes(disk);
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/disk.img"), disk);
        server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
        line = LineSetup.in(folder)
                .ports(2)
                .recipes(TestRecipes.shipped(
                        "uboot-tftp",
                        text -> change.apply(text.replace("maxBackOff: 10s", "maxBackOff: 50ms")
                                .replace("within: 60s", "within: 6s")
                                .replace("attempts: 3", "attempts: 1"))))
                .images(folder.resolve("images"))
                .protocols(StationProtocols.with(server))
                .start();
    }

    LineHarness harness() {
        return line;
    }

    /** Where its TFTP server is. */
    InetSocketAddress tftp() {
        return server.tftp().address();
    }

    /** Plugs a board in, and waits until it can be scanned. */
    ConsoleBoard plug(String more) {
        ConsoleBoard board = (ConsoleBoard)
                BoardSpec.parse("uboot-console:pace=none" + more, 1).plug(line.hub(), 1, pages, told -> {});
        line.awaitState(1, PortState.AwaitingScan.class);
        return board;
    }

    /** Scans the next unit, and waits for the end of its job. */
    JobSummary run() {
        JobId job = ((ScanOutcome.Started) line.scanFor(1, String.format("UB-%05d", ++units))).job();
        return line.ended(job).summary();
    }

    void requireGreen(JobSummary job, ConsoleBoard board) {
        requireGreen(job, board, 0);
    }

    /** Passed, and the image is on the board's medium from there on. */
    void requireGreen(JobSummary job, ConsoleBoard board, long at) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(Arrays.mismatch(board.read(at, disk.length), disk)).isEqualTo(-1);
    }

    @Override
    public void close() {
        line.close();
        server.close();
        pages.close();
    }
}
