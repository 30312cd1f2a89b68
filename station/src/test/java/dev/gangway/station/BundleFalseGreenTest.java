package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gangway.format.ImageData;
import dev.gangway.image.ImageStore;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.model.Digest;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways to report a success for a board that was not flashed as its bundle says, which the public implementation of flash bundles
 * has; here each ends FAILED or does the right thing. The numbers are those of decision 35.
 */
@Tag("lab")
class BundleFalseGreenTest {
    private static final int LENGTH = 300_001;
    private static final String PROOF = "read back past the board's cache, SHA-256";

    @TempDir
    Path folder;

    private final byte[] disk = new byte[LENGTH];
    private BundleLine bundles;
    private Path images;
    private HttpServer web;

    @BeforeEach
    void begin() throws IOException {
        bundles = new BundleLine(folder, LENGTH);
        images = bundles.images();
        new SplittableRandom(35).nextBytes(disk);
        Files.write(images.resolve("disk.img"), disk);
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.start();
    }

    @AfterEach
    void close() {
        web.stop(0);
        bundles.close();
    }

    private LineHarness line(UnaryOperator<String> change) throws StartFailure {
        return bundles.start(change);
    }

    private ConsoleBoard plug(LineHarness line, String more) {
        return bundles.plug(line, more);
    }

    private JobSummary run(LineHarness line) {
        return bundles.run(line);
    }

    private void requireGreen(JobSummary job, ConsoleBoard board, long at) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(job.images())
                .filteredOn(image -> image.name().startsWith("disk"))
                .extracting(ImageUsed::proved)
                .containsExactly(PROOF);
        assertThat(Arrays.mismatch(board.read(at, LENGTH), disk)).isEqualTo(-1);
        assertThat(board.read(at + LENGTH, 100_000)).containsOnly(0);
    }

    private static void requireFailed(JobSummary job, String kind, String message) {
        Verdicts.requireFailed(job, kind, message);
        assertThat(job.images()).extracting(ImageUsed::proved).doesNotContain(PROOF);
    }

    private static void requireUntouched(ConsoleBoard board) {
        assertThat(board.read(0, LENGTH)).containsOnly(0);
    }

    private static Optional<String> fact(JobSummary job, String name) {
        return job.steps().stream()
                .map(StepResult::facts)
                .filter(facts -> facts.containsKey(name))
                .map(facts -> facts.get(name))
                .reduce((first, last) -> last);
    }

    private Digest digest(String file) throws IOException {
        return ImageStore.digest(ImageData.map(images.resolve(file)));
    }

    /** A bundle that is right, on a board that is: what the others are held against. */
    @Test
    void aBundleFlashesABoardAndAllThatWasLoadedIsOnRecord() throws Exception {
        try (LineHarness line = line(text -> text)) {
            ConsoleBoard board = plug(line, "");

            JobSummary job = run(line);

            requireGreen(job, board, 0);
            assertThat(job.attempts()).hasSize(1);
            assertThat(fact(job, "bundle")).contains("virtual-board from bundle");
            assertThat(fact(job, "kernel"))
                    .contains("Image at 0x40400000, 300000 bytes, SHA-256 " + digest("bundle/data/Image"));
            assertThat(fact(job, "initram").orElse(""))
                    .contains(digest("bundle/data/initramfs.cpio.gz").hex());
            assertThat(fact(job, "dtb").orElse(""))
                    .contains(digest("bundle/data/plain.dtb").hex());
            assertThat(fact(job, "sha256")).contains(digest("disk.img").hex());
        }
    }

    private String serve(AtomicInteger asked, int brokenTimes) {
        web.createContext("/disk.img", exchange -> {
            boolean broken = asked.getAndIncrement() < brokenTimes;
            exchange.sendResponseHeaders(200, LENGTH);
            exchange.getResponseBody().write(disk, 0, broken ? LENGTH / 2 : LENGTH);
            if (broken) {
                exchange.getResponseBody().flush();
            }
            exchange.close();
        });
        return "http://127.0.0.1:" + web.getAddress().getPort() + "/disk.img";
    }

    private static String streaming(String text, String link) {
        return text.replace("bundle.flash: disk", "bundle.stream: " + link)
                .replace("images:\n  disk:\n    file: disk.img\n    format: raw", "images: {}");
    }

    /** 1: an upload failed, the error was dropped, and the retry wrote what lay there from before. */
    @Test
    void aRetryFetchesAnewAndNeverWritesWhatAnEarlierUploadLeft() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String link = serve(asked, 1);
        try (LineHarness line = line(text -> streaming(text, link))) {
            ConsoleBoard board = plug(line, "");

            JobSummary job = run(line);

            requireGreen(job, board, 0);
            assertThat(job.attempts()).hasSize(2);
            assertThat(asked.get()).isEqualTo(2);
            assertThat(job.images())
                    .filteredOn(image -> image.name().equals("disk.img"))
                    .extracting(ImageUsed::sha256)
                    .containsExactly(digest("disk.img"));
        }
    }

    /** 1 again: when it never comes whole, it is never green. */
    @Test
    void anImageThatNeverComesWholeIsNeverGreen() throws Exception {
        String link = serve(new AtomicInteger(), 100);
        try (LineHarness line = line(text -> streaming(BundleLine.once(text), link))) {
            plug(line, "");

            requireFailed(run(line), "transfer-failed", "disk.img broke off after");
        }
    }

    /** 2: a checksum decided whether something is uploaded, and nothing was compared with what the board holds. */
    @Test
    void aChecksumThatIsRightDoesNotMakeUpForAWriteThatIsNone() throws Exception {
        String sum = digest("disk.img").hex();
        try (LineHarness line = line(text -> BundleLine.once(text)
                .replace("bundle.flash: disk", "bundle.flash: disk\n    sha256: \"" + sum + "\""))) {
            ConsoleBoard board = plug(line, ",fault=lost-writexalways");

            requireFailed(run(line), "verify-mismatch", "holds other bytes");
            requireUntouched(board);
        }
    }

    /** 2 again: an image that is not what its checksum says is not written, wherever the checksum comes from. */
    @Test
    void anImageOfAnotherChecksumIsNotWritten() throws Exception {
        Files.writeString(images.resolve("SHA256SUMS"), "0".repeat(64) + "  disk.img\n");
        UnaryOperator<String> checked = text -> text.replace(
                        "  disk:\n", "  sums:\n    file: SHA256SUMS\n    format: text\n    verify: none\n  disk:\n")
                .replace("bundle.flash: disk", "bundle.flash: disk\n    checksums: sums");
        try (LineHarness line = line(checked)) {
            ConsoleBoard board = plug(line, "");

            JobSummary job = run(line);

            requireFailed(job, "image-invalid", "disk.img has the SHA-256 " + digest("disk.img"));
            assertThat(job.attempts()).hasSize(1);
            requireUntouched(board);
        }
        Files.writeString(images.resolve("SHA256SUMS"), digest("disk.img") + "  disk.img\n");
        try (LineHarness line = line(checked)) {
            ConsoleBoard board = plug(line, "");
            requireGreen(run(line), board, 0);
        }
    }

    /** 3: a partition's label was looked for on all disks, and another one was written. */
    @Test
    void aPartitionIsThatOfTheTargetsOwnDisk() throws Exception {
        try (LineHarness line =
                line(text -> text.replace("bundle.flash: disk", "bundle.flash: disk\n    partition: rootfs"))) {
            ConsoleBoard board = plug(line, ",partitions=boot/rootfs,twin=on,size=4M");

            requireGreen(run(line), board, 2 << 20);
            assertThat(board.read(0, 2 << 20)).containsOnly(0);
        }
        try (LineHarness line = line(text ->
                BundleLine.once(text).replace("bundle.flash: disk", "bundle.flash: disk\n    partition: data"))) {
            ConsoleBoard board = plug(line, ",partitions=boot/rootfs,twin=on,size=4M");

            requireFailed(run(line), "recipe-invalid", "no partition \"data\"");
            assertThat(board.read(0, 1 << 20)).containsOnly(0);
        }
    }

    /** 4: a device-tree variant was prepared, and the usual one loaded. */
    @Test
    void theVariantThatIsChosenIsTheOneThatIsBooted() throws Exception {
        UnaryOperator<String> extended =
                text -> text.replace("bundle.boot: bundle", "bundle.boot: bundle\n    variant: extended");
        Files.write(images.resolve("bundle/data/plain.dtb"), new byte[64]); // nothing starts with it
        try (LineHarness line = line(text -> extended.apply(BundleLine.once(text)))) {
            ConsoleBoard board = plug(line, "");

            JobSummary job = run(line);

            requireGreen(job, board, 0);
            assertThat(fact(job, "variant")).contains("extended");
            assertThat(fact(job, "dtb").orElse(""))
                    .contains(digest("bundle/data/extended.dtb").hex());
        }
        try (LineHarness line = line(BundleLine::once)) {
            ConsoleBoard board = plug(line, "");

            requireFailed(run(line), "no-boot", "Did not find a cmdline Flattened Device Tree");
            requireUntouched(board);
        }
    }

    /** 5: nobody looked whether tftpboot failed, and what lay in memory was booted. */
    @Test
    void aDownloadThatFailsStartsNothing() throws Exception {
        try (LineHarness line = line(BundleLine::once)) {
            ConsoleBoard board = plug(line, ",fault=tftp-errorxalways");

            requireFailed(run(line), "transfer-failed", "File not found");
            requireUntouched(board);
        }
        try (LineHarness line = line(BundleLine::once)) {
            ConsoleBoard board = plug(line, ",fault=flip-loadxalways");

            requireFailed(run(line), "upload-damaged", "has the CRC-32");
            requireUntouched(board);
        }
    }

    /** 6: nobody looked whether the bundle's own commands failed. */
    @Test
    void aCommandBeforeTheWriteThatFailsStopsTheJob() throws Exception {
        bundles.change("bundle/manifest.yaml", text -> text.replace("- \"sync\"", "- \"false\""));
        try (LineHarness line = line(BundleLine::once)) {
            ConsoleBoard board = plug(line, "");

            requireFailed(run(line), "board-refused", "\"false\" failed (1)");
            requireUntouched(board);
        }
    }

    /** 7: a stream that ended early was taken for the whole image, since a pipe hid it. */
    @Test
    void aStreamThatEndsEarlyOnTheBoardIsNotGreen() throws Exception {
        try (LineHarness line = line(BundleLine::once)) {
            plug(line, ",fault=short-streamxalways");

            requireFailed(run(line), "transfer-failed", "of the 300001 bytes came from the station");
        }
    }

    /** 8: what was read back came out of the board's cache. */
    @Test
    void whatIsComparedComesFromTheMediumItself() throws Exception {
        try (LineHarness line = line(BundleLine::once)) {
            plug(line, ",fault=sticky-cachexalways");

            requireFailed(run(line), "board-refused", "from the board's cache");
        }
    }

    /** And: a bundle of the same name was taken from where the one before was kept. */
    @Test
    void aBundleThatWasReplacedUnderItsNameIsReadAnew() throws Exception {
        Digest before = digest("bundle/data/Image");
        byte[] kernel = Files.readAllBytes(images.resolve("bundle/data/Image"));
        try (LineHarness line = line(text -> text)) {
            ConsoleBoard board = plug(line, "");
            assertThat(fact(run(line), "kernel").orElse("")).contains(before.hex());
            kernel[1000]++;
            Files.write(images.resolve("bundle/data/Image"), kernel);
            line.unplug(1);
            plug(line, "");

            JobSummary job = run(line);

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(fact(job, "kernel").orElse(""))
                    .contains(Digest.of(ByteBuffer.wrap(kernel)).hex());
            assertThat(board.read(0, 1)).isNotNull();
        }
    }
}
