package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.disk.DiskBoard;
import dev.gangway.virtual.esp.EspBoard;
import dev.gangway.virtual.esp.EspKind;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is already right on a board is recognised, left and on record, and nothing else is. */
class SkipLineTest {
    private static final int DISK = (2 << 20) + 5000;
    private static final int GRAIN = 1 << 16;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private int units;

    @AfterEach
    void close() {
        pages.close();
    }

    private Path images() throws IOException {
        return Files.createDirectories(folder.resolve("images"));
    }

    private LineHarness line(Recipe recipe) throws Exception {
        return LineSetup.in(folder).ports(4).recipes(recipe).images(images()).start();
    }

    private VirtualBoard make(String spec) {
        return BoardSpec.parse(spec, 1).make(pages, told -> {}).board();
    }

    private JobSummary run(LineHarness line, VirtualBoard board, String serial) {
        int port = ++units; // a port at which boards come and go at once is held for flapping
        String unit = String.format(serial, units);
        JobSummary summary = line.visit(port, board, unit);
        assertThat(line.ledger())
                .filteredOn(job -> job.summary().equals(summary))
                .hasSize(1);
        return summary;
    }

    private Recipe esp(String from, String to) throws IOException {
        EspKind kind = new EspKind();
        kind.writeImages(BoardOptions.of(kind, Map.of("chip", "esp32")), images(), 0, 4);
        return TestRecipes.shipped("esp32", text -> text.replace("attempts: 3", "attempts: 1")
                .replace("- esp.build: build\n", "- esp.build: build\n    skip: same\n")
                .replace(from, to));
    }

    @Test
    void ofAnEspOnlyTheFileThatIsAnotherIsWritten() throws Exception {
        try (LineHarness line = line(esp("", ""))) {
            EspBoard board = (EspBoard) make("esp:chip=esp32");

            JobSummary first = run(line, board, "ESP-%05d");
            assertThat(Verdicts.passed(first, "build:app.bin").proved()).isEqualTo("ESP ROM MD5");
            assertThat(Verdicts.passed(first, "build:app.bin").written())
                    .isEqualTo(Verdicts.passed(first, "build:app.bin").bytes());

            JobSummary second = run(line, board, "ESP-%05d");
            Verdicts.requirePassed(second);
            assertThat(second.images())
                    .filteredOn(image -> image.name().contains(":"))
                    .hasSizeGreaterThan(2)
                    .allMatch(ImageUsed::wasAlreadyThere)
                    .extracting(ImageUsed::proved)
                    .containsOnly("already there, ESP ROM MD5");
            assertThat(second.verified()).isEqualTo("readback");

            board.keep(0x11000, new byte[] {1});
            JobSummary third = run(line, board, "ESP-%05d");
            assertThat(Verdicts.passed(third, "build:app.bin").wasAlreadyThere())
                    .isFalse();
            assertThat(Verdicts.passed(third, "build:app.bin").proved()).isEqualTo("ESP ROM MD5");
            assertThat(Verdicts.passed(third, "build:bootloader/bootloader.bin").wasAlreadyThere())
                    .isTrue();
            byte[] app = Files.readAllBytes(images().resolve("app.bin"));
            assertThat(board.read(0x10000, app.length)).isEqualTo(app);
        }
    }

    /** A longer file was there before: the new one's bytes are there, and behind them is what a write would have erased. */
    @Test
    @Tag("lab")
    void whatIsBehindTheFileInItsLastSectorHasToBeErasedToo() throws Exception {
        try (LineHarness line = line(esp("", ""))) {
            EspBoard board = (EspBoard) make("esp:chip=esp32");
            Verdicts.requirePassed(run(line, board, "ESP-%05d"));
            byte[] table = board.read(0x8000, 0x1000);
            table[0xfff] = 0;
            board.keep(0x8000, table);

            JobSummary job = run(line, board, "ESP-%05d");

            assertThat(Verdicts.passed(job, "build:partition_table/partition-table.bin")
                            .wasAlreadyThere())
                    .isFalse();
            assertThat(board.read(0x8fff, 1)).containsExactly(0xff);
        }
    }

    /** It told the MD5 of each file once, and tells it again: asked for pieces that it was never asked for, it has no answer. */
    @Test
    @Tag("lab")
    void aLoaderThatAnswersOutOfItsCacheIsNotBelieved() throws Exception {
        try (LineHarness line = line(esp("", ""))) {
            EspBoard board = (EspBoard) make("esp:chip=esp32,fault=stale-digest@0xalways");
            Verdicts.requirePassed(run(line, board, "ESP-%05d"));
            board.keep(0x12000, new byte[] {2});

            JobSummary job = run(line, board, "ESP-%05d");

            assertThat(Verdicts.passed(job, "build:app.bin").wasAlreadyThere()).isFalse();
            byte[] app = Files.readAllBytes(images().resolve("app.bin"));
            assertThat(board.read(0x10000, app.length)).isEqualTo(app);
        }
    }

    /** What was found is gone again before the job ends: it is proved once more, and is not there. */
    @Test
    @Tag("lab")
    void whatALaterStepErasesIsNotProvedByWhatWasFoundBefore() throws Exception {
        Recipe erasing = esp(
                "  - esp.verify:\n    name: prove the flash\n",
                "  - esp.erase-region: 0x10000\n    length: 0x1000\n  - esp.verify:\n");
        try (LineHarness line = line(erasing)) {
            EspBoard board = (EspBoard) make("esp:chip=esp32");
            byte[] app = Files.readAllBytes(images().resolve("app.bin"));
            board.keep(0x10000, app);

            JobSummary job = run(line, board, "ESP-%05d");

            Verdicts.requireFailed(job, FailureKind.VERIFY_MISMATCH.code(), "app.bin");
            assertThat(job.steps())
                    .filteredOn(step -> step.step().equals("write the flash"))
                    .singleElement()
                    .satisfies(step -> assertThat(step.facts().get("verified:build:app.bin@0x10000"))
                            .isEqualTo("already there, ESP ROM MD5"));
        }
    }

    private Recipe disk(byte[] image) throws IOException {
        Files.write(images().resolve("disk.img"), image);
        return TestRecipes.shipped("raw-disk", text -> text.replace("attempts: 3", "attempts: 1")
                .replace("- disk.write: disk\n", "- disk.write: disk\n    skip: same\n"));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(12).nextBytes(bytes);
        return bytes;
    }

    @Test
    void ofADiskOnlyWhatDiffersIsWritten() throws Exception {
        byte[] content = random(DISK);
        try (LineHarness line = line(disk(content))) {
            DiskBoard board = (DiskBoard) make("disk:size=16M");

            JobSummary empty = run(line, board, "RD-%05d");
            assertThat(Verdicts.passed(empty, "disk").written()).isEqualTo(DISK);
            assertThat(Verdicts.passed(empty, "disk").proved()).isEqualTo("disk read back, byte by byte");

            JobSummary same = run(line, board, "RD-%05d");
            assertThat(Verdicts.passed(same, "disk").written()).isZero();
            assertThat(Verdicts.passed(same, "disk").proved()).isEqualTo("already there, disk read back, byte by byte");

            board.keep(100, new byte[] {1, 2, 3});
            board.keep(DISK - 1, new byte[] {(byte) ~content[DISK - 1]});
            JobSummary partly = run(line, board, "RD-%05d");
            assertThat(Verdicts.passed(partly, "disk").written()).isEqualTo(GRAIN + DISK % GRAIN);
            assertThat(Verdicts.passed(partly, "disk").proved()).isEqualTo("disk read back, byte by byte");
            assertThat(board.read(0, DISK)).isEqualTo(content);
        }
    }

    /** What differs is written, and the disk does not keep it. */
    @Test
    @Tag("lab")
    void aDiskThatSwallowsWhatDiffersFails() throws Exception {
        byte[] content = random(DISK);
        try (LineHarness line = line(disk(content))) {
            DiskBoard board = (DiskBoard) make("disk:size=16M,fault=swallow");
            board.keep(0, content);
            Verdicts.requirePassed(run(line, board, "RD-%05d"));
            board.keep(GRAIN, new byte[] {(byte) ~content[GRAIN]});

            Verdicts.requireFailed(run(line, board, "RD-%05d"), FailureKind.VERIFY_MISMATCH.code(), "byte " + GRAIN);
        }
    }

    /** The recipe skips one image and then writes another one over a part of it. */
    @Test
    @Tag("lab")
    void whatALaterImageOverwritesHasToBeProvedAgain() throws Exception {
        byte[] content = random(DISK);
        Files.write(images().resolve("over.img"), new byte[4096]);
        Files.write(images().resolve("disk.img"), content);
        Recipe both = TestRecipes.shipped("raw-disk", text -> text.replace("attempts: 3", "attempts: 1")
                .replace("    format: raw\n", "    format: raw\n  over: { file: over.img, format: raw }\n")
                .replace("- disk.write: disk\n", "- disk.write: disk\n    skip: same\n")
                .replace(
                        "  - disk.verify: disk\n",
                        "  - disk.write: over\n    at: 1MiB\n  - disk.verify: over\n    at: 1MiB\n"));
        try (LineHarness line = line(both)) {
            DiskBoard board = (DiskBoard) make("disk:size=16M");
            board.keep(0, content);

            Verdicts.requireFailed(
                    run(line, board, "RD-%05d"),
                    FailureKind.VERIFY_MISSING.code(),
                    "disk was already there, and a later step wrote over a part of it, disk 0 at 0x0");
        }
    }
}
