package dev.gangway.station.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.fel.command.FelCommands;
import dev.gangway.shell.ExitCode;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bench verbs as a script calls them: through the shipped start script, to boards on a virtual hub. */
class BenchPerformerTest {
    /** SRAM: a board that has run no SPL has no DRAM. */
    private static final String MEMORY = "0x2000";

    private static final int BOARDS = 8;
    private static final int FASTBOOT = 9;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final VirtualHub hub = new VirtualHub(FASTBOOT);
    private final PageStore pages = PageStore.temporary();
    private final BlockPartitions partitions = new BlockPartitions(pages, Map.of("data", 16L << 20));

    @SuppressWarnings("NullAway.Init")
    private InstalledBench bench;

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private Path door;

    @BeforeEach
    void open() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        door = folder.resolve("door");
        bench = new InstalledBench(home, hub);
        bench.write(door, home);
        Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nwhile [ $1 != -jar ]; do shift; done; shift 2; echo \"alone: $*\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("station.yaml"), """
                kind: station
                station: test-1
                line: Line T
                bus: { type: virtual, ports: 9 }
                ports:
                  - { port: "virtual:2", slot: "07" }
                """);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        pages.close();
    }

    private void plug(int port, String faults) {
        String fault = faults.isEmpty() ? "" : ",fault=" + faults;
        BoardSpec.parse("allwinner:soc=a13" + fault, port).plug(hub, port, pages, line -> {});
        awaitBoard(port);
    }

    private void awaitBoard(int port) {
        await().until(() -> hub.survey().stream()
                .anyMatch(seen -> seen.port().text().equals("virtual:" + port) && seen.identity() != null));
    }

    /** What a call printed, byte by byte, and how it ended. */
    private record Ended(int code, byte[] out, String err) {
        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    /** A call that runs, and where its output goes. */
    private record Call(Process process, File out) {
        Ended end() throws Exception {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(
                    process.exitValue(), Files.readAllBytes(out.toPath()), Files.readString(Path.of(out + ".err")));
        }
    }

    private Call start(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/gangway").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("GANGWAY_BENCH", door.toString());
        builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
        File name = Files.createTempFile(folder, "call", "").toFile();
        builder.redirectOutput(name).redirectError(new File(name + ".err"));
        return new Call(builder.start(), name);
    }

    /** Bytes that repeat nowhere, in the caller's folder. */
    private byte[] image(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Files.write(folder.resolve(name), bytes);
        return bytes;
    }

    private Ended call(String... words) throws Exception {
        return start(words).end();
    }

    @Test
    void aBoardThatComesBackAsAnotherDuringACallIsFound() throws Exception {
        BoardSpec.parse("dfu:starts=application,block=0ms", 3).plug(hub, 3, pages, line -> {});
        awaitBoard(3);
        image("firmware.bin", 5_000);

        Ended ended =
                call("--config", "station.yaml", "dfu", "--port", "virtual:3", "-a", "firmware", "-D", "firmware.bin");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.text()).contains("Download: 5000 bytes");
    }

    @Test
    void aVerbIsDoneHereWithTheCallersFilesAndStreams() throws Exception {
        plug(2, "");
        byte[] bytes = image("image ü.bin", 8_001);

        Ended ended = call(
                "--config",
                "station.yaml",
                "fel",
                "--port",
                "07",
                "ver",
                "write",
                MEMORY,
                "image ü.bin",
                "dump",
                MEMORY,
                "8001");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        byte[] version = call("--config", "station.yaml", "fel", "ver").out();
        assertThat(ended.text()).startsWith("AWUSBFEX soc=00001625(A13)");
        assertThat(Arrays.copyOfRange(ended.out(), version.length, ended.out().length))
                .isEqualTo(bytes);
    }

    @Test
    void whatFailsIsToldAsByAProcessOfItsOwn() throws Exception {
        Ended none = call("fel", "--config", "station.yaml", "--port", "99", "ver");
        assertThat(none.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(none.err()).startsWith("gangway: ").contains("99");

        assertThat(call("fel", "--config", "station.yaml", "ver").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(call("fastboot", "--config=station.yaml", "flash", "boot").code())
                .isEqualTo(ExitCode.INVALID);

        plug(1, "");
        Ended missing = call("fel", "--config", "station.yaml", "write", "0", "no-such-file");
        assertThat(missing.code()).isEqualTo(ExitCode.INVALID);
        assertThat(missing.err()).contains("no-such-file");
    }

    @Test
    void fastbootIsDoneHereToo() throws Exception {
        hub.plug(
                FASTBOOT,
                new FastbootBoard("4711", Dialect.UBOOT_2026, 1 << 20, partitions, pages, GadgetFaults.none(), 0));
        awaitBoard(FASTBOOT);
        byte[] bytes = image("data.img", 3 << 20);

        Ended ended = call("fastboot", "--config", "station.yaml", "flash", "data", "data.img", "getvar", "serialno");

        assertThat(ended.err()).contains("OKAY").contains("serialno: 4711").contains("Finished");
        assertThat(ended.code()).isZero();
        ByteBuffer held = ByteBuffer.allocate(bytes.length);
        partitions.read("data", 0, held);
        assertThat(held.array()).isEqualTo(bytes);
    }

    @Test
    void theStartScriptKnowsNoOtherVerbs() throws Exception {
        Files.writeString(home.resolve("lib/bench-verbs"), "fel toy\n");

        Ended handed = call("fastboot", "--config", "station.yaml", "devices");
        assertThat(handed.text()).isEqualTo("alone: fastboot --config station.yaml devices\n");
        assertThat(handed.err()).as("nobody asked the bench").isEmpty();
        plug(1, "");
        assertThat(call("--config", "station.yaml", "fel", "ver").text()).startsWith("AWUSBFEX");
    }

    @Test
    void whatIsNotDoneHereTheCallerDoesItself() throws Exception {
        for (String words : List.of(
                "fel --config station.yaml spl -", // reads standard input
                "-v fel --config station.yaml ver", // its log would be ours
                "--prot 1 fel ver",
                "ledger show fel",
                "fel ver")) { // there is no configuration at that home
            Ended ended = call(words.split(" "));
            assertThat(ended.text()).isEqualTo("alone: " + words + "\n");
            assertThat(ended.err()).isEmpty();
            assertThat(ended.code()).isZero();
        }
    }

    @Test
    void withoutABenchTheCallerSaysSoAndDoesItItself() throws Exception {
        bench.end();
        assertThat(call("fel", "ver").err()).contains("has ended");
        Files.delete(door);
        Ended gone = call("fel", "ver");
        assertThat(gone.err()).contains("has ended, or is another user's");
        assertThat(gone.text()).isEqualTo("alone: fel ver\n");

        bench.write(door, folder.resolve("elsewhere"));
        assertThat(call("fel", "ver").err()).contains("is that of " + folder.resolve("elsewhere"));
    }

    @Test
    void manyCallersAtOnce() throws Exception {
        byte[] bytes = image("image", 8_000);
        List<Call> calls = new ArrayList<>();
        for (int port = 1; port <= BOARDS; port++) {
            plug(port, "");
        }
        for (int port = 1; port <= BOARDS; port++) {
            calls.add(start(
                    "fel",
                    "--config",
                    "station.yaml",
                    "--port",
                    "virtual:" + port,
                    "write",
                    MEMORY,
                    "image",
                    "read",
                    MEMORY,
                    "8000",
                    "back" + port));
        }
        for (Call call : calls) {
            assertThat(call.end().code()).isZero();
        }
        for (int port = 1; port <= BOARDS; port++) {
            assertThat(Files.readAllBytes(folder.resolve("back" + port))).isEqualTo(bytes);
        }
    }

    @Test
    void oneCallForManyBoards() throws Exception {
        plug(1, "");
        plug(2, "stall@100");
        plug(3, "");
        byte[] bytes = image("image", 8_000);

        Ended two = call(
                "fel",
                "--config",
                "station.yaml",
                "--port",
                "virtual:1",
                "--port=virtual:3",
                "--port",
                "virtual:3",
                "ver",
                "write",
                MEMORY,
                "image");
        assertThat(two.err()).isEmpty();
        assertThat(two.text().lines().map(line -> line.substring(0, 25)).sorted())
                .containsExactly("virtual:1: AWUSBFEX soc=0", "virtual:3: AWUSBFEX soc=0");
        assertThat(two.code()).isZero();
        call("fel", "--config", "station.yaml", "--port", "virtual:3", "read", MEMORY, "8000", "back");
        assertThat(Files.readAllBytes(folder.resolve("back"))).isEqualTo(bytes);

        Ended all = call("fel", "--config", "station.yaml", "--port", "all", "write", MEMORY, "image");
        assertThat(all.code()).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(all.err()).startsWith("virtual:2: ERROR: ").hasLineCount(1);

        Ended absent = call("fel", "--config", "station.yaml", "--port", "virtual:1", "--port", "99", "ver");
        assertThat(absent.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(absent.err()).startsWith("99: gangway: ");
        assertThat(absent.text()).startsWith("virtual:1: AWUSBFEX");
        assertThat(call("fastboot", "--config", "station.yaml", "--port", "all", "reboot")
                        .code())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void whatIsForOneBoardIsRefusedForMany() throws Exception {
        plug(1, "");
        plug(2, "");
        for (String words :
                List.of("read 0x2000 4 f", "dump 0x2000 4", "-p write 0x2000 f", "ver read 0x2000 4 f", "-d 1:2 ver")) {
            List<String> call = new ArrayList<>(List.of("fel", "--config", "station.yaml", "--port", "all"));
            call.addAll(List.of(words.split(" ")));
            Ended ended = call(call.toArray(new String[0]));
            assertThat(ended.code()).isEqualTo(ExitCode.INVALID);
            assertThat(ended.err()).startsWith("gangway: ");
            assertThat(ended.out()).isEmpty();
        }
    }

    @Test
    void aCallerThatIsKilledLeavesTheBoardFree() throws Exception {
        plug(1, "slow:300");
        Files.write(folder.resolve("image"), new byte[8_000]);
        Call call = start("fel", "--config", "station.yaml", "write", MEMORY, "image");
        await().until(() -> hub.moved(1) > 500);

        call.process().destroyForcibly();

        // The whole of it would take longer than this waits.
        await().until(() -> Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .noneMatch(frame -> frame.getClassName().equals(FelCommands.class.getName())));
        assertThat(hub.moved(1)).isLessThan(7_000);
        hub.unplug(1);
        plug(1, "");
        assertThat(call("fel", "--config", "station.yaml", "ver").code()).isZero();
    }

    @Test
    void aBenchThatEndsInMidCommandIsToldOf() throws Exception {
        plug(1, "slow:300");
        Files.write(folder.resolve("image"), new byte[8_000]);
        Call call = start("fel", "--config", "station.yaml", "write", MEMORY, "image");
        await().until(() -> hub.moved(1) > 500);

        bench.end();

        Ended ended = call.end();
        assertThat(ended.code()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(ended.err()).contains("ended in the middle of this command");
    }
}
