package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.config.StationConfig;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.Offer;
import dev.gangway.message.OfferCommand;
import dev.gangway.message.OfferReply;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Digest;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of somebody's own machine, sent to the station, looked at, confirmed and flashed. */
class SentImageLineTest {
    private static final String SPEC = "dfu:starts=application,end=reset,block=0ms";

    private final byte[] firmware = new byte[70 * 1024];
    private final PageStore pages = PageStore.temporary();
    private LineHarness line;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() throws Exception {
        new Random(16).nextBytes(firmware);
        line = start();
    }

    private LineHarness start() throws StartFailure, IOException {
        String own = FlashLinksLabTest.recipe("The station's own", "firmware.bin");
        return LineSetup.in(folder)
                .recipes(
                        TestRecipes.of("own", own),
                        TestRecipes.of("sparse", own.replace("format: raw", "format: sparse")),
                        TestRecipes.of(
                                "made",
                                own.replace(
                                        "format: raw }",
                                        "format: raw, made: { of: base, patch: [ { at: 0, put: '{{serial}}', size: 8 } ] } }\n"
                                                + "  base: { file: base.bin, format: raw }")),
                        TestRecipes.of(
                                "signed",
                                own.replace(
                                        "format: raw }",
                                        "format: raw, from: 'https://a.example/f', signature: { by: minisign, key:"
                                                + " RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3 } }")))
                .images(folder.resolve("none"))
                .fetcher(ImageFetcher.of(
                        StationConfig.Fetched.USUAL, folder.resolve("data"), Map.of(), Clock.systemUTC()))
                .start();
    }

    @AfterEach
    void end() {
        line.close();
        pages.close();
    }

    private OfferReply ask(OfferCommand command) {
        return LineHarness.answered(line.station().bus().ask(Addresses.OFFERS, command, Duration.ofSeconds(20)));
    }

    private OfferReply announce(String recipe, String image, long bytes, String operator) {
        return ask(new OfferCommand.Send(recipe, image, "out/fw.bin.gz", "", bytes, operator));
    }

    private String begun(byte[] file) {
        return ((OfferReply.Seen) announce("own", "", file.length, "boss"))
                .offer()
                .id();
    }

    private OfferReply piece(String id, byte[] file, int from, int to) {
        return ask(new OfferCommand.Piece(id, from, file.length, Arrays.copyOfRange(file, from, to)));
    }

    private Offer looked(String id) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> ((OfferReply.Seen) ask(new OfferCommand.Follow(id))).offer(),
                        offer -> offer.phase() != Offer.Phase.FETCHING);
    }

    private Offer sent(String recipe, byte[] file) {
        String id = ((OfferReply.Seen) announce(recipe, "", file.length, "boss"))
                .offer()
                .id();
        piece(id, file, 0, file.length);
        return looked(id);
    }

    private byte[] packed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(firmware);
        }
        return bytes.toByteArray();
    }

    private void assertNothingKept() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            try (Stream<Path> kept = Files.list(folder.resolve("data/downloads"))) {
                assertThat(kept.filter(Files::isDirectory)).isEmpty();
            }
        });
    }

    private DfuBoard plug(int port) {
        DfuBoard board = (DfuBoard) BoardSpec.parse(SPEC, port).plug(line.hub(), port, pages, told -> {});
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    private JobSummary scanned(int port, String serial) {
        return line.ended(((ScanOutcome.Started) line.scanFor(port, serial)).job())
                .summary();
    }

    private void assertFlashed(JobSummary job, DfuBoard board, byte[] file) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(board.read(0, 0, firmware.length)).isEqualTo(firmware);
        assertThat(job.images()).extracting(ImageUsed::sha256).containsExactly(Digest.of(ByteBuffer.wrap(firmware)));
        assertThat(job.steps()).anySatisfy(step -> assertThat(step.facts())
                .containsEntry(
                        "from:firmware", "uploaded by boss from fw.bin.gz sha256:" + Digest.of(ByteBuffer.wrap(file))));
    }

    @Test
    void whatWasSentAndConfirmedIsFlashedOverARestart() throws Exception {
        byte[] file = packed();
        Offer offer = sent("own", file);
        assertThat(offer.phase()).as(offer.problem()).isEqualTo(Offer.Phase.READY);
        assertThat(offer.images().get(0))
                .satisfies(image -> assertThat(image.from()).isEqualTo("uploaded by boss from fw.bin.gz"))
                .satisfies(image -> assertThat(image.bytes()).isEqualTo(firmware.length))
                .satisfies(image -> assertThat(image.sha256()).isEqualTo(Digest.of(ByteBuffer.wrap(firmware))));
        assertThat(ask(new OfferCommand.Choose(offer.id(), "boss"))).isInstanceOf(OfferReply.Shelf.class);
        assertThat(line.notes("recipe-chosen")).singleElement().satisfies(note -> assertThat(note.facts())
                .containsEntry("from", "uploaded by boss from fw.bin.gz"));

        DfuBoard first = plug(1);
        assertFlashed(scanned(1, "PL-001"), first, file);
        line.close();
        line = start();
        DfuBoard second = plug(2);
        assertFlashed(scanned(2, "PL-002"), second, file);
        assertThat(((OfferReply.Shelf) ask(new OfferCommand.Show())).chosen()).isNotNull();
    }

    @Test
    void whatWasChosenAndIsGoneStopsTheNextStart() throws Exception {
        Offer offer = sent("own", firmware);
        ask(new OfferCommand.Choose(offer.id(), "boss"));
        line.close();
        try (Stream<Path> kept = Files.walk(folder.resolve("data/downloads"))) {
            for (Path file : kept.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        assertThatThrownBy(this::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("was uploaded by boss from fw.bin.gz, and is no longer kept here")
                .hasMessageContaining("chosen.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "own | '' | 100 | anna | scan a supervisor's badge first",
                "own | '' | 0 | boss | The file is empty",
                "other | '' | 100 | boss | this station has no recipe \"other\"",
                "own | boot | 100 | boss | has the images firmware",
                "made | firmware | 100 | boss | is made for each unit (made:)",
                "signed | '' | 100 | boss | has to be signed",
                "own | '' | 9000000000000 | boss | images.download.largest",
            })
    void whatCannotBeTakenIsRefusedBeforeTheFirstByte(
            String recipe, String image, long bytes, String operator, String why) {
        assertThat(announce(recipe, image, bytes, operator))
                .isInstanceOfSatisfying(
                        OfferReply.Refused.class, no -> assertThat(no.message()).contains(why));
        assertThat(folder.resolve("data/downloads")).doesNotExist();
    }

    @Test
    void twoAtOnceDoNotMix() {
        byte[] other = new byte[90_000];
        new Random(17).nextBytes(other);
        String first = begun(firmware);
        String second = begun(other);
        for (int at = 0; at < 70_000; at += 10_000) {
            piece(first, firmware, at, at + 10_000);
            piece(second, other, at, at + 10_000);
        }
        piece(second, other, 70_000, 90_000);
        piece(first, firmware, 70_000, firmware.length);

        assertThat(List.of(looked(first), looked(second)))
                .extracting(offer -> offer.images().get(0).sha256())
                .containsExactly(Digest.of(ByteBuffer.wrap(firmware)), Digest.of(ByteBuffer.wrap(other)));
    }

    @Test
    void whatIsDroppedOnItsWayOrUnchosenLeavesNothing() {
        String cut = begun(firmware);
        piece(cut, firmware, 0, 30_000);
        ask(new OfferCommand.Drop(cut));
        assertThat(piece(cut, firmware, 30_000, 40_000))
                .isInstanceOfSatisfying(
                        OfferReply.Refused.class, no -> assertThat(no.reason()).isEqualTo("no-look"));
        Offer whole = sent("own", firmware);
        ask(new OfferCommand.Drop(whole.id()));

        assertNothingKept();
    }

    @Test
    void aFileOfAnotherFormatIsToldAndLeavesNothing() {
        Offer offer = sent("sparse", firmware);

        assertThat(offer.phase()).isEqualTo(Offer.Phase.FAILED);
        assertThat(offer.problem()).contains("firmware").contains("sparse");
        assertNothingKept();
    }

    @Test
    void filesThatComeAreNotPushedOutByOthers() {
        String coming = begun(firmware);
        for (int i = 0; i < 6; i++) {
            ask(new OfferCommand.Look("", "", "own", "", ""));
        }
        assertThat(piece(coming, firmware, 0, firmware.length)).isInstanceOf(OfferReply.Taken.class);
        assertThat(looked(coming).phase()).isEqualTo(Offer.Phase.READY);
        List<String> all = Stream.generate(() -> begun(firmware)).limit(3).toList();
        assertThat(all).hasSize(3);
        assertThat(announce("own", "", 100, "boss")).isInstanceOf(OfferReply.Seen.class);
        assertThat(announce("own", "", 100, "boss"))
                .isInstanceOfSatisfying(OfferReply.Refused.class, no -> assertThat(no.message())
                        .contains("Others send files just now"));
    }
}
