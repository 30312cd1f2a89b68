package dev.gangway.scan.serial;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import dev.gangway.message.ScanRead;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scanner on a serial line. It may come and go; the line is opened again while it is away. It is opened, read and closed
 * on a worker thread of its own.
 */
public final class SerialScannerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SerialScannerVerticle.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final long REOPEN_MILLIS = 1000;
    private static final int LONGEST_READ = 4096;

    private final SerialDevice device;
    private final int baud;
    private final SerialDevice.Opener opener;
    private final ScanLines lines = new ScanLines();

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    @SuppressWarnings("NullAway.Init")
    private WorkerExecutor thread;

    private @Nullable SerialLine open;
    private boolean stopping;
    private boolean told;

    /**
     * A scanner.
     *
     * @param device for example {@code /dev/ttyACM0}
     * @param baud its speed; it sends 8 data bits and no parity
     * @param opener opens the line
     */
    public SerialScannerVerticle(String device, int baud, SerialDevice.Opener opener) {
        this.device = new SerialDevice(device);
        this.baud = baud;
        this.opener = opener;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        thread = vertx.createSharedWorkerExecutor("scan-" + device.path(), 1, 1, TimeUnit.MINUTES);
        open();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        Promise<Void> closed = Promise.promise();
        close().onComplete(done -> thread.close().onComplete(closed));
        return closed.future();
    }

    private void open() {
        thread.executeBlocking(this::openLine)
                .onSuccess(line -> {
                    if (stopping) { // its thread is gone
                        line.close();
                        return;
                    }
                    open = line;
                    told = false;
                    LOG.atInfo().addKeyValue("scanner", device.path()).log("scanner connected");
                    read(line, IDLE);
                })
                .onFailure(e -> {
                    if (!told) {
                        told = true;
                        LOG.atWarn()
                                .addKeyValue("scanner", device.path())
                                .log("the scanner can't be used: " + e.getMessage());
                    }
                    again();
                });
    }

    private SerialLine openLine() throws ChannelException {
        SerialLine line = opener.open(device);
        try {
            line.baud(baud);
            return line;
        } catch (ChannelException e) {
            line.close();
            throw e;
        }
    }

    /** Each read ends after a pause, so that what a scanner sent without an end is a scan then. */
    private void read(SerialLine line, Duration patience) {
        thread.executeBlocking(() -> {
                    ByteBuffer into = ByteBuffer.allocate(LONGEST_READ);
                    int length = line.read(into, patience);
                    return Arrays.copyOf(into.array(), length);
                })
                .onSuccess(bytes -> {
                    (bytes.length == 0 ? lines.pause() : lines.take(bytes)).forEach(this::scanned);
                    if (!stopping) {
                        read(line, bytes.length == 0 ? IDLE : PAUSE);
                    }
                })
                .onFailure(e -> disconnected());
    }

    private Future<?> close() {
        SerialLine line = open;
        open = null;
        if (line == null) {
            return Future.succeededFuture();
        }
        line.cancel();
        return thread.executeBlocking(() -> {
            line.close();
            return line;
        });
    }

    private void again() {
        if (!stopping) {
            vertx.setTimer(REOPEN_MILLIS, id -> open());
        }
    }

    private void scanned(String text) {
        bus.ask(Addresses.SCAN, new ScanRead("serial:" + device.path(), text, "-"), ScanRead.LONGEST_ANSWER)
                .onFailure(e -> LOG.atError()
                        .addKeyValue("scanner", device.path())
                        .setCause(e)
                        .log("a scan was not answered"));
    }

    private void disconnected() {
        if (stopping || open == null) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("scanner", device.path())
                .log("scanner unplugged; the line is opened again when it is back");
        close().onComplete(done -> again());
    }
}
