package dev.gangway.station;

import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.net.CallerBus;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spark.AirApplication;
import dev.gangway.virtual.spark.AirBoard;
import dev.gangway.virtual.spec.BoardSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/** A station that is the cloud of virtual Cores. */
final class SparkLine implements AutoCloseable {
    private static final String ID = "53ff6c06506754484055%04x";

    private final Path folder;
    private final CallerBus cloud;
    private final LineHarness line;
    private final PageStore pages = PageStore.temporary();
    private final byte[] firmware;
    private final byte[] data;

    /**
     * Starts it.
     *
     * @param cores so many slots, of Cores that need not be there
     * @param recipe its text below the images
     */
    SparkLine(Path folder, int cores, int bytes, String recipe) throws Exception {
        this.folder = folder;
        Path images = Files.createDirectories(folder.resolve("images"));
        firmware = AirApplication.image(bytes, 0, 2, 3);
        data = new byte[bytes];
        new SplittableRandom(4).nextBytes(data);
        Files.write(images.resolve("firmware.bin"), firmware);
        Files.write(images.resolve("data.bin"), data);
        Files.createDirectories(folder.resolve("devices"));
        StationConfig.Cloud config =
                new StationConfig.Cloud("127.0.0.1", 0, folder.resolve("server.pem"), folder.resolve("devices"));
        cloud = CallerBus.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                StationProtocols.reception(config, folder),
                List.of());
        Files.write(folder.resolve("server.der"), publicHalf(config.serverKey()));
        StationConfig.PortEntry[] slots = new StationConfig.PortEntry[cores];
        for (int i = 1; i <= cores; i++) {
            slots[i - 1] = new StationConfig.PortEntry(port(i), new Slot("C" + i), 0, 0, List.of());
        }
        line = LineSetup.in(folder)
                .ports(cores)
                .images(images)
                .recipes(recipe(recipe))
                .slots(slots)
                .and(cloud)
                .start();
    }

    private Recipe recipe(String text) throws Exception {
        Path file = folder.resolve("air.yaml");
        Files.writeString(file, """
                kind: recipe
                version: 1
                title: A Core over the air
                serves: { mode: cloud, chips: [spark-core] }
                serial: { pattern: "SC-[0-9]{5}" }
                images:
                  data: { file: data.bin, format: raw }
                  firmware: { file: firmware.bin, format: raw }
                """ + text);
        return new RecipeLoader(StationProtocols.language()).load(file).orThrow();
    }

    private static byte[] publicHalf(Path pem) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(Files.readString(pem).replaceAll("-----[^-]*-----", ""));
        RSAPrivateCrtKey key =
                (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
                .getEncoded();
    }

    static PortPath port(int core) {
        return PortPath.caller(String.format(ID, core));
    }

    byte[] firmware() {
        return firmware.clone();
    }

    byte[] data() {
        return data.clone();
    }

    LineHarness line() {
        return line;
    }

    /** Where its Cores connect to. */
    int listensOn() {
        return cloud.listensOn();
    }

    /** Switches a Core on and waits until it asks for its scan. */
    AirBoard plug(int core, String more) {
        return plug(core, cloud.listensOn(), more);
    }

    /** The same for one that connects to another port. */
    AirBoard plug(int core, int port, String more) {
        String spec = "spark-cloud:pace=none,seed=" + core + ",core-id=" + String.format(ID, core) + ",cloud=127.0.0.1:"
                + port + ",server=" + folder.resolve("server.der") + ",enrol=" + folder.resolve("devices")
                + (more.isEmpty() ? "" : "," + more);
        AirBoard board = (AirBoard) BoardSpec.parse(spec, core).plug(line.hub(), core, pages, told -> {});
        line.awaitState(port(core), PortState.AwaitingScan.class);
        return board;
    }

    /** Takes it away, and waits until its slot is empty. */
    void unplug(int core) {
        line.unplug(core);
        line.awaitState(port(core), PortState.Empty.class);
    }

    JobId begin(int core, String serial) {
        ScanOutcome scanned = line.scanFor("C" + core, serial);
        if (scanned instanceof ScanOutcome.Started started) {
            return started.job();
        }
        throw new AssertionError("the scan was answered with " + scanned);
    }

    JobSummary run(int core, String serial) {
        return line.ended(begin(core, serial)).summary();
    }

    @Override
    public void close() {
        line.close();
        cloud.close();
        pages.close();
    }
}
