package dev.gangway.virtual.gadget;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.StoredMemory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A board that comes up as a fastboot gadget at once, without a boot ROM before it. {@code continue}, {@code boot} and
 * {@code reboot-recovery} make it leave the bus for good; after the other reboots it comes back as a fastboot gadget, after
 * {@code reboot-fastboot} as the one of its user space.
 */
public final class FastbootBoard implements VirtualBoard {
    private static final Duration START_UP = Duration.ofMillis(50);
    private static final Duration REBOOT = Duration.ofMillis(500);

    private final String serial;
    private final Map<String, String> environment;
    private final Dialect dialect;
    private final long bufferSize;
    private final PartitionStore partitions;
    private final PageStore memoryStore;
    private final GadgetFaults faults;
    private final double timeScale;
    private final Speeds speeds;
    private @Nullable Running running;
    private volatile @Nullable ByteBuffer booted;

    /**
     * How fast its USB is.
     *
     * @param first from power-up on
     * @param later after its first reboot, as of one whose boot ROM knows USB 2 only
     */
    public record Speeds(UsbIdentity.Speed first, UsbIdentity.Speed later) {
        static final Speeds HIGH = new Speeds(UsbIdentity.Speed.HIGH, UsbIdentity.Speed.HIGH);
    }

    /** A board that has no name for its product. */
    public FastbootBoard(
            String serial,
            Dialect dialect,
            long bufferSize,
            PartitionStore partitions,
            PageStore memoryStore,
            GadgetFaults faults,
            double timeScale) {
        this(serial, Map.of(), dialect, bufferSize, partitions, memoryStore, faults, timeScale);
    }

    /** A board of high speed. */
    public FastbootBoard(
            String serial,
            Map<String, String> environment,
            Dialect dialect,
            long bufferSize,
            PartitionStore partitions,
            PageStore memoryStore,
            GadgetFaults faults,
            double timeScale) {
        this(serial, environment, dialect, bufferSize, partitions, memoryStore, faults, timeScale, Speeds.HIGH);
    }

    /**
     * A board.
     *
     * @param serial USB serial number, also {@code getvar:serialno}; empty = none
     * @param environment variables of its boot loader after power-up, of which {@code board} is what {@code getvar:product} answers
     *     and {@code partitions} what {@code oem format} makes
     * @param bufferSize largest download in bytes
     * @param memoryStore holds the download buffer's content outside the Java heap
     * @param timeScale factor on a real medium's durations; 0 = at once
     */
    public FastbootBoard(
            String serial,
            Map<String, String> environment,
            Dialect dialect,
            long bufferSize,
            PartitionStore partitions,
            PageStore memoryStore,
            GadgetFaults faults,
            double timeScale,
            Speeds speeds) {
        this.serial = serial;
        this.environment = Map.copyOf(environment);
        this.dialect = dialect;
        this.bufferSize = bufferSize;
        this.partitions = partitions;
        this.memoryStore = memoryStore;
        this.faults = faults;
        this.timeScale = timeScale;
        this.speeds = speeds;
    }

    @Override
    public void plugged(BoardPort port) {
        Running now = new Running(port);
        running = now;
        now.start(START_UP);
    }

    @Override
    public void unplugged() {
        running = null;
    }

    @Override
    public String describe() {
        return "fastboot " + dialect;
    }

    /** Its medium, to look at what is in it. Only under the board's lock or when nothing moves. */
    public PartitionStore partitions() {
        return partitions;
    }

    /** What the host had it start from memory; empty when it did not. */
    public Optional<ByteBuffer> booted() {
        return Optional.ofNullable(booted);
    }

    /** Whether the host has let the board go on with {@code continue}. */
    public boolean hasContinued() {
        Running now = running;
        return now != null && now.continued;
    }

    /** The board between plug and unplug. */
    private final class Running implements GadgetHost {
        private final BoardPort port;
        private final SystemMemory memory;
        private final Map<String, String> variables = new HashMap<>();
        private boolean continued;
        private boolean userspace;
        private boolean rebooted;

        Running(BoardPort port) {
            this.port = port;
            variables.putAll(environment);
            this.memory = new StoredMemory(FastbootGadget.SUNXI_BUFFER, bufferSize, memoryStore);
        }

        void start(Duration delay) {
            FastbootGadget gadget = new FastbootGadget(
                    serial, dialect, FastbootGadget.SUNXI_BUFFER, bufferSize, partitions, this, faults);
            port.after(delay, () -> port.enumerate(gadget));
        }

        @Override
        public SystemMemory memory() {
            return memory;
        }

        @Override
        public String variable(String name) {
            return variables.getOrDefault(name, "");
        }

        @Override
        public void setVariable(String name, String value) {
            variables.put(name, value);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            port.after(Duration.ofNanos((long) (delay.toNanos() * timeScale)), task);
        }

        @Override
        public void afterExactly(Duration delay, Runnable task) {
            port.after(delay, task);
        }

        @Override
        public void wake() {
            port.wake();
        }

        /** This loader has no commands. */
        @Override
        public void run(String command, IntConsumer done) {
            done.accept(1);
        }

        @Override
        public void leave(Exit how) {
            // First, so that who sees the board gone finds the mark too.
            continued = how == Exit.CONTINUE;
            booted = how == Exit.BOOT ? downloaded() : null;
            userspace = how == Exit.REBOOT_FASTBOOT;
            port.detach();
            if (how == Exit.REBOOT || how == Exit.REBOOT_BOOTLOADER || userspace) {
                rebooted = true;
                start(REBOOT);
            }
        }

        private ByteBuffer downloaded() {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.parseInt(variable("filesize"), 16));
            try {
                memory.read(FastbootGadget.SUNXI_BUFFER, bytes);
            } catch (BusAbort e) {
                throw new IllegalStateException("the download buffer lies outside the board's memory", e);
            }
            return bytes.flip();
        }

        @Override
        public UsbIdentity.Speed speed() {
            return rebooted ? speeds.later() : speeds.first();
        }

        @Override
        public boolean isUserspace() {
            return userspace;
        }

        @Override
        public void log(String line) {}
    }
}
