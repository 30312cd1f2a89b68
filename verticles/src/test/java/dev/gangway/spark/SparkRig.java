package dev.gangway.spark;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Sighting;
import dev.gangway.model.FailureException;
import dev.gangway.model.PemText;
import dev.gangway.model.PortPath;
import dev.gangway.net.CallerBus;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spark.AirBoard;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A cloud on this machine and virtual Cores that connect to it. */
public final class SparkRig implements AutoCloseable {
    private final Path folder;
    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(8);
    private final CallerBus bus;
    private final Semaphore changes = new Semaphore(0);
    private long lastKey;

    /** A cloud that keeps its keys in this folder. */
    public SparkRig(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("enrolled"));
        Path key = folder.resolve("server.pem");
        Files.writeString(
                key,
                PemText.of(
                        SparkVectors.key(SparkVectors.SERVER_P, SparkVectors.SERVER_Q)
                                .getEncoded(),
                        "PRIVATE KEY"));
        ServerKey server = ServerKey.in(key);
        Files.write(folder.resolve("server.der"), server.publicHalf());
        bus = CallerBus.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new CoreReception(
                        server,
                        new EnrolledKeys(folder.resolve("enrolled"), folder.resolve("refused")),
                        new SecureRandom(),
                        () -> Instant.EPOCH),
                List.of());
        bus.onChange(changes::release);
    }

    /** Where Cores connect. */
    public CallerBus bus() {
        return bus;
    }

    Path folder() {
        return folder;
    }

    /** Switches an enrolled Core on. */
    public AirBoard plug(int port, String more) {
        return plug(port, more, "enrol=" + folder.resolve("enrolled") + ",");
    }

    /** Switches a Core on. */
    AirBoard plug(int port, String more, String enrol) {
        String spec = "spark-cloud:" + enrol + "pace=none,cloud=127.0.0.1:" + bus.listensOn() + ",server="
                + folder.resolve("server.der") + (more.isEmpty() ? "" : "," + more);
        return (AirBoard) BoardSpec.parse(spec, port).plug(hub, port, pages, line -> {});
    }

    public void unplug(int port) {
        hub.unplug(port);
    }

    /** Waits until a Core is connected by a connection that was not met here before. */
    Sighting arrival(AirBoard board) throws InterruptedException {
        while (true) {
            Optional<Sighting> seen = seen(board);
            if (seen.isPresent() && seen.get().deviceKey() > lastKey) {
                lastKey = seen.get().deviceKey();
                return seen.get();
            }
            if (!changes.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the Core did not connect");
            }
        }
    }

    /** Waits until it is not there. */
    void departure(AirBoard board) throws InterruptedException {
        while (seen(board).isPresent()) {
            if (!changes.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the Core did not leave");
            }
        }
    }

    private Optional<Sighting> seen(AirBoard board) {
        PortPath port = new CoreId(board.id()).port();
        return bus.survey().stream().filter(one -> one.port().equals(port)).findFirst();
    }

    ByteStream open(Sighting seen) throws ChannelException {
        return bus.open(seen.port(), seen.deviceKey(), ByteStream.class);
    }

    /** Waits for a Core and speaks to it. */
    CoreDevice device(AirBoard board) throws InterruptedException, ChannelException, FailureException {
        return CoreDevice.open(open(arrival(board)), 0x1000);
    }

    @Override
    public void close() {
        hub.close();
        bus.close();
        pages.close();
    }
}
