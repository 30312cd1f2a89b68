package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.JobSummary;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Boards that are asked what they hold, over DFU and over fastboot, and lie, or lose it: written, or FAILED, as far as a host can know. */
@Tag("lab")
class SkipLieLineTest {
    private static final int LENGTH = 20_001;

    /** How a board is asked, and where its two images lie. */
    enum Way {
        DFU("dfuse:chip=f105,pace=none", "already there, DFU upload, byte by byte", """
            serves: { mode: dfu, chips: [stm32] }
            steps:
              - dfu.write: first
                at: 0x08000000
                skip: same
              - dfu.write: second
                at: 0x08010000
                skip: same
              - dfu.verify: first
                at: 0x08000000
              - dfu.verify: second
                at: 0x08010000
            """),
        PLAIN("dfu:block=0ms", "already there, DFU upload, byte by byte", """
            serves: { mode: dfu, chips: ["1209:0001"] }
            steps:
              - dfu.write: first
                alt: firmware
                skip: same
              - dfu.write: second
                alt: config
                skip: same
              - dfu.verify: first
                alt: firmware
              - dfu.verify: second
                alt: config
            """),
        FASTBOOT(
                "fastboot:loader=aosp,partitions=boot:1M+data:1M",
                "already there, partition read back over fastboot, bytes",
                """
            serves: { mode: fastboot }
            steps:
              - fastboot.flash: first
                partition: boot
                skip: same
              - fastboot.flash: second
                partition: data
                skip: same
              - fastboot.verify: first
                partition: boot
              - fastboot.verify: second
                partition: data
            """);

        private final String spec;
        private final String there;
        private final Recipe recipe;

        Way(String spec, String there, String steps) {
            this.spec = spec;
            this.there = there;
            this.recipe = TestRecipes.of("lies", """
                    kind: recipe
                    version: 1
                    title: A board that is asked what it holds
                    serial: { pattern: "LI-[0-9]{5}" }
                    retry: { attempts: 1 }
                    verify: readback
                    images:
                      first: { file: first.bin, format: raw }
                      second: { file: second.bin, format: raw }
                    """ + steps);
        }

        private long at(int image) {
            return this == DFU ? 0x08000000L + image * 0x10000L : 0;
        }
    }

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[][] images = {new byte[LENGTH], new byte[LENGTH]};
    private int units;

    @BeforeEach
    void make() throws Exception {
        Random random = new Random(15);
        Files.createDirectories(folder.resolve("images"));
        for (int i = 0; i < images.length; i++) {
            random.nextBytes(images[i]);
            save(i);
        }
    }

    private void save(int image) throws Exception {
        Files.write(folder.resolve("images").resolve(image == 0 ? "first.bin" : "second.bin"), images[image]);
    }

    @AfterEach
    void close() {
        pages.close();
    }

    /** A board that holds both images. */
    private VirtualBoard board(Way way, String fault) throws StoreException {
        VirtualBoard board = BoardSpec.parse(way.spec + (fault.isEmpty() ? "" : ",fault=" + fault), 1)
                .make(pages, told -> {})
                .board();
        keep(way, board, 0, images[0]);
        keep(way, board, 1, images[1]);
        return board;
    }

    private static void keep(Way way, VirtualBoard board, int image, byte[] content) throws StoreException {
        if (board instanceof DfuBoard dfu) {
            dfu.keep(image, way.at(image), content);
            return;
        }
        ByteBuffer left = ByteBuffer.wrap(content);
        ((FastbootBoard) board).partitions().writeImage(partition(image), content.length, into -> {
            int now = into.remaining();
            into.put(left.slice(left.position(), now));
            left.position(left.position() + now);
        });
    }

    private static String partition(int image) {
        return image == 0 ? "boot" : "data";
    }

    private boolean isRight(Way way, VirtualBoard board, int image) throws StoreException {
        byte[] held = new byte[LENGTH];
        if (board instanceof DfuBoard dfu) {
            held = dfu.read(image, way.at(image), LENGTH);
        } else {
            ((FastbootBoard) board).partitions().read(partition(image), 0, ByteBuffer.wrap(held));
        }
        return Arrays.equals(held, images[image]);
    }

    /** A job on a station of its own, whose images are as they are now. */
    private JobSummary run(Way way, VirtualBoard board) throws Exception {
        try (LineHarness line = LineSetup.in(folder)
                .ports(1)
                .recipes(way.recipe)
                .images(folder.resolve("images"))
                .start()) {
            return line.visit(1, board, String.format("LI-%05d", ++units));
        }
    }

    /** The first answer is wrong, or too short, where a loader may be; the images are right. */
    @ParameterizedTest
    @Tag("long")
    @CsvSource({
        "DFU, upload-corrupt",
        "PLAIN, upload-corrupt",
        "PLAIN, upload-short",
        "FASTBOOT, fetch-corrupt",
    })
    void whatIsNotFoundForAWrongAnswerIsWritten(Way way, String fault) throws Exception {
        VirtualBoard board = board(way, fault);

        JobSummary job = run(way, board);

        assertThat(Verdicts.passed(job, "first").written()).isEqualTo(LENGTH);
        assertThat(Verdicts.passed(job, "second").proved()).isEqualTo(way.there);
        assertThat(isRight(way, board, 0) && isRight(way, board, 1)).isTrue();
    }

    @ParameterizedTest
    @Tag("long")
    @CsvSource({
        "DFU, upload-corruptxalways, VERIFY_MISMATCH",
        "DFU, upload-short, PROTOCOL_GARBAGE",
        "PLAIN, upload-corruptxalways, VERIFY_MISMATCH",
        "PLAIN, upload-shortxalways, VERIFY_MISMATCH",
        "FASTBOOT, fetch-corruptxalways, VERIFY_MISMATCH",
        "FASTBOOT, fetch-short, PROTOCOL_GARBAGE",
    })
    void aBoardThatNeverAnswersRightFailsThoughItHoldsWhatItShould(Way way, String fault, FailureKind kind)
            throws Exception {
        Verdicts.requireFailed(run(way, board(way, fault)), kind);
    }

    /** It gives the first image, loses it, and the second one has to be written: then the first is read once more. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void whatIsLostBehindTheLookIsMissedOnceSomethingWasWritten(Way way) throws Exception {
        VirtualBoard board = board(way, "fades");
        images[1][LENGTH - 1] ^= 1;
        save(1);

        Verdicts.requireFailed(run(way, board), FailureKind.VERIFY_MISMATCH);

        JobSummary next = run(way, board);
        assertThat(Verdicts.passed(next, "first").written()).isEqualTo(LENGTH);
        assertThat(Verdicts.passed(next, "second").wasAlreadyThere()).isTrue();
        assertThat(isRight(way, board, 0) && isRight(way, board, 1)).isTrue();
    }

    /** Nothing was written and the board was not away: nobody reads it again, and the record says that it was only looked at. */
    @ParameterizedTest
    @Tag("long")
    @EnumSource(Way.class)
    void whatIsLostBehindTheLookIsOnRecordAsFound(Way way) throws Exception {
        VirtualBoard board = board(way, "fades");

        assertThat(Verdicts.passed(run(way, board), "first").proved()).isEqualTo(way.there);
        assertThat(isRight(way, board, 0)).isFalse();

        assertThat(Verdicts.passed(run(way, board), "first").written()).isEqualTo(LENGTH);
        assertThat(isRight(way, board, 0)).isTrue();
    }

    /**
     * It gives what it remembers and holds something else. No host can know, and the recipe reference says so; once it is written
     * something else, what it remembers is wrong and it fails.
     */
    @ParameterizedTest
    @Tag("long")
    @CsvSource({"DFU, upload-stale", "PLAIN, upload-stale", "FASTBOOT, fetch-stale"})
    void aBoardThatLiesAboutItsOwnMediumIsBelievedAsLongAsItsLieIsRight(Way way, String fault) throws Exception {
        VirtualBoard board = board(way, fault);
        assertThat(Verdicts.passed(run(way, board), "first").wasAlreadyThere()).isTrue();
        keep(way, board, 0, new byte[LENGTH]);

        JobSummary believed = run(way, board);
        assertThat(Verdicts.passed(believed, "first").proved()).isEqualTo(way.there);
        assertThat(isRight(way, board, 0)).isFalse();

        images[0][0] ^= 1;
        save(0);
        Verdicts.requireFailed(run(way, board), FailureKind.VERIFY_MISMATCH);
    }
}
