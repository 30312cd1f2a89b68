package dev.gangway.scan.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortDataListener;
import com.fazecast.jSerialComm.SerialPortEvent;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.ScanRead;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scanner on a serial line. It may come and go; the line is opened again while it is away. Native callbacks only hand
 * over bytes: the port is opened and closed on a worker thread of its own.
 */
public final class SerialScannerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SerialScannerVerticle.class);
    private static final long PAUSE_MILLIS = 200;
    private static final long REOPEN_MILLIS = 1000;

    private final String device;
    private final int baud;
    private final ScanLines lines = new ScanLines();

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    @SuppressWarnings("NullAway.Init")
    private WorkerExecutor thread;

    private @Nullable SerialPort open;
    private long pauseTimer = -1;
    private boolean stopping;
    private boolean told;

    /** A scanner at this device, for example {@code /dev/ttyACM0}, with 8 data bits and no parity at this speed. */
    public SerialScannerVerticle(String device, int baud) {
        this.device = device;
        this.baud = baud;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        thread = vertx.createSharedWorkerExecutor("scan-" + device, 1, 1, TimeUnit.MINUTES);
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
        thread.<SerialPort>executeBlocking(this::openPort)
                .onSuccess(port -> {
                    open = port;
                    told = false;
                    LOG.atInfo().addKeyValue("scanner", device).log("scanner connected");
                })
                .onFailure(e -> {
                    if (!told) {
                        told = true;
                        LOG.atWarn().addKeyValue("scanner", device).log(String.valueOf(e.getMessage()));
                    }
                    again();
                });
    }

    private SerialPort openPort() throws ScannerAway {
        SerialPort port;
        try {
            port = SerialPort.getCommPort(device);
        } catch (SerialPortInvalidPortException e) {
            throw new ScannerAway("there is no serial device " + device + ": plug the scanner in");
        }
        port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        if (!port.openPort(0)) {
            throw new ScannerAway("the scanner at " + device
                    + " can't be opened: plug it in, or allow this user to open it (group dialout)");
        }
        if (!port.addDataListener(new Listener())) {
            port.closePort();
            throw new ScannerAway("the scanner at " + device + " can't be listened to");
        }
        return port;
    }

    private Future<?> close() {
        SerialPort port = open;
        open = null;
        if (port == null) {
            return Future.succeededFuture();
        }
        return thread.executeBlocking(() -> {
            port.removeDataListener();
            return port.closePort();
        });
    }

    private void again() {
        if (!stopping) {
            vertx.setTimer(REOPEN_MILLIS, id -> open());
        }
    }

    private void received(byte[] bytes) {
        vertx.cancelTimer(pauseTimer);
        lines.take(bytes).forEach(this::scanned);
        pauseTimer = vertx.setTimer(PAUSE_MILLIS, id -> lines.pause().forEach(this::scanned));
    }

    private void scanned(String text) {
        bus.ask(Addresses.SCAN, new ScanRead("serial:" + device, text, "-"), ScanRead.LONGEST_ANSWER)
                .onFailure(e ->
                        LOG.atError().addKeyValue("scanner", device).setCause(e).log("a scan was not answered"));
    }

    private void disconnected() {
        if (stopping || open == null) {
            return;
        }
        LOG.atWarn().addKeyValue("scanner", device).log("scanner unplugged; the line is opened again when it is back");
        close().onComplete(done -> again());
    }

    /** The library repeats the disconnect event in a tight loop; only the first one counts. */
    private final class Listener implements SerialPortDataListener {
        private final AtomicBoolean gone = new AtomicBoolean();

        @Override
        public int getListeningEvents() {
            return SerialPort.LISTENING_EVENT_DATA_RECEIVED | SerialPort.LISTENING_EVENT_PORT_DISCONNECTED;
        }

        @Override
        public void serialEvent(SerialPortEvent event) {
            if (event.getEventType() == SerialPort.LISTENING_EVENT_PORT_DISCONNECTED) {
                if (gone.compareAndSet(false, true)) {
                    context.runOnContext(ignored -> disconnected());
                }
            } else {
                byte[] bytes = event.getReceivedData();
                context.runOnContext(ignored -> received(bytes));
            }
        }
    }

    private static final class ScannerAway extends Exception {
        private static final long serialVersionUID = 1L;

        ScannerAway(String message) {
            super(message);
        }
    }
}
