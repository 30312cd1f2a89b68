package dev.gangway.virtual.gadget;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.UsbFunction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The device side of fastboot over USB: one transfer is one command, answers are packets, a download goes straight into
 * the board's memory (fastboot.md 2). What the commands mean is {@link GadgetCommands}' business.
 */
public final class FastbootGadget implements UsbFunction {
    /** Where every sunxi U-Boot keeps downloads (CONFIG_FASTBOOT_BUF_ADDR). */
    public static final long SUNXI_BUFFER = 0x42000000L;

    /** How much every sunxi U-Boot takes at once (CONFIG_FASTBOOT_BUF_SIZE). */
    public static final long SUNXI_BUFFER_SIZE = 0x02000000L;

    private static final int OUT = 0x01;
    private static final int IN = 0x81;
    private static final int SLOW_PIECE = 1 << 16;

    /** From the host's having the last answer to the device's being gone. */
    private static final Duration LEAVING = Duration.ofMillis(20);

    /** A real device does not wait for ever for a host that fetches nothing. */
    private static final Duration UNFETCHED = Duration.ofSeconds(2);

    private final UsbIdentity identity;
    private final GadgetHost host;
    private final GadgetCommands commands;
    private final long buffer;
    private final GadgetFaults faults;
    private final Deque<byte[]> answers = new ArrayDeque<>();
    private final Answers answersToHost;
    private @Nullable Offer offer;
    private long downloaded;
    private long expected;
    private boolean busy;

    /** The command that runs was given before a bus reset: who comes then gets no answer to it. */
    private boolean forgotten;

    private boolean silent;
    private boolean pausing;
    private GadgetHost.@Nullable Exit exit;

    /**
     * A gadget.
     *
     * @param serial USB serial number, also {@code getvar:serialno}; empty = none
     * @param buffer address of the download buffer
     * @param bufferSize its size in bytes
     */
    public FastbootGadget(
            String serial,
            Dialect dialect,
            long buffer,
            long bufferSize,
            PartitionStore store,
            GadgetHost host,
            GadgetFaults faults) {
        this.identity = describe(serial, host.speed());
        this.host = host;
        this.buffer = buffer;
        this.faults = faults;
        this.answersToHost = new Answers(dialect);
        this.commands = new GadgetCommands(serial, dialect, buffer, bufferSize, store, host, faults, answersToHost);
    }

    private static UsbIdentity describe(String serial, UsbIdentity.Speed speed) {
        boolean fast = speed == UsbIdentity.Speed.SUPER;
        int packet = fast ? 1024 : 512; // the only sizes that USB 3.2, 9.6.6, and USB 2.0, 5.8.3, allow
        List<UsbIdentity.Endpoint> endpoints = List.of(
                new UsbIdentity.Endpoint(IN, UsbIdentity.Endpoint.BULK, packet),
                new UsbIdentity.Endpoint(OUT, UsbIdentity.Endpoint.BULK, packet));
        return new UsbIdentity(
                0x1F3A,
                0x1010,
                fast ? 0x0320 : 0x0200,
                0x0100,
                speed,
                List.of(new UsbIdentity.Interface(0, 0, 0xFF, 0x42, 0x03, endpoints, "Android Fastboot")),
                "Allwinner Technology",
                "USB download gadget",
                serial.isEmpty() ? null : serial);
    }

    /** What the commands do to the transport. */
    final class Answers {
        private final Dialect dialect;

        Answers(Dialect dialect) {
            this.dialect = dialect;
        }

        void info(String text) {
            queue("INFO" + text);
        }

        void okay(String text) {
            finish("OKAY" + text);
        }

        void fail(String text) {
            host.log("fastboot: FAIL " + text);
            finish("FAIL" + text);
        }

        /** Announces a data phase. */
        void data(long length) {
            expected = length;
            downloaded = 0;
            finish(String.format("DATA%08x", length));
        }

        /** Announces a data phase to the host, and then has done. */
        void upload(long length, Content content) {
            offer = new Offer(length, content);
            queue(String.format("DATA%08x", length));
        }

        /** Answers OKAY; once the host has fetched that, or has let it lie for long, the boot loader takes over. */
        void leave(GadgetHost.Exit how) {
            exit = how;
            okay("");
            silent = true;
            host.afterExactly(UNFETCHED, FastbootGadget.this::go);
        }

        /** No answer, ever. */
        void fallSilent() {
            host.log("fastboot: silent by injected fault");
            silent = true;
            busy = true;
        }

        private void finish(String text) {
            queue(text);
            busy = false;
            forgotten = false;
        }

        private void queue(String text) {
            if (forgotten) {
                host.wake();
                return;
            }
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            answers.add(bytes.length > dialect.answerLimit() ? Arrays.copyOf(bytes, dialect.answerLimit()) : bytes);
            host.wake();
        }
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        if (endpoint != OUT) {
            return STALL;
        }
        if (busy || silent || pausing) {
            return NAK;
        }
        return expected > 0 ? download(data) : command(data);
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        if (endpoint != IN) {
            return STALL;
        }
        byte[] answer = answers.peek();
        if (answer == null) {
            Offer running = offer;
            return running == null ? NAK : upload(running, into);
        }
        int length = Math.min(answer.length, into.remaining());
        into.put(answer, 0, length);
        answers.remove();
        if (exit != null && answers.isEmpty()) {
            // In real time: the transfer has to reach the host before the device leaves, however fast the medium is.
            host.afterExactly(LEAVING, this::go);
        }
        return length;
    }

    /** A host that configures the device anew finds it waiting for a command (U-Boot's fastboot_set_alt), once it is through with its last. */
    @Override
    public void busReset() {
        forgotten = busy && offer == null;
        busy = forgotten;
        answers.clear();
        offer = null;
        expected = 0;
        downloaded = 0;
    }

    private void go() {
        GadgetHost.Exit how = exit;
        if (how != null) {
            exit = null;
            host.leave(how);
        }
    }

    /** Delivers what a host fetches. */
    @FunctionalInterface
    interface Content {
        void read(long at, ByteBuffer into) throws StoreException;
    }

    /** What the host still has to fetch. */
    private static final class Offer {
        private final long length;
        private final Content content;
        private long at;

        Offer(long length, Content content) {
            this.length = length;
            this.content = content;
        }
    }

    private int upload(Offer running, ByteBuffer into) {
        int size = (int) Math.min(into.remaining(), running.length - running.at);
        ByteBuffer part = into.slice(into.position(), size);
        try {
            running.content.read(running.at, part);
        } catch (StoreException e) {
            return STALL;
        }
        into.position(into.position() + size);
        running.at += size;
        if (running.at == running.length) {
            offer = null;
            answersToHost.okay("");
        }
        return size;
    }

    private int command(ByteBuffer data) {
        int length = data.remaining();
        byte[] text = new byte[length];
        data.get(text);
        busy = true;
        commands.run(new String(text, StandardCharsets.US_ASCII));
        return length;
    }

    private int download(ByteBuffer data) {
        if (!data.hasRemaining()) {
            expected = 0;
            commands.downloadBroken();
            return 0;
        }
        int length = (int) Math.min(data.remaining(), expected - downloaded);
        if (faults.bytesPerSecond() > 0) {
            length = Math.min(length, SLOW_PIECE);
            pausing = true;
            host.afterExactly(Duration.ofNanos(length * 1_000_000_000L / faults.bytesPerSecond()), () -> {
                pausing = false;
                host.wake();
            });
        }
        ByteBuffer piece = data.slice(data.position(), length);
        try {
            host.memory().write(buffer + downloaded, piece);
        } catch (BusAbort e) {
            expected = 0;
            commands.downloadBroken();
            return length;
        }
        data.position(data.position() + length);
        downloaded += length;
        if (downloaded == expected) {
            expected = 0;
            commands.downloaded(downloaded);
        }
        return length;
    }
}
