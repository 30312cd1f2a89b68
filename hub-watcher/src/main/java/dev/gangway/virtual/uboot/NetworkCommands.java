package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** {@code dhcp} and {@code tftpboot}. The lease is made up; files come over a real network, which is the machine's. */
final class NetworkCommands {
    private static final int MARK = 10; // blocks for each # that is printed

    private final BoardHardware hardware;
    private final Environment environment;
    private final UbootRam ram;
    private final FaultPlan faults;
    private final Duration timeout;
    private final Consumer<String> tty;
    private final IntConsumer resume;
    private @Nullable TftpFetch running;

    /**
     * The commands.
     *
     * @param tty prints without a line's end
     * @param resume ends a command that waits, with its status
     */
    NetworkCommands(
            BoardHardware hardware,
            Environment environment,
            UbootRam ram,
            FaultPlan faults,
            Duration timeout,
            Consumer<String> tty,
            IntConsumer resume) {
        this.hardware = hardware;
        this.environment = environment;
        this.ram = ram;
        this.faults = faults;
        this.timeout = timeout;
        this.tty = tty;
        this.resume = resume;
    }

    /** What runs is called off; whether anything was. */
    boolean abort() {
        TftpFetch now = running;
        running = null;
        if (now != null) {
            now.abort();
        }
        return now != null;
    }

    Outcome dhcp() {
        hardware.console("BOOTP broadcast 1");
        if (faults.strike(ConsoleFault.NoLease.class).isPresent()) {
            hardware.console("Retry time exceeded");
            return Outcome.FAILED;
        }
        environment.set("ipaddr", "10.0.2.15");
        environment.set("netmask", "255.255.255.0");
        environment.set("gatewayip", "10.0.2.2");
        environment.set("serverip", "10.0.2.2");
        hardware.console("DHCP client bound to address 10.0.2.15 (2 ms)");
        if (!environment.get("autoload").equals("no")) {
            hardware.console("TFTP error: 'File not found' (1)");
            for (String lost : List.of("ipaddr", "netmask", "serverip")) {
                environment.set(lost, "");
            }
            return Outcome.FAILED;
        }
        return Outcome.OK;
    }

    Outcome tftpboot(List<String> words) {
        OptionalLong address = words.size() == 3 ? Numbers.hex(words.get(1)) : OptionalLong.empty();
        String server = environment.get("serverip");
        if (address.isEmpty()) {
            hardware.console("tftpboot - load file via network using TFTP protocol");
            return Outcome.FAILED;
        }
        if (server.isEmpty() || environment.get("ipaddr").isEmpty()) {
            hardware.console("*** ERROR: `serverip' not set");
            return Outcome.FAILED;
        }
        long at = address.getAsLong();
        hardware.console("Using virtio-net#32 device");
        hardware.console("TFTP from server " + server + "; our IP address is " + environment.get("ipaddr"));
        hardware.console("Filename '" + words.get(2) + "'.");
        hardware.console("Load address: 0x" + Long.toHexString(at));
        tty.accept("Loading: *\b");
        if (faults.strike(ConsoleFault.TftpError.class).isPresent()) {
            hardware.console("");
            hardware.console("TFTP error: 'File not found' (1)");
            hardware.console("Not retrying...");
            return Outcome.FAILED;
        }
        Load load = new Load(at, faults.strike(ConsoleFault.FlipsLoad.class).isPresent());
        TftpFetch fetch = new TftpFetch(
                new TftpFetch.Wanted(
                        new InetSocketAddress(server, number("tftpdstp", 69)),
                        words.get(2),
                        number("tftpblocksize", 1468),
                        number("tftpwindowsize", 1),
                        timeout),
                load);
        load.fetch = fetch;
        running = fetch;
        fetch.start();
        return Outcome.WAITING;
    }

    private int number(String variable, int usual) {
        String value = environment.get(variable);
        return value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : usual;
    }

    /** A download on its way into memory, which nobody else touches in the meantime. */
    private final class Load implements TftpFetch.Sink {
        private final long address;
        private final boolean flips;
        private @Nullable TftpFetch fetch;
        private long at;

        Load(long address, boolean flips) {
            this.address = address;
            this.flips = flips;
        }

        @Override
        public void data(ByteBuffer bytes) {
            int length = bytes.remaining();
            if (flips && at == 0 && length > 0) {
                bytes.put(bytes.position(), (byte) (bytes.get(bytes.position()) ^ 1));
            }
            ram.write(address + at, bytes);
            at += length;
        }

        @Override
        public void ended(long bytes, String trouble) {
            hardware.after(Duration.ZERO, () -> over(bytes, trouble));
        }

        private void over(long bytes, String trouble) {
            if (running != fetch) {
                return;
            }
            running = null;
            if (!trouble.isEmpty()) {
                hardware.console("");
                hardware.console(trouble);
                hardware.console("Not retrying...");
                resume.accept(1);
                return;
            }
            tty.accept("#".repeat((int) (1 + bytes / 1468 / MARK) % 65));
            hardware.console("");
            hardware.console("\t 44.9 MiB/s");
            hardware.console("done");
            hardware.console("Bytes transferred = " + bytes + " (" + Long.toHexString(bytes) + " hex)");
            environment.set("filesize", Long.toHexString(bytes));
            environment.set("fileaddr", Long.toHexString(address));
            resume.accept(0);
        }
    }
}
