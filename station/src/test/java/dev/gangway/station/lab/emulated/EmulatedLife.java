package dev.gangway.station.lab.emulated;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.allwinner.FelTarget;
import dev.gangway.virtual.allwinner.RomWire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An emulated board from plug to unplug. One worker is the boot ROM: it alone speaks with the emulator, serves FEL, and is
 * away while code runs. When the emulator fails, the board leaves the bus. {@link #start} and {@link #end} may come from any
 * thread.
 */
final class EmulatedLife implements FelTarget {
    private static final Logger LOG = LoggerFactory.getLogger(EmulatedLife.class);

    private final AllwinnerSoc soc;
    private final BoardPort port;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "emulated-board");
        thread.setDaemon(true);
        return thread;
    });
    private volatile String trouble = "";
    private volatile boolean codeRuns;

    // Mutable state, under this object's monitor.
    private @Nullable QemuH3 machine;
    private boolean over;

    // The worker's own.
    private @Nullable EmulatedCore core;
    private @Nullable RomWire wire;
    private @Nullable FifoFunction fifos;

    EmulatedLife(AllwinnerSoc soc, BoardPort port) {
        this.soc = soc;
        this.port = port;
    }

    /** Power: the emulator is started, and then FEL appears on the bus. */
    void start(String sid, Path console, Duration patience) {
        work(() -> {
            QemuH3 started = QemuH3.start(sid, console, patience);
            if (!keep(started)) {
                return;
            }
            started.onEnd(this::lost);
            core = new EmulatedCore(soc, started.gdb());
            RomWire fel = RomWire.of(soc, this);
            FifoFunction function = new FifoFunction(fel, task -> work(task::run), port::wake);
            wire = fel;
            fifos = function;
            port.after(Duration.ZERO, () -> port.enumerate(function));
        });
    }

    private synchronized boolean keep(QemuH3 started) {
        if (over) {
            started.close();
            return false;
        }
        machine = started;
        return true;
    }

    /** No power: the emulator dies. */
    void end() {
        synchronized (this) {
            over = true;
            if (machine != null) {
                machine.close();
            }
        }
        worker.shutdownNow();
    }

    Optional<String> trouble() {
        return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
    }

    boolean codeRuns() {
        return codeRuns;
    }

    synchronized Optional<ProcessHandle> process() {
        return machine == null ? Optional.empty() : Optional.of(machine.process());
    }

    /** Something that the worker does. */
    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    private void work(Task task) {
        try {
            worker.execute(() -> {
                try {
                    task.run();
                } catch (IOException | UncheckedIOException e) {
                    lost(String.valueOf(e.getMessage()));
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the emulated board was pulled, a task is dropped");
        }
    }

    /** The emulator is dead or does not answer: a board whose processor is gone leaves the bus. */
    private void lost(String why) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (machine != null) {
                machine.close();
            }
        }
        trouble = why;
        LOG.atWarn().addKeyValue("reason", why).log("the emulated board is lost");
        port.after(Duration.ZERO, port::detach);
    }

    private EmulatedCore core() {
        EmulatedCore now = core;
        if (now == null) {
            throw new IllegalStateException("FEL is served before the emulator has started");
        }
        return now;
    }

    @Override
    public void read(long address, ByteBuffer into) throws BusAbort {
        try {
            core().read(address, into);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public void write(long address, ByteBuffer from) throws BusAbort {
        try {
            core().write(address, from);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public void run(long entry) {
        FifoFunction function = fifos;
        if (function != null) {
            function.whenSent(() -> work(() -> call(entry)));
        }
    }

    private void call(long entry) throws IOException {
        if (entry >= EmulatedCore.DRAM) {
            // A boot loader, which takes the USB controller away from the boot ROM.
            port.after(Duration.ZERO, port::detach);
        }
        codeRuns = true;
        Optional<String> crash = core().call(entry);
        codeRuns = false;
        FifoFunction function = fifos;
        RomWire fel = wire;
        if (crash.isPresent()) {
            hang(crash.get());
        } else if (fel != null && function != null) {
            fel.resume();
            function.retry();
        }
    }

    @Override
    public void hang(String why) {
        trouble = why;
        LOG.atInfo().addKeyValue("reason", why).log("the emulated board hangs");
        RomWire fel = wire;
        if (fel != null) {
            fel.hang();
        }
    }
}
