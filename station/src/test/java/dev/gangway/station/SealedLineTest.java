package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.bus.Addresses;
import dev.gangway.channel.BoardBus;
import dev.gangway.config.StationConfig;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.Offer;
import dev.gangway.message.OfferCommand;
import dev.gangway.message.OfferReply;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.protocol.FileServers;
import dev.gangway.station.beside.StationDoor;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.place.OpenPackages;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line that flashes sealed packages and nothing else, from the key to the record. */
@Tag("lab")
class SealedLineTest {
    private static final String BOARD = "dfu:starts=application,end=reset,block=0ms";

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final byte[] firmware = new byte[30_000];
    private String signer = "";
    private String station = "";

    @BeforeEach
    void begin() throws IOException {
        new Random(15).nextBytes(firmware);
        Files.createDirectories(folder.resolve("build"));
        Files.createDirectories(folder.resolve("config/packages"));
        Files.write(folder.resolve("build/firmware.bin"), firmware);
        Files.writeString(folder.resolve("board.yaml"), FlashLinksLabTest.recipe("Sealed", "firmware.bin"));
        signer = key("signer", "sign.pem");
        station = key("station", "config/station.key");
        configure("only: true, ");
    }

    @AfterEach
    void end() {
        pages.close();
    }

    private String key(String kind, String file) {
        CommandRun run = CommandRun.of("package", "key", kind, at(file));
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().strip();
    }

    private String at(String file) {
        return folder.resolve(file).toString();
    }

    private void configure(String only) throws IOException {
        Files.writeString(folder.resolve("config/station.yaml"), """
                kind: station
                station: s
                data: ../data
                http: { port: 0 }
                bus: { type: virtual, ports: 2 }
                packages: { %ssigners: { release: "%s" }, key: station.key }
                """.formatted(only, signer));
    }

    private CommandRun make(String out, String... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "package",
                                "make",
                                at("board.yaml"),
                                "--images",
                                at("build"),
                                "--sign",
                                at("sign.pem"),
                                "--config",
                                at("config/station.yaml"),
                                "--out",
                                at(out)),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private CommandRun run(String... words) {
        return CommandRun.of(Stream.concat(Stream.of(words), Stream.of("--config", at("config/station.yaml")))
                .toArray(String[]::new));
    }

    /** A station as gangway run starts it. */
    private final class Line implements AutoCloseable {
        private final Globals globals = new Globals(folder.resolve("config/station.yaml"), null, false, false, true);
        private final StationConfig config = PlanFactory.runnable(globals);
        private final OpenPackages packages = OpenPackages.of(config, config.data());
        private final FileServers.Own files = PlanFactory.files(config);
        private final LineHarness harness;

        Line(PlanFactory.ImageChoice images) throws StartFailure {
            List<BoardBus> buses = PlanFactory.buses(config, globals, List.of());
            StationPlan plan = PlanFactory.plan(config, globals, images, buses, files, packages);
            Station running = Station.start(plan);
            harness = new LineHarness(
                    (VirtualHub) buses.get(0), running, StationDoor.open(running, plan, folder.toAbsolutePath()), 2);
        }

        DfuBoard plug(int port) {
            DfuBoard board = (DfuBoard) BoardSpec.parse(BOARD, port).plug(harness.hub(), port, pages, told -> {});
            harness.awaitState(port, PortState.AwaitingScan.class);
            return board;
        }

        JobSummary scan(int port, String serial) {
            var job = ((ScanOutcome.Started) harness.scanFor(port, serial)).job();
            return harness.recorded(harness.ended(job).summary().job()).summary();
        }

        OfferReply ask(OfferCommand command) throws Exception {
            return harness.station()
                    .bus()
                    .ask(Addresses.OFFERS, command, Duration.ofSeconds(20))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            harness.close();
            files.close();
            packages.close();
        }
    }

    private List<Path> unpacked() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data/packages"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".bin"))
                    .toList();
        }
    }

    @Test
    void aPackageIsMadeCheckedFlashedAndOnRecord() throws Exception {
        assertThat(make("config/packages/board.gangway", "--for", station).code())
                .isZero();
        Path file = folder.resolve("config/packages/board.gangway");
        String digest = Digest.of(ByteBuffer.wrap(Files.readAllBytes(file))).hex();

        assertThat(CommandRun.of("package", "show", file.toString(), "--config", at("none.yaml"))
                        .out())
                .contains("encrypted to 1 station")
                .doesNotContain("Sealed");
        assertThat(run("package", "show", file.toString()).out())
                .contains("board, version 3: Sealed", "images/firmware.bin  30000 bytes", station, signer);
        assertThat(run("package", "verify", file.toString()).out()).contains("is whole", "signed by release", digest);
        assertThat(CommandRun.of(
                                "package",
                                "verify",
                                file.toString(),
                                "--signer",
                                at("sign.pem.pub"),
                                "--key",
                                at("config/station.key"),
                                "--config",
                                at("none.yaml"))
                        .code())
                .isZero();
        assertThat(run("check").out()).contains("No problem found");
        assertThat(run("recipe", "list").out()).contains("board", "Sealed");
        try (Line line = new Line(PlanFactory.ImageChoice.AS_CONFIGURED)) {
            DfuBoard board = line.plug(1);
            JobSummary job = line.scan(1, "PL-001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(board.read(0, 0, firmware.length)).isEqualTo(firmware);
            assertThat(job.steps().get(0).facts().get("from:recipe"))
                    .startsWith("package board.gangway sha256:" + digest + " signed by release sha256:");
            assertThat(job.images())
                    .extracting(ImageUsed::sha256)
                    .containsExactly(Digest.of(ByteBuffer.wrap(firmware)));
            assertThat(unpacked()).hasSize(1);
        }
        assertThat(unpacked()).isEmpty();
    }

    /** What somebody with a shell does to the unpacked image is noticed before it goes to a board. */
    @Test
    void anImageThatWasChangedOnTheStationIsNotFlashed() throws Exception {
        assertThat(make("config/packages/board.gangway").code()).isZero();
        try (Line line = new Line(PlanFactory.ImageChoice.AS_CONFIGURED)) {
            line.plug(1);
            Files.write(unpacked().get(0), new byte[firmware.length]);
            JobSummary job = line.scan(1, "PL-001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(job.failure().message()).contains("is not what its package has");
        }
    }

    @Test
    void nothingElseIsFlashedByNoWay() throws Exception {
        assertThat(make("config/packages/board.gangway").code()).isZero();

        CommandRun plain = run(
                "flash",
                "--recipe",
                at("board.yaml"),
                "--port",
                "virtual:1",
                "--serial",
                "PL-001",
                "--images",
                at("build"));
        assertThat(plain.code()).isEqualTo(2);
        assertThat(plain.err()).contains("this station flashes sealed packages only");
        try (Line line = new Line(PlanFactory.ImageChoice.AS_CONFIGURED)) {
            for (OfferCommand.Look look : List.of(
                    new OfferCommand.Look("https://build.example/board.yaml", "", "", "", ""),
                    new OfferCommand.Look("", "https://build.example/x.bin", "board", "", ""))) {
                Offer begun = ((OfferReply.Seen) line.ask(look)).offer();
                Offer seen = Awaitility.await()
                        .until(
                                () -> ((OfferReply.Seen) line.ask(new OfferCommand.Follow(begun.id()))).offer(),
                                offer -> offer.phase() != Offer.Phase.FETCHING);
                assertThat(seen.phase()).isEqualTo(Offer.Phase.FAILED);
                assertThat(seen.problem()).contains("this station flashes sealed packages only");
            }
        }
        try (Line line =
                new Line(new PlanFactory.ImageChoice(null, Map.of("firmware", folder.resolve("board.yaml"))))) {
            line.plug(1);
            JobSummary job = line.scan(1, "PL-002");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).message()).contains("those of its package, and no others");
        }
        Files.writeString(
                folder.resolve("config/station.yaml"), "recipes: { folder: .. }\n", StandardOpenOption.APPEND);
        assertThat(run("check").out()).contains("recipes: are plain files, and packages.only says");
    }

    @Test
    void whatIsNotAsItWasMadeOrNotFromWhoIsTrustedKeepsTheStationFromStarting() throws Exception {
        assertThat(make("config/packages/board.gangway").code()).isZero();
        Path file = folder.resolve("config/packages/board.gangway");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 5_000] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> new Line(PlanFactory.ImageChoice.AS_CONFIGURED))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("images/firmware.bin in it is not what was signed");
        assertThat(unpacked()).isEmpty();
        CommandRun verify = run("package", "verify", file.toString());
        assertThat(verify.code()).isEqualTo(2);

        Files.delete(folder.resolve("sign.pem"));
        Files.delete(folder.resolve("sign.pem.pub"));
        key("signer", "sign.pem");
        assertThat(make("config/packages/board.gangway", "--force").code()).isZero();
        assertThat(run("check").out()).contains("whom this station does not know");
    }

    /** Of two versions the newer one counts, and two of one version are a mistake. */
    @Test
    void theNewerVersionCounts() throws Exception {
        assertThat(make("config/packages/a.gangway").code()).isZero();
        String yaml = Files.readString(folder.resolve("board.yaml"));
        Files.writeString(folder.resolve("board.yaml"), yaml.replace("version: 3", "version: 10"));
        assertThat(make("config/packages/b.gangway").code()).isZero();

        assertThat(run("recipe", "list", "--json").lines())
                .singleElement()
                .asString()
                .contains("\"version\":10");
        assertThat(make("config/packages/c.gangway").code()).isZero();
        assertThat(run("check").out()).contains("has version 10 of board too: remove one of them");
    }

    /** Its signature is good for ever: that it is too old is said by the station. */
    @Test
    void anOlderPackageIsRefusedWhereTheStationSaysTheLeastVersion() throws Exception {
        assertThat(make("config/packages/a.gangway").code()).isZero();
        configure("only: true, least: { board: 3 }, ");
        assertThat(run("check").code()).isZero();
        configure("only: true, least: { board: 4 }, ");

        assertThat(run("check").out())
                .contains(
                        "it has version 3 of board, and packages.least in station.yaml wants 4 or later: get the newer");
        assertThat(run("run").err()).contains("packages.least in station.yaml wants 4 or later");

        String yaml = Files.readString(folder.resolve("board.yaml"));
        Files.writeString(folder.resolve("board.yaml"), yaml.replace("version: 3", "version: 4"));
        assertThat(make("config/packages/b.gangway").code()).isZero();
        assertThat(run("check").code())
                .as("the older one beside it does not count")
                .isZero();
    }

    @Test
    void beforeItIsMadeItIsSaidWhatCanNotBeInIt() throws Exception {
        assertThat(make("a.gangway", "--image", "firmware=" + at("none")).err()).contains("there is no file");
        Files.delete(folder.resolve("build/firmware.bin"));
        assertThat(make("a.gangway").err()).contains("there is no firmware.bin in");
        Files.write(folder.resolve("build/firmware.bin"), firmware);
        String yaml = Files.readString(folder.resolve("board.yaml"));
        Files.writeString(
                folder.resolve("board.yaml"), yaml.replace("retry:", "secrets: { p: \"file:p.txt\" }\nretry:"));
        assertThat(make("a.gangway").err()).contains("are files beside it, which no package carries");
        Files.writeString(folder.resolve("board.yaml"), yaml);
        assertThat(make("a.gangway", "--for", "age1nobody").err()).contains("--for: ");
        assertThat(make("a.gangway", "--also", "../board.yaml").err()).contains("there is no such file below");
        assertThat(folder.resolve("a.gangway")).doesNotExist();
        assertThat(make("a.gangway").code()).isZero();
        assertThat(make("a.gangway").err()).contains("--force writes over it");
        assertThat(CommandRun.of("package", "key", "signer", at("sign.pem")).err())
                .contains("a key is not written over");
        assertThat(Files.readString(folder.resolve("sign.pem"), StandardCharsets.UTF_8))
                .contains("PRIVATE KEY");
    }

    /** Beside plain recipes packages are one more place, and their images still are nobody else's. */
    @Test
    void packagesGoBesidePlainRecipesWhereThatIsConfigured() throws Exception {
        configure("");
        Files.createDirectories(folder.resolve("config/recipes"));
        Files.writeString(
                folder.resolve("config/recipes/plain.yaml"), FlashLinksLabTest.recipe("Plain", "firmware.bin"));
        assertThat(make("config/packages/board.gangway").code()).isZero();

        assertThat(run("recipe", "list").out()).contains("Sealed", "Plain");
        Files.copy(folder.resolve("board.yaml"), folder.resolve("config/recipes/board.yaml"));
        assertThat(run("check").out()).contains("has a recipe of this name too");
    }
}
