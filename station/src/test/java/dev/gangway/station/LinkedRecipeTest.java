package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.bus.Addresses;
import dev.gangway.config.StationConfig;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.message.Offer;
import dev.gangway.message.OfferCommand;
import dev.gangway.message.OfferReply;
import dev.gangway.model.PortState;
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a link may do to a station, and what it may not. */
class LinkedRecipeTest {
    private BuildServers servers;
    private LineHarness line;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() throws Exception {
        servers = new BuildServers();
        line = start();
    }

    private LineHarness start() throws StartFailure, IOException {
        return LineSetup.in(folder)
                .ports(1)
                .recipes(TestRecipes.of("own", FlashLinksLabTest.recipe("The station's own", "other.bin")))
                .images(folder.resolve("none"))
                .fetcher(ImageFetcher.of(
                        StationConfig.Fetched.USUAL, folder.resolve("data"), Map.of(), Clock.systemUTC()))
                .links(List.of(servers.storage()))
                .start();
    }

    @AfterEach
    void end() {
        line.close();
        servers.close();
    }

    private OfferReply ask(OfferCommand command) {
        try {
            return line.station()
                    .bus()
                    .ask(Addresses.OFFERS, command, Duration.ofSeconds(20))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Offer look(String recipe, String image, String name) {
        Offer begun = ((OfferReply.Seen) ask(new OfferCommand.Look(recipe, image, name, "", ""))).offer();
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> ((OfferReply.Seen) ask(new OfferCommand.Follow(begun.id()))).offer(),
                        offer -> offer.phase() != Offer.Phase.FETCHING);
    }

    private String file(String name) {
        return "http://" + servers.storage() + "/gitlab/" + name;
    }

    private Offer linked(String recipe) {
        servers.gitlabHas("b.yaml", recipe.getBytes(StandardCharsets.UTF_8));
        servers.gitlabHas("firmware.bin", new byte[2_000]);
        return look(file("b.yaml"), "", "");
    }

    private static String plain() {
        return FlashLinksLabTest.recipe("By link", "firmware.bin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file:///etc/passwd | only links of the form https://",
                "javascript:alert(1) | only links of the form https://",
                "data:text/plain,kind: recipe | no link",
                "ftp://a/b.yaml | only links of the form https://",
                "https://user:pw@127.0.0.1/b.yaml | a token belongs to images.hosts",
                "https://evil.example/b.yaml | links to evil.example are not followed here",
                "http://127.0.0.1/b.yaml | links to 127.0.0.1 are not followed here",
                "http://[::1]:8080/b.yaml | links to [::1]:8080 are not followed here",
                "http://169.254.169.254/b.yaml | are not followed here"
            })
    void aLinkThatIsNotAllowedIsNotFollowed(String link, String why) {
        for (Offer offer : List.of(look(link, "", ""), look("", link, "own"))) {
            assertThat(offer.phase()).isEqualTo(Offer.Phase.FAILED);
            assertThat(offer.problem()).contains(why);
        }
    }

    @Test
    void whatIsSoundMayBeChosenAndIsNotFlashedBefore() {
        Offer offer = linked(plain());

        assertThat(offer.phase()).as(offer.problem()).isEqualTo(Offer.Phase.READY);
        assertThat(offer.images().get(0).bytes()).isEqualTo(2_000);
        assertThat(((OfferReply.Shelf) ask(new OfferCommand.Show())).chosen()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format: raw | format: raw, from: 'file:/etc/shadow' | is a file of this machine",
                "format: raw | format: raw, from: 'file:../ledger' | is a file of this machine",
                "format: raw | format: raw, from: 'https://10.0.0.1/x' | links to 10.0.0.1 are not followed here",
                "version: 3 | version: three | is not sound",
                "verify: firmware | verify: other | is not sound"
            })
    void aRecipeThatReachesForTheStationIsRefused(String text, String by, String why) {
        Offer offer = linked(plain().replace(text, by));

        assertThat(offer.phase()).isEqualTo(Offer.Phase.FAILED);
        assertThat(offer.problem()).contains(why);
    }

    @Test
    void secretsOfTheStationAreNotForARecipeThatComesByLink() {
        Offer offer = linked(plain().replace("retry:", "secrets: { p: 'env:HOME' }\nretry:"));

        assertThat(offer.problem()).contains("it uses secrets of this station");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unit: { mac: { pool: macs } } | takes values from pools of this station (unit: macs)",
                "unit: { key: { pool: keys, column: secret } } | takes values from pools of this station (unit: keys)"
            })
    void poolsOfTheStationAreNotForARecipeThatComesByLink(String unit, String why) {
        assertThat(linked(plain().replace("retry:", unit + "\nretry:")).problem())
                .contains(why, "Put it into this station's recipes folder");
    }

    @Test
    void whatAUnitHasOfItsSerialTakesNothingOfTheStation() {
        Offer offer = linked(plain().replace("retry:", "unit: { number: { serial: '[0-9]+' } }\nretry:"));

        assertThat(offer.phase()).as(offer.problem()).isEqualTo(Offer.Phase.READY);
    }

    @Test
    void anImageThatIsMadeForEachUnitIsNotFetchedInsteadButRefused() {
        Offer offer = linked(plain().replace("format: raw }", """
                format: raw, made: { of: base, patch: [ { at: 0, put: "{{serial}}", size: 8 } ] } }
                  base: { file: base.bin, format: raw }""".indent(0).strip()));

        assertThat(offer.problem())
                .contains("its image firmware is made for each unit (made:)", "write from: in place of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CMD-[0-9]{3}", "GANGWAY:[A-Z]+", "OP-[a-z]+", ".*"})
    void serialsThatThisStationTakesForSomethingElseAreRefused(String pattern) {
        assertThat(linked(plain().replace("PL-[0-9]{3}", pattern)).problem())
                .contains("would be taken for a command, a slot or a badge; exclude such serials");
    }

    @Test
    void aStepThatGetsFilesByItselfIsRefused() {
        String recipe = """
                kind: recipe
                version: 1
                title: By link
                serves: { mode: uboot-console }
                serial: { pattern: "PL-[0-9]{3}" }
                images:
                  firmware: { file: firmware.bin, format: raw }
                verify: none
                steps:
                  - uboot.stop: usual
                  - bundle.boot: etc
                    kernel: firmware
                """;
        assertThat(linked(recipe).problem()).contains("gets files by itself (bundle.boot)");
    }

    @Test
    void aPathThatLeavesTheRecipesFolderStaysOnItsHost() {
        Offer offer = linked(plain().replace("file: firmware.bin", "file: ../../../etc/passwd"));

        assertThat(offer.phase()).isEqualTo(Offer.Phase.FAILED);
    }

    @Test
    void whoIsNoSupervisorChoosesNothing() {
        Offer offer = linked(plain());

        OfferReply reply = ask(new OfferCommand.Choose(offer.id(), "someone"));
        assertThat(reply).isInstanceOfSatisfying(OfferReply.Refused.class, no -> assertThat(no.reason())
                .isEqualTo("supervisor"));
        assertThat(folder.resolve("data/chosen.json")).doesNotExist();
        assertThat(line.notes("recipe-chosen")).isEmpty();
    }

    @Test
    void aBoardThatWaitsIsLookedAtAnewWhenSomethingIsChosenAndWhenItIsTakenBack() {
        PageStore pages = PageStore.temporary();
        DfuBoard board = (DfuBoard)
                BoardSpec.parse("dfu:starts=application,end=reset,block=0ms", 1).plug(line.hub(), 1, pages, told -> {});
        line.awaitState(1, PortState.AwaitingScan.class);
        assertThat(board).isNotNull();
        Offer offer = linked(plain());
        assertThat(offer.boards()).hasSize(1);

        assertThat(ask(new OfferCommand.Choose(offer.id(), "boss"))).isInstanceOf(OfferReply.Shelf.class);
        Awaitility.await()
                .untilAsserted(() -> assertThat(line.status(1).recipes()).containsExactly("b"));
        ask(new OfferCommand.Release("boss"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(line.status(1).recipes()).containsExactly("own"));
        assertThat(folder.resolve("data/chosen.json")).doesNotExist();
        pages.close();
    }

    @Test
    void whatCannotBeReadAfterARestartStopsTheStart() throws Exception {
        Offer offer = linked(plain());
        ask(new OfferCommand.Choose(offer.id(), "boss"));
        line.close();
        Path kept = folder.resolve("data/chosen.json");
        Files.writeString(kept, Files.readString(kept).substring(0, 40));

        org.assertj.core.api.Assertions.assertThatThrownBy(this::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("can't be flashed any more")
                .hasMessageContaining("Remove " + kept);
    }
}
