package dev.gangway.station.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.ledger.LedgerException;
import dev.gangway.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of every README run, as their reader would run them, and do what is said. */
class ReadmeRunTest {
    private static final String BUILD = "builds the tree or tests it, for minutes; CI does";
    private static final String BESIDE = "asks a station that runs; VirtualPlugTest runs it";
    private static final String MACHINE = "starts a virtual machine with a kernel, for minutes; CI does";

    /** What no test can run, and why. */
    private static final Map<String, String> NOT_RUN = Map.ofEntries(
            Map.entry("./mvnw -q -DskipTests package", BUILD),
            Map.entry("./mvnw verify", BUILD),
            Map.entry(lab("PlugToDetectedLabTest"), BUILD),
            Map.entry(lab("ScalingLabTest"), BUILD),
            Map.entry(lab("OwnShareLabTest"), BUILD),
            Map.entry(lab("AnswersPageTest"), BUILD),
            Map.entry(lab("ReferenceClientTest"), BUILD),
            Map.entry(lab("PartitionFormatTest"), BUILD),
            Map.entry(lab("FastbootBesideLabTest"), BUILD),
            Map.entry(
                    "./mvnw -pl station -am test -Dsurefire.failIfNoSpecifiedTests=false -Dgroups=lab"
                            + " -DexcludedGroups=usb-lab -Dtest='Emulat*LabTest,LabBoardsLabTest'",
                    BUILD),
            Map.entry("./mvnw test -Dgroups=long -DexcludedGroups=", BUILD),
            Map.entry("station/src/lab/fuzz.sh", "builds this tree, and fuzzes for two minutes; .ci/run does it"),
            Map.entry(".ci/run", "installs packages and runs the tests, this one among them"),
            Map.entry("RUNS=all station/src/lab/usb-lab.sh line", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh speed", MACHINE),
            Map.entry("SPEED_ROUNDS=7 station/src/lab/usb-lab.sh speed-usb", MACHINE),
            Map.entry("SPEED_ROUNDS=3 station/src/lab/usb-lab.sh speed-line", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh reference", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh dfu", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh spi", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh disk", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh rockchip", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh sdp", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh uf2", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh serial", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh picoboot", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh rpiboot", MACHINE),
            Map.entry("station/src/lab/usb-lab.sh mixed", MACHINE),
            Map.entry(lab("FatVolumeTest"), BUILD),
            Map.entry(lab("EsptoolJsLabTest"), BUILD),
            Map.entry(lab("SerialMixedLineTest"), BUILD),
            Map.entry(lab("SerialBesideLabTest"), BUILD),
            Map.entry(lab("SerialBesideLabTest") + " -Dgangway.beside.kib=1000", BUILD),
            Map.entry(lab("SparkLineTest"), BUILD),
            Map.entry(lab("SparkCloudLabTest"), BUILD),
            Map.entry(lab("LrzszLabTest"), BUILD),
            Map.entry(lab("BootVerifyQemuLabTest"), BUILD),
            Map.entry(lab("UbootCardLabTest"), BUILD),
            Map.entry(lab("UbootLoadyLabTest"), BUILD),
            Map.entry(lab("TftpClientsLabTest"), BUILD),
            Map.entry(lab("UbootQemuLabTest"), BUILD),
            Map.entry(lab("LinuxQemuLabTest"), BUILD),
            Map.entry(lab("BusyboxShellQemuLabTest"), BUILD),
            Map.entry(lab("SnmpOutletTest"), BUILD),
            Map.entry(lab("BundleQemuLabTest"), BUILD),
            Map.entry(lab("BundleBesideLabTest"), BUILD),
            Map.entry(lab("FlashLinksLabTest"), BUILD),
            Map.entry(lab("PeerImportLineTest"), BUILD),
            Map.entry(lab("KilledPoolsLabTest"), BUILD),
            Map.entry(lab("SkipLineTest,SkipMoreLineTest,SkipLieLineTest"), BUILD),
            Map.entry(lab("SkipSpeedLabTest"), BUILD),
            Map.entry(lab("ChpLineTest"), BUILD),
            Map.entry(lab("LateAnswersLabTest"), BUILD),
            Map.entry(lab("SentImageLabTest"), BUILD),
            Map.entry(lab("LargeFetchLabTest"), BUILD),
            Map.entry(lab("ChipNandBuildLabTest").replace("-DexcludedGroups=", "-DexcludedGroups=long"), BUILD),
            Map.entry(lab("HttpClientsLabTest"), BUILD),
            Map.entry(lab("BundleRegistryLabTest"), BUILD),
            Map.entry(lab("UbootSandboxLabTest,UbootUbifsLabTest"), BUILD),
            Map.entry(lab("NginxImagesLabTest"), BUILD),
            Map.entry(lab("SignedImagesLabTest"), BUILD),
            Map.entry(lab("PackageJudgesLabTest"), BUILD),
            Map.entry(lab("SealedLineTest"), BUILD),
            Map.entry(lab("CertificateLineTest"), BUILD),
            Map.entry(lab("UbootMixedLineTest"), BUILD),
            Map.entry(lab("TerminalLabTest"), BUILD),
            Map.entry("gangway ports plug 07 [BOARD]", BESIDE),
            Map.entry("gangway ports unplug 07", BESIDE),
            Map.entry("station/src/lab/usb-lab.sh [SUITE…]", MACHINE),
            Map.entry(
                    "JAVA_OPTS=-Xmx256m gangway demo --auto --once --ports 64 --image-size 512M",
                    "moves 35 GB; the same options run with less below"),
            Map.entry(
                    "gangway demo --auto --once --ports 16 --faults",
                    "waits for retries; FaultyDemoLabTest runs it by name"));

    private static String lab(String test) {
        return "./mvnw test -Dgroups=lab -DexcludedGroups= -Dtest=" + test + " -Dsurefire.failIfNoSpecifiedTests=false";
    }

    /** How a command is run. */
    private enum How {
        /** In this process. */
        HERE,
        /** By the start script, on boards. */
        ON_BOARDS,
        /** By the start script, in a Java of its own; one that goes on is interrupted as soon as it says what is awaited. */
        ALONE
    }

    /**
     * One command of a README.
     *
     * @param how where it runs
     * @param words what is run for it: its own words, with what a README leaves open filled in
     * @param input what its reader types
     * @param code how it ends
     * @param says a part of what it prints
     */
    private record Run(How how, String words, String input, int code, String says) {}

    private static final Map<String, Run> RUN = new LinkedHashMap<>();

    static {
        here("--help", "", ExitCode.OK, "Usage: gangway");
        here("check", "", ExitCode.OK, "No problem found.");
        here("doctor", "", ExitCode.OK, "configuration");
        here("demo --auto", " --once --ports 2", ExitCode.OK, "2 passed");
        here("demo --auto --once --board-speed 1000000 --ports 1", " --image-size 64k", ExitCode.OK, "1 passed");
        here("demo --auto --once --recipe MINE.yaml", " --ports 1 --image-size 64k", ExitCode.OK, "1 passed");
        here(
                "flash --recipe chip-pro --port 1-2.4 --serial CP-00141 --images new-image/",
                " --wait 0",
                ExitCode.NOT_FOUND,
                "no board came");
        here("ledger show CP-00141", "", ExitCode.OK, "PASSED");
        here("ledger list --verdict FAILED --from 2026-11-01", "", ExitCode.OK, "CP-00142");
        here("ledger verify", "", ExitCode.OK, "sound");
        here("ledger verify --head HASH", "", ExitCode.OK, "sound");
        here("ledger console CP-00141", "", ExitCode.NOT_FOUND, "no console said anything");
        here("ledger export --format csv --out jobs.csv", "", ExitCode.OK, "");
        here("ledger export --format jsonl", "", ExitCode.OK, "\"serial\":\"CP-00141\"");
        here("ledger restore", "", ExitCode.OK, "is missing at the end");
        here("outbox status", "", ExitCode.OK, "1 jobs to send");
        here("outbox resend --from N --to M", "", ExitCode.OK, "1 jobs will be sent again");
        here("outbox repair", "", ExitCode.OK, "On record by");
        here("pool list", "", ExitCode.OK, "4096");
        here("pool check", "", ExitCode.OK, "1 pools are well");
        here("pool show macs", "", ExitCode.OK, "value");
        here("pool import macs before.csv", "", ExitCode.OK, "values of 1 units");
        here("package key signer sign.pem", "", ExitCode.OK, "MCowBQYDK2VwAyEA");
        here("package make chip-pro --sign sign.pem --out chip-pro.gangway", "", ExitCode.OK, "not encrypted");
        here("package show chip-pro.gangway", "", ExitCode.OK, "images/");
        here("package verify chip-pro.gangway --signer sign.pem.pub", "", ExitCode.OK, "is whole");
        here("image info", " new-image/u-boot-dtb.bin", ExitCode.OK, "u-boot-dtb.bin");
        here("image convert", " --help", ExitCode.OK, "Usage: gangway image convert");
        here("image build", " chip-nand --help", ExitCode.OK, "Usage: gangway image build chip-nand");
        here("recipe import", " --help", ExitCode.OK, "Usage: gangway recipe import");
        here("images list", "", ExitCode.OK, "recipe  image");
        here("images fetch", "", ExitCode.OK, "No recipe fetches an image");
        here("images verify", "", ExitCode.OK, "");
        here("images rm", " --all", ExitCode.OK, "");
        RUN.put("gangway ports learn", new Run(How.HERE, "ports learn", "q\n", ExitCode.OK, "The port map is in"));
        here("ports show", "", ExitCode.OK, "07");
        here("ports set", " virtual:3 09", ExitCode.OK, "");
        here("ports remove", " 09", ExitCode.OK, "");
        here("ports move 1-2 1-4", "", ExitCode.OK, "1 slot of the hub on 1-2 now on 1-4");
        here("ports move", " 1-4 1-2", ExitCode.OK, "1 slot of the hub on 1-4 now on 1-2");
        here("power 07 cycle", "", ExitCode.OK, "virtual:2 is on");
        here("spark", " --help", ExitCode.OK, "Usage: gangway spark");
        // Here the station is nobody's cloud; EnrolmentTest enrols a Core.
        here("enrol --id 53ff6c065067544840551187", "", ExitCode.INVALID, "has no \"cloud\"");
        onBoards("fel", " --port virtual:1 --port 07 ver", "07: AWUSBFEX soc=00001625(A13)");
        onBoards("fel write", " 0x2000 image ver", "AWUSBFEX");
        onBoards("fastboot", " --port all getvar serialno", "4711");
        onBoards("fastboot flash", " data image", "Finished");
        onBoards("dfu", " --list", "1d50:607f");
        onBoards("dfu -D", " image -a 1 -s 0x80000", "Download: 8000 bytes to memory");
        onBoards("disk", " info", "Linux UMS disk 0");
        onBoards("disk write", " image", "8000 bytes written at byte 0");
        onBoards("rockchip", " ld", "Pid=0x330c");
        onBoards("rpiboot", " --list", "bcm2711");
        onBoards("sdp", " status", "imx6ul, secure boot open");
        onBoards("ymodem", " --port virtual:9 send --type d --says download image", "image: ");
        onBoards("esp", " --port virtual:10 chip-id", "Chip is ESP32-C3");
        onBoards("uboot", " --port virtual:11 env loadaddr", "loadaddr=0x40200000");
        alone("run", "", ExitCode.INTERRUPTED, "Ready: http://127.0.0.1:");
        alone("boards", " --usbip 0 allwinner:soc=h3", ExitCode.INTERRUPTED, "Exported: 127.0.0.1:");
        RUN.put(
                "gangway boards --fastboot 5554 fastboot",
                new Run(
                        How.ALONE,
                        "boards --fastboot 0 fastboot",
                        "",
                        ExitCode.INTERRUPTED,
                        "Fastboot: tcp:127.0.0.1:"));
        RUN.put(
                "gangway boards --pty /tmp/lines loopback",
                new Run(How.ALONE, "boards --pty lines loopback", "", ExitCode.INTERRUPTED, "lines/port-1"));
        RUN.put(
                "gangway boards --usbip 0 --consoles /tmp/consoles allwinner",
                new Run(
                        How.ALONE,
                        "boards --usbip 0 --consoles consoles allwinner",
                        "",
                        ExitCode.INTERRUPTED,
                        "consoles/console-1"));
        alone("bench", "", ExitCode.INTERRUPTED, "export GANGWAY_BENCH='");
        alone("bench ./script.sh", "", 7, "1625: A13");
        RUN.put(
                "gangway bench bash",
                new Run(How.ALONE, "bench bash", "gangway fel --list-socs\nexit 5\n", 5, "1625: A13"));
    }

    private static void here(String command, String more, int code, String says) {
        RUN.put("gangway " + command, new Run(How.HERE, command + more, "", code, says));
    }

    private static void onBoards(String command, String more, String says) {
        RUN.put("gangway " + command, new Run(How.ON_BOARDS, command + more, "", ExitCode.OK, says));
    }

    private static void alone(String command, String more, int code, String says) {
        RUN.put("gangway " + command, new Run(How.ALONE, command + more, "", code, says));
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    @AutoClose
    private static ReadmeStand stand;

    @BeforeAll
    static void open() throws IOException, LedgerException {
        stand = new ReadmeStand(folder);
        Path script = Files.writeString(folder.resolve("script.sh"), "#!/bin/sh\ngangway fel --list-socs\nexit 7\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    static Stream<String> commands() {
        return RUN.keySet().stream();
    }

    /** Who writes a command into a README says here what it does, or why no test can run it. */
    @Test
    void everyCommandOfAReadmeIsRunOrStandsWithItsReason() throws IOException {
        assertThat(Readme.commands())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(RUN.keySet().stream(), NOT_RUN.keySet().stream())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandDoesWhatIsSaid(String command) throws Exception {
        Run run = RUN.get(command);
        assertThat(run).isNotNull();
        prepare(command);
        List<String> words = Stream.of(run.words().split(" ", -1))
                .map(word -> switch (word) {
                    case "HASH" -> head();
                    case "N", "M" -> "2";
                    case "MINE.yaml" -> "mine.yaml";
                    case "1-2.4" -> "virtual:4";
                    default -> word;
                })
                .toList();

        CommandRun ended =
                switch (run.how()) {
                    case HERE -> stand.here(run.input(), words);
                    case ON_BOARDS -> stand.onBoards(words);
                    case ALONE -> stand.alone(run.input(), words, run.code() == ExitCode.INTERRUPTED ? run.says() : "");
                };

        assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(run.code());
        assertThat(ended.out() + ended.err()).contains(run.says());
        if (command.endsWith("jobs.csv")) {
            assertThat(stand.read("jobs.csv")).contains("CP-00141", "CP-00142").hasLineCount(3);
        }
    }

    /** What has happened before its reader comes to the command. */
    private static void prepare(String command) throws Exception {
        if (command.equals("gangway ledger restore")) {
            stand.putBackAnOlderLedger();
        } else if (command.equals("gangway ports move 1-2 1-4")) {
            assertThat(stand.here("", List.of("ports", "set", "1-2.4", "11")).code())
                    .isEqualTo(ExitCode.OK);
        } else if (command.equals("gangway run")) {
            // No station runs with the slot of a hub that is not there.
            assertThat(stand.here("", List.of("ports", "remove", "11")).code()).isEqualTo(ExitCode.OK);
        }
    }

    private static String head() {
        try {
            return stand.head();
        } catch (LedgerException e) {
            throw new AssertionError(e);
        }
    }
}
