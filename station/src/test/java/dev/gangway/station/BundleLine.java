package dev.gangway.station;

import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import dev.gangway.serve.BoardFiles;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.step.UbootProtocol;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What stations need whose virtual boards are flashed by the shipped recipe for flash bundles: images, a bundle, servers. */
final class BundleLine implements AutoCloseable {
    private final Path folder;
    private final PageStore pages = PageStore.temporary();
    private final BoardFiles server;
    private int units;

    /**
     * With the sample bundle in {@code images/bundle}.
     *
     * @param bytes of the sample image
     */
    BundleLine(Path folder, int bytes) throws IOException {
        this.folder = folder;
        BoardSpec spec = BoardSpec.parse("uboot-console", 1);
        spec.kind().writeImages(spec.options(), images(), bytes, 7);
        server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
    }

    /** The folder of images. */
    Path images() {
        return folder.resolve("images");
    }

    /** Changes a text among the images. */
    void change(String file, UnaryOperator<String> how) throws IOException {
        Path path = images().resolve(file);
        Files.writeString(path, how.apply(Files.readString(path)));
    }

    private static Recipe recipe(UnaryOperator<String> change) {
        return TestRecipes.shipped(
                "uboot-bundle",
                text -> change.apply(
                        text.replace("maxBackOff: 10s", "maxBackOff: 50ms").replace("within: 60s", "within: 6s")));
    }

    /** The recipe has one attempt. */
    static String once(String text) {
        return text.replace("attempts: 3", "attempts: 1");
    }

    /** A station with the recipe changed. */
    LineHarness start(UnaryOperator<String> change) throws StartFailure {
        return LineSetup.in(folder)
                .ports(2)
                .recipes(recipe(change))
                .images(images())
                .protocols(new Protocols(List.of(new UbootProtocol(
                        server,
                        (address, port) -> BoardFiles.open(address, port, 0),
                        new BundleSources(folder.resolve("cache/bundles"), Map.of())))))
                .start();
    }

    /** Plugs a board in, and waits until it can be scanned. */
    ConsoleBoard plug(LineHarness line, String more) {
        ConsoleBoard board = (ConsoleBoard)
                BoardSpec.parse("uboot-console:pace=none" + more, 1).plug(line.hub(), 1, pages, told -> {});
        line.awaitState(1, PortState.AwaitingScan.class);
        return board;
    }

    /** Scans the next unit, and waits for the end of its job. */
    JobSummary run(LineHarness line) {
        JobId job = ((ScanOutcome.Started) line.scanFor(1, String.format("UF-%05d", ++units))).job();
        return line.ended(job).summary();
    }

    @Override
    public void close() {
        server.close();
        pages.close();
    }
}
