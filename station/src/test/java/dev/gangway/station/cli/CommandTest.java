package dev.gangway.station.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.format.EgonSpl;
import dev.gangway.json.JobJson;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.ledger.h2.H2Reader;
import dev.gangway.shell.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    private static final Path RECIPES =
            Path.of("../config/recipes").toAbsolutePath().normalize();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private String config = "";

    @BeforeEach
    void writeConfiguration() throws IOException {
        Path file = folder.resolve("station.yaml");
        Files.writeString(file, """
                kind: station
                station: test-1
                line: Line T
                data: data
                http: { host: 127.0.0.1, port: 0 }
                bus: { type: virtual, ports: 4 }
                recipes: { folder: "%s" }
                images: { folder: images }
                ports:
                  - { port: "virtual:2", slot: "07" }
                """.formatted(RECIPES));
        config = file.toString();
    }

    @Test
    void checkFindsNothingInASoundConfiguration() {
        CommandRun run = CommandRun.of("check", "--config", config);

        assertThat(run.err())
                .contains("the images of chip-pro are not there yet")
                .contains("esp32-personal draws from pools that this station has not: add macs, device-keys");
        assertThat(run.out()).isEqualTo("No problem found." + System.lineSeparator());
        assertThat(run.code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void checkReportsAllProblemsWithFileAndLine() throws IOException {
        Path broken = folder.resolve("broken.yaml");
        Files.writeString(broken, "kind: station\nstation: a\nline: b\nhtpt: 1\nquarantine: { after: 0 }\n");

        CommandRun people = CommandRun.of("check", broken.toString());
        CommandRun json = CommandRun.of("check", "--json", broken.toString());

        assertThat(people.code()).isEqualTo(ExitCode.INVALID);
        assertThat(people.lines()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(people.out()).contains(broken + ":4: htpt: ").contains(broken + ":5: quarantine.after: ");
        assertThat(json.code()).isEqualTo(ExitCode.INVALID);
        assertThat(json.lines()).hasSameSizeAs(people.lines());
        JsonNode first = JobJson.parse(json.lines().get(0));
        assertThat(first.path("file").asText()).isEqualTo(broken.toString());
        assertThat(first.path("line").isInt()).isTrue();
    }

    @Test
    void portsThatNoBusServesAreRefusedAlikeByCheckRunAndFlash() throws IOException {
        Path file = Path.of(config);
        Files.writeString(file, Files.readString(file) + "  - { port: \"1-2.9\", slot: \"08\" }\n");
        Path learned = folder.resolve("data/ports.map");
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(learned, "# a comment\nvirtual:3 03\n1-2.4 09\n");

        CommandRun check = CommandRun.of("check", "--config", config);
        CommandRun named = CommandRun.of("check", config);
        CommandRun run = CommandRun.of("run", "--config", config);
        CommandRun flash = CommandRun.of(
                "flash", "--config", config, "--recipe", "chip-pro", "--port", "07", "--serial", "CP-00001");

        String has =
                ": the virtual bus has virtual:1 to virtual:4, the network tcp:HOST:PORT and udp:HOST:PORT, and serial lines are"
                        + " serial:/dev/ttyS0; correct or remove the entry";
        String configured = file + ":11: ports[1].port: no bus serves 1-2.9" + has;
        String taught = learned + ":3: 1-2.4: no bus serves 1-2.4" + has;
        assertThat(check.lines()).containsExactly(configured, taught);
        assertThat(named.lines()).containsExactly(configured, taught);
        assertThat(run.err()).contains(configured, taught);
        assertThat(flash.err()).contains(configured, taught);
        assertThat(List.of(check.code(), named.code(), run.code(), flash.code()))
                .containsOnly(ExitCode.INVALID);
    }

    @Test
    void aLearnedPortThatNoBusServesCanBeRemoved() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/ports.map"), "1-2.4 09\n");

        CommandRun remove = CommandRun.of("ports", "remove", "09", "--config", config);

        assertThat(remove.code()).isEqualTo(ExitCode.OK);
        assertThat(CommandRun.of("check", "--config", config).code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aSerialLineThatIsNotThereIsAProblemOfCheckOnly() throws IOException {
        Path device = folder.resolve("ttyUSB9");

        CommandRun set = CommandRun.of("ports", "set", "serial:" + device, "10", "--config", config);
        CommandRun missing = CommandRun.of("check", "--config", config);
        Files.createFile(device);
        CommandRun there = CommandRun.of("check", "--config", config);

        assertThat(set.code()).isEqualTo(ExitCode.OK);
        assertThat(missing.code()).isEqualTo(ExitCode.INVALID);
        assertThat(missing.lines())
                .singleElement()
                .asString()
                .contains("ports.map:2: serial:" + device + ": there is no serial device " + device + ": plug it in");
        assertThat(there.code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void checkNamesMissingImages() throws IOException {
        Path images = Files.createDirectory(folder.resolve("some"));

        CommandRun run =
                CommandRun.of("--config", config, "check", "--images", images.toString(), "--recipe", "chip-pro");

        assertThat(run.code()).isEqualTo(ExitCode.INVALID);
        assertThat(run.out()).contains("images.spl.file: there is no sunxi-spl.bin in " + images);
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(CommandRun.of("no-such-command").code()).isEqualTo(ExitCode.INVALID);
        assertThat(CommandRun.of("ledger", "export", "--config", config).code()).isEqualTo(ExitCode.INVALID);
        assertThat(CommandRun.of("ledger", "list", "--config", config, "--from", "yesterday")
                        .code())
                .isEqualTo(ExitCode.INVALID);
    }

    @Test
    void aConfigurationThatIsMissingIsTwo() {
        CommandRun run =
                CommandRun.of("list", "--config", folder.resolve("none.yaml").toString());

        assertThat(run.code()).isEqualTo(ExitCode.INVALID);
        assertThat(run.err()).contains("none.yaml:1: (file): ");
    }

    @Test
    void listShowsNoBoardOnAnEmptyHub() {
        CommandRun run = CommandRun.of("list", "--config", config);

        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.lines()).hasSize(1);
        assertThat(run.err()).contains("no board is plugged in").contains("gangway doctor");
        assertThat(CommandRun.of("--json", "list", "--config", config).out()).isEmpty();
    }

    @Test
    void flashOnAPortThatIsNotThereSaysSoAtOnce() {
        CommandRun run = CommandRun.of(
                "flash", "--config", config, "--recipe", "chip-pro", "--port", "virtual:9", "--serial", "CP-00001");

        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run.err()).contains("there is no port virtual:9 here");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void flashWithoutABoardSaysSoAndPrintsNoTable() {
        CommandRun run = CommandRun.of(
                "flash",
                "--config",
                config,
                "--recipe",
                "chip-pro",
                "--port",
                "07",
                "--serial",
                "CP-00001",
                "--wait",
                "0");

        assertThat(run.err()).contains("virtual:2: no board came within 0 s");
        assertThat(run.out()).doesNotContain("verdict");
        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void portsShowTellsSlotsAndWhereTheyComeFrom() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/ports.map"), "virtual:3 09\nvirtual:2 10\n");

        CommandRun run = CommandRun.of("--json", "ports", "show", "--config", config);

        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.lines())
                .containsExactly(
                        "{\"port\":\"virtual:1\",\"slot\":null,\"from\":null,\"present\":true,\"power\":\"on\"}",
                        "{\"port\":\"virtual:2\",\"slot\":\"07\",\"from\":\"configuration\",\"present\":true,\"power\":\"on\"}",
                        "{\"port\":\"virtual:3\",\"slot\":\"09\",\"from\":\"learned\",\"present\":true,\"power\":\"on\"}",
                        "{\"port\":\"virtual:4\",\"slot\":null,\"from\":null,\"present\":true,\"power\":\"on\"}");
    }

    @Test
    void portsAreNamedPlacedMovedAndRemovedByHand() throws IOException {
        assertThat(CommandRun.of("ports", "set", "1-2.4", "09", "--row", "1", "--column", "3", "--config", config)
                        .code())
                .isEqualTo(ExitCode.OK);
        assertThat(CommandRun.of("ports", "set", "virtual:2", "10", "--config", config)
                        .err())
                .contains("the configuration names virtual:2");
        assertThat(CommandRun.of("ports", "set", "virtual:3", "09", "--config", config)
                        .err())
                .contains("slot 09 is on 1-2.4 already: gangway ports remove 09");
        assertThat(CommandRun.of("ports", "set", "virtual:3", "08", "--row", "1", "--config", config)
                        .code())
                .isEqualTo(ExitCode.INVALID);

        CommandRun moved = CommandRun.of("ports", "move", "1-2", "1-4", "--config", config);

        assertThat(moved.out()).contains("1 slot of the hub on 1-2 now on 1-4");
        assertThat(Files.readAllLines(folder.resolve("data/ports.map"))).contains("1-4.4 09 1 3");
        assertThat(CommandRun.of("ports", "move", "1-2", "1-4", "--config", config)
                        .code())
                .as("it is not there any more")
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(CommandRun.of("ports", "move", "1-4", "nowhere", "--config", config)
                        .code())
                .isEqualTo(ExitCode.INVALID);
        assertThat(CommandRun.of("ports", "remove", "09", "--config", config).code())
                .isEqualTo(ExitCode.OK);
        assertThat(CommandRun.of("ports", "remove", "1-4.4", "--config", config).code())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aHubThatIsElsewhereIsExplained() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/ports.map"), "1-2.4 09\n");

        CommandRun run = CommandRun.of("ports", "show", "--config", config);

        assertThat(run.err()).contains("the bus usb1 (slots 09) is not there");
    }

    @Test
    void aRunningStationsPortsAreLeftToIt() throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder.resolve("data"), Clock.systemUTC())) {
            assertThat(ledger.head()).isNotNull();
            CommandRun power = CommandRun.of("power", "07", "off", "--config", config);
            CommandRun learn = CommandRun.of("ports", "learn", "--config", config);

            assertThat(power.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(power.err()).contains("switch it on its page");
            assertThat(learn.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(learn.err()).contains("change it on its page /ports");
        }
    }

    @Test
    void powerSwitchedAtTheBenchIsOnRecordWhereThereIsALedger() throws Exception {
        Path data = folder.resolve("data");
        H2Ledger.open(data, Clock.systemUTC()).close();
        long before = records(data);

        assertThat(CommandRun.of("power", "07", "off", "--config", config).code())
                .isEqualTo(ExitCode.OK);

        assertThat(records(data)).isEqualTo(before + 1);
    }

    private static long records(Path data) throws Exception {
        try (LedgerReader reader = H2Reader.open(data)) {
            return reader.verify(null).records();
        }
    }

    @Test
    void aLessonEndsWithItsInput() {
        CommandRun run = CommandRun.with("07\nq\n", "ports", "learn", "--config", config);

        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.err()).contains("Plug a board into a slot first").contains("The port map is in");
    }

    @Test
    void powerIsSwitchedBySlotAndTold() {
        CommandRun off = CommandRun.of("--json", "power", "07", "off", "--config", config);
        CommandRun cycle = CommandRun.of("power", "virtual:1", "cycle", "--off-time", "1", "--config", config);

        assertThat(off.code()).isEqualTo(ExitCode.OK);
        assertThat(off.out()).contains("\"port\":\"virtual:2\"").contains("\"on\":false");
        assertThat(cycle.code()).isEqualTo(ExitCode.OK);
        assertThat(cycle.out()).isEqualTo("virtual:1 is on" + System.lineSeparator());
    }

    @Test
    void aPortThatIsNotThereIsThree() {
        assertThat(CommandRun.of("power", "virtual:5", "on", "--config", config).code())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(CommandRun.of("power", "99", "on", "--config", config).code())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(CommandRun.of("fel", "--config", config, "--port", "99", "ver")
                        .code())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void recipesAreListedAndShown() throws IOException {
        CommandRun list = CommandRun.of("--json", "recipe", "list", "--config", config);
        CommandRun show = CommandRun.of("recipe", "show", "chip-pro", "--config", config);

        assertThat(list.lines()).hasSize(shippedRecipes().split(" ").length);
        assertThat(list.out()).contains("\"recipe\":\"chip-pro\"").contains("\"recipe\":\"allwinner-fel-uboot\"");
        assertThat(show.out()).contains("sunxi-spl.bin (egon)").contains("wait for FEL after the probe");
        assertThat(CommandRun.of("recipe", "show", "chip-prp", "--config", config)
                        .code())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void recipeTestRefusesATruncatedImage() throws IOException {
        Path images = Files.createDirectory(folder.resolve("some"));
        Files.write(images.resolve("u-boot-sunxi-with-spl.bin"), "????eGON.BT0 cut".getBytes(StandardCharsets.UTF_8));

        CommandRun run = CommandRun.of(
                "recipe", "test", "allwinner-fel-uboot", "--images", images.toString(), "--config", config);

        assertThat(run.code()).isEqualTo(ExitCode.INVALID);
        assertThat(run.out()).startsWith("WRONG uboot: ").contains("image-invalid");
    }

    /** The job would refuse it, so this does; a file may be sound and not be what its step needs. */
    @Test
    void recipeTestRefusesAnSplWithoutTheUbootThatTheRecipeStarts() throws IOException {
        Path images = Files.createDirectory(folder.resolve("some"));
        ByteBuffer spl = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        spl.put(4, "eGON.BT0".getBytes(StandardCharsets.UTF_8)).putInt(EgonSpl.LENGTH, 4096);
        spl.putInt(EgonSpl.CHECKSUM, EgonSpl.sum(spl, 4096));
        Path image = Files.write(images.resolve("u-boot-sunxi-with-spl.bin"), spl.array());

        CommandRun run = CommandRun.of(
                "recipe", "test", "allwinner-fel-uboot", "--images", images.toString(), "--config", config);

        assertThat(run.code()).isEqualTo(ExitCode.INVALID);
        assertThat(run.out()).startsWith("WRONG uboot: ").contains("there is no U-Boot to start behind the SPL");
        assertThat(CommandRun.of("image", "info", image.toString()).code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void recipeTestWarnsOfTextWhereABinaryBelongs() throws IOException {
        Path images = Files.createDirectory(folder.resolve("some"));
        Files.writeString(images.resolve("a.bin"), "<html><title>404 Not Found</title></html>\n");
        Path recipe = Files.writeString(folder.resolve("mine.yaml"), """
                kind: recipe
                version: 1
                title: t
                serves: { mode: fel, chips: [h3] }
                serial: { pattern: "[0-9]+" }
                images: { a: { file: a.bin, format: raw } }
                steps:
                  - { fel.write: a, at: 0x42000000 }
                  - { fel.verify: a, at: 0x42000000 }
                """);

        CommandRun run =
                CommandRun.of("recipe", "test", recipe.toString(), "--images", images.toString(), "--config", config);

        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).startsWith("ok    a: ").contains("warning: this is a web page");
    }

    @Test
    void recipeTestRefusesAMissingImage() throws IOException {
        Path images = Files.createDirectory(folder.resolve("some"));

        CommandRun run = CommandRun.of(
                "--json", "recipe", "test", "allwinner-fel-uboot", "--images", images.toString(), "--config", config);

        assertThat(run.code()).isEqualTo(ExitCode.INVALID);
        assertThat(JobJson.parse(run.lines().get(0)).path("sound").asBoolean(true))
                .isFalse();
    }

    @Test
    void imageInfoSaysWhatAFileIs() throws IOException {
        Path image = folder.resolve("sparse.img");
        byte[] cut = new byte[40];
        System.arraycopy(new byte[] {0x3a, (byte) 0xff, 0x26, (byte) 0xed, 1, 0, 0, 0, 28, 0, 12, 0}, 0, cut, 0, 12);
        Files.write(image, cut);

        CommandRun run = CommandRun.of("--json", "image", "info", image.toString());

        assertThat(run.code()).isEqualTo(ExitCode.INVALID);
        JsonNode json = JobJson.parse(run.lines().get(0));
        assertThat(json.path("kind").asText()).isEqualTo("sparse");
        assertThat(json.path("sound").asBoolean(true)).isFalse();
        assertThat(json.path("bytes").asLong()).isEqualTo(40);
    }

    @Test
    void felTakesItsOwnOptionsAndNeedsNoBusForHelp() {
        assertThat(CommandRun.of("fel", "--help").out()).contains("write ADDRESS FILE");
        assertThat(CommandRun.of("fel", "--list-socs").out()).contains("1625: A13");

        CommandRun list = CommandRun.of("fel", "--config", config, "-v", "-p", "-l");
        assertThat(list.err()).contains("No Allwinner devices in FEL mode detected.");
        assertThat(list.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(CommandRun.of("fel", "--config", config, "-p", "write", "0x0")
                        .code())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(CommandRun.of("fel", "--config", config, "--nonsense").code())
                .isEqualTo(ExitCode.INVALID);
    }

    @Test
    void wordsThatMakeNoSenseAreWrongUsageOnAMachineWithoutUsbToo() throws IOException {
        String noUsb = Files.writeString(folder.resolve("usb.yaml"), """
                kind: station
                station: test-1
                line: Line T
                data: /dev/null/none
                bus: { type: libusb }
                """).toString();

        CommandRun fel = CommandRun.of("fel", "--config", noUsb, "frobnicate");
        assertThat(fel.err()).isEqualTo("Invalid command frobnicate" + System.lineSeparator());
        assertThat(fel.code()).isEqualTo(ExitCode.INVALID);
        CommandRun fastboot = CommandRun.of("fastboot", "--config", noUsb, "--port", "all", "frobnicate");
        assertThat(fastboot.err()).contains("unknown verb \"frobnicate\"").hasLineCount(1);
        assertThat(fastboot.code()).isEqualTo(ExitCode.INVALID);
    }

    @Test
    void fastbootChecksItsWordsBeforeItLooksForABoard() {
        assertThat(CommandRun.of("fastboot", "--config", config, "flash", "boot")
                        .code())
                .isEqualTo(ExitCode.INVALID);
        assertThat(CommandRun.of("fastboot", "--config", config, "getvar", "version")
                        .code())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void boardsHelpListsKeysAndFaults() {
        CommandRun help = CommandRun.of("boards", "--help");

        assertThat(help.code()).isEqualTo(ExitCode.OK);
        assertThat(help.out()).contains("soc=NAME").contains("stall").contains("--usbip");
    }

    @Test
    void boardsRefusesWhatItCannotMake() {
        assertThat(CommandRun.of("boards", "--usbip", "0", "toaster").code()).isEqualTo(ExitCode.INVALID);
        assertThat(CommandRun.of("boards", "--usbip", "0", "allwinner:flash=nothing-like-it")
                        .code())
                .isEqualTo(ExitCode.INVALID);
        assertThat(CommandRun.of("boards", "--usbip", "99999", "allwinner").code())
                .isEqualTo(ExitCode.INVALID);
    }

    private static String shippedRecipes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../config/recipes"))) {
            return files.sorted()
                    .map(file -> "\"" + file.getFileName().toString().replace(".yaml", "") + "\"")
                    .collect(Collectors.joining(" "));
        }
    }

    @Test
    void completionOffersWhatTheStationHas() throws IOException {
        CommandRun run = CommandRun.of("--config", config, "generate-completion");

        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("(" + shippedRecipes() + ") # --recipe values")
                .contains("(\"07\" \"virtual:2\") # --port values")
                .contains("P_pos_param_args=(\"07\" \"virtual:2\")");
    }

    @Test
    void completionOfAStationThatIsNotConfiguredOffersItsCommands() {
        String none = folder.resolve("none.yaml").toString();

        CommandRun run = CommandRun.of("--config", none, "generate-completion");

        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("ledger");
    }

    @Test
    void completionIsGenerated() {
        assertThat(CommandRun.of("generate-completion").out())
                .contains("complete -F")
                .contains("ledger")
                .contains("\"spiflash-info\"")
                .contains("\"reboot-bootloader\"");
    }
}
