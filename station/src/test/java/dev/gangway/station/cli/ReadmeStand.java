package dev.gangway.station.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.RecipeLoader;
import dev.gangway.export.Outbox;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.SampleJobs;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.model.Verdict;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.cli.bench.InstalledBench;
import dev.gangway.station.demo.DemoBoards;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import io.vertx.core.Future;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An installed station as the README's reader has it: the shipped configuration on a virtual hub, images, a ledger with jobs, a
 * bench with boards. Its folder is the one that the reader stands in.
 */
final class ReadmeStand implements AutoCloseable {
    /** Nothing that is run here takes longer, on a busy machine too. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int DFU = 3;
    private static final int SDP = 6;
    private static final int ROCKCHIP = 7;
    private static final int RASPBERRY = 8;
    private static final int YMODEM = 9;
    private static final int ESP = 10;
    private static final int UBOOT = 11;
    private static final int FASTBOOT = 4;
    private static final int DISK = 5;
    private static final long CONTENT = 64 << 10;

    private final Path home;
    private final VirtualHub hub = new VirtualHub(UBOOT);
    private final PageStore pages = PageStore.temporary();
    private final InstalledBench bench;
    private int calls;

    ReadmeStand(Path home) throws IOException, LedgerException {
        this.home = home;
        bench = new InstalledBench(home, hub);
        bench.write(home.resolve("door"), home);
        copyConfiguration();
        BoardSpec wanted = DemoBoards.wantedBy(
                new RecipeLoader(StationProtocols.language())
                        .load(home.resolve("config/recipes/chip-pro.yaml"))
                        .orThrow(),
                CONTENT);
        for (String folder : List.of("images/chip-pro", "new-image")) {
            assertThat(wanted.kind().writeImages(wanted.options(), home.resolve(folder), CONTENT, 1))
                    .isTrue();
        }
        Files.copy(home.resolve("config/recipes/chip-pro.yaml"), home.resolve("mine.yaml"));
        byte[] image = new byte[8_000];
        new Random(1).nextBytes(image);
        Files.write(home.resolve("image"), image);
        Files.writeString(home.resolve("before.csv"), "CP-00141,02:00:5e:10:00:00\n");
        try (H2Ledger ledger = openLedger()) {
            keep(ledger, SampleJobs.opened(1, "CP-00141"));
            keep(ledger, SampleJobs.closed(1, "CP-00141", Verdict.PASSED));
            keep(ledger, SampleJobs.opened(2, "CP-00142"));
            keep(ledger, SampleJobs.closed(2, "CP-00142", Verdict.FAILED));
            Outbox.Batch sent = done(ledger.next(1));
            done(ledger.acknowledge(sent, 1));
        }
        plugBoards();
        installJava();
    }

    private void copyConfiguration() throws IOException {
        Path shipped = Readme.ROOT.resolve("config");
        Path recipes = Files.createDirectories(home.resolve("config/recipes"));
        try (Stream<Path> files = Files.list(shipped.resolve("recipes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, recipes.resolve(file.getFileName()));
            }
        }
        String text = Files.readString(shipped.resolve("station.yaml"));
        for (Map.Entry<String, String> change : Map.of(
                        "bus: { type: libusb }", "bus: { type: virtual, ports: 4 }",
                        "port: 8080", "port: 0",
                        "# pools:\n#   macs:", "pools:\n  macs:",
                        "use: [chip-pro, allwinner-fel-uboot]", "use: [chip-pro]",
                        "ports: []", "ports: [{ port: \"virtual:2\", slot: \"07\" }]")
                .entrySet()) {
            assertThat(text).contains(change.getKey());
            text = text.replace(change.getKey(), change.getValue());
        }
        Files.writeString(home.resolve("config/station.yaml"), text);
    }

    private void plugBoards() {
        for (int port = 1; port < DFU; port++) {
            BoardSpec.parse("allwinner:soc=a13", port).plug(hub, port, pages, line -> {});
        }
        BoardSpec.parse("spark-core").plug(hub, DFU, pages, line -> {});
        BoardSpec.parse("disk").plug(hub, DISK, pages, line -> {});
        BoardSpec.parse("sdp:soc=imx6ul").plug(hub, SDP, pages, line -> {});
        BoardSpec.parse("rockchip:soc=rk3399").plug(hub, ROCKCHIP, pages, line -> {});
        BoardSpec.parse("rpiboot:soc=bcm2711").plug(hub, RASPBERRY, pages, line -> {});
        BoardSpec.parse("ymodem").plug(hub, YMODEM, pages, line -> {});
        BoardSpec.parse("esp:chip=esp32c3").plug(hub, ESP, pages, line -> {});
        BoardSpec.parse("uboot-console:pace=none").plug(hub, UBOOT, pages, line -> {});
        hub.plug(
                FASTBOOT,
                new FastbootBoard(
                        "4711",
                        Dialect.UBOOT_2026,
                        1 << 20,
                        new BlockPartitions(pages, Map.of("data", 1L << 20)),
                        pages,
                        GadgetFaults.none(),
                        0));
        await().atMost(PATIENCE)
                .until(() -> hub.survey().stream()
                                .filter(seen -> seen.identity() != null)
                                .count()
                        == UBOOT);
    }

    /** A Java that finds the program's classes where the tests have theirs. */
    private void installJava() throws IOException {
        Path java = Files.createDirectories(home.resolve("java/bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/bash
                words=()
                while [ "$1" != -jar ]; do words+=("$1"); shift; done
                shift 2
                exec '%s' "${words[@]}" -XX:TieredStopAtLevel=1 -cp '%s' %s "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"), classPath(), Main.class.getName()));
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    /** Absolute: the reader stands elsewhere. */
    private static String classPath() {
        return String.join(
                File.pathSeparator,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(part -> Path.of(part).toAbsolutePath().toString())
                        .toList());
    }

    private H2Ledger openLedger() throws LedgerException {
        return H2Ledger.open(home.resolve("data"), Clock.systemUTC());
    }

    private static void keep(H2Ledger ledger, LedgerAppend record) {
        assertThat(done(ledger.append(record)).reply()).isInstanceOf(LedgerReply.Recorded.class);
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    /** The newest record's hash, which the reader has kept elsewhere. */
    String head() throws LedgerException {
        try (H2Ledger ledger = openLedger()) {
            return ledger.head().hash();
        }
    }

    /** Puts back a copy of the ledger that is one record older. */
    void putBackAnOlderLedger() throws IOException, LedgerException {
        Path database = home.resolve("data/ledger.mv.db");
        byte[] older = Files.readAllBytes(database);
        try (H2Ledger ledger = openLedger()) {
            keep(ledger, new LedgerAppend.Note("release", "anna", Instant.EPOCH, Map.of()));
        }
        Files.write(database, older);
    }

    /** Runs a command in this process; a file that it names is the reader's. */
    CommandRun here(String input, List<String> words) throws Exception {
        String[] all = words.stream()
                .map(word ->
                        word.matches("(jobs|before)\\.csv|new-image/.*|mine\\.yaml|sign\\.pem(\\.pub)?|.*\\.gangway")
                                ? home.resolve(word).toString()
                                : word)
                .toArray(String[]::new);
        return atHome(() -> CommandRun.with(input, all));
    }

    /** Runs a bench verb through the start script, on the boards of this stand. */
    CommandRun onBoards(List<String> words) throws Exception {
        return atHome(() -> script(words, "", "", home.resolve("door").toString()));
    }

    /** As the start script tells the program where it is installed. */
    private CommandRun atHome(Callable<CommandRun> run) throws Exception {
        assertThat(System.getProperty("gangway.home")).isNull();
        System.setProperty("gangway.home", home.toString());
        try {
            return run.call();
        } finally {
            System.clearProperty("gangway.home");
        }
    }

    /**
     * Runs a command through the start script, in a Java of its own.
     *
     * @param until what it prints when its reader presses Ctrl-C; empty when it ends by itself
     */
    CommandRun alone(String input, List<String> words, String until) throws IOException, InterruptedException {
        return script(words, input, until, "");
    }

    private CommandRun script(List<String> words, String input, String until, String door)
            throws IOException, InterruptedException {
        calls++;
        Path out = home.resolve("out" + calls);
        Path err = home.resolve("err" + calls);
        Path in = Files.writeString(home.resolve("in" + calls), input);
        // Whoever runs the tests in the background ignores Ctrl-C; who reads a README does not.
        List<String> command = Stream.concat(
                        Stream.of(
                                "env",
                                "--default-signal=INT",
                                home.resolve("bin/gangway").toString()),
                        words.stream())
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("GANGWAY_BENCH", door);
        builder.environment().put("JAVA_HOME", home.resolve("java").toString());
        builder.environment().merge("PATH", home.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        try {
            if (!until.isEmpty()) {
                await().atMost(PATIENCE)
                        .until(() -> !process.isAlive() || Files.readString(out).contains(until));
                new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                        .start()
                        .waitFor();
            }
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    /** What is read from a file that a command made. */
    String read(String file) throws IOException {
        return Files.readString(home.resolve(file));
    }

    @Override
    public void close() throws IOException {
        bench.close();
        pages.close();
    }
}
