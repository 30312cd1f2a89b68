package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A U-Boot that talks on its console, from power-on to the next reset. Under the board's lock. */
final class ConsoleUboot implements ConsoleLine.Host {
    private static final String VERSION = "U-Boot 2023.01+dfsg-2+deb12u3 (Jun 22 2026 - 08:38:07 +0000)";
    private static final int COUNTED = 2;
    private static final int CONTROL_C = 3;
    private static final int BOOT_SECTOR = 512;

    /** What a UART keeps while nobody reads. */
    private static final int FIFO = 16;

    private static final int TALKS = 7;

    /** Memory that nobody loads anything to: a second disk's content, for boards that have one. */
    static final long SPARE = 0x50000000L;

    static final long SPARE_LENGTH = 64L << 20;
    private static final long TREE = 0x5f000000L;
    private static final int TREE_MAGIC = 0xd00dfeed;

    private final BoardHardware hardware;
    private final ConsoleLook look;
    private final SystemMemory disk;
    private final FaultPlan faults;
    private final Consumer<String> tty;
    private final Environment environment = new Environment();
    private final Map<String, Command> commands = new HashMap<>();
    private final ConsoleLine line;
    private final Shell shell;
    private final NetworkCommands network;
    private final ConsoleLinux linux;
    private final Deque<Integer> unread = new ArrayDeque<>();
    private final StringBuilder stopping = new StringBuilder();
    private State state = State.STARTING;
    private int left = COUNTED;
    private int told;

    /** What reads the keys. */
    private enum State {
        STARTING,
        COUNTING,
        PROMPT,
        BUSY,
        GONE
    }

    /**
     * A U-Boot.
     *
     * @param hardware whose console prints whole lines
     * @param tty prints without a line's end
     */
    ConsoleUboot(
            BoardHardware hardware,
            ConsoleLook look,
            Map<String, String> variables,
            Disk medium,
            FaultPlan faults,
            Consumer<String> tty) {
        this.hardware = hardware;
        this.look = look;
        this.disk = medium.content();
        this.faults = faults;
        this.tty = tty;
        this.line = new ConsoleLine(tty, this);
        environment.replace(variables);
        this.shell = new Shell(
                new BoardSurroundings(hardware, UBootSettings.mainline(), environment, commands, status -> prompt()));
        UbootRam ram = new UbootRam(hardware.memory());
        this.network = new NetworkCommands(hardware, environment, ram, faults, look.timeout(), tty, shell::resume);
        this.linux = new ConsoleLinux(hardware, ram, look.linux(), medium, faults, tty);
        ram.write(TREE, ByteBuffer.allocate(4).putInt(0, TREE_MAGIC));
        register(ram, variables, medium);
    }

    /**
     * The board's medium.
     *
     * @param kind U-Boot's command for it
     */
    record Disk(String kind, SystemMemory content, long blocks) {}

    private void register(UbootRam ram, Map<String, String> variables, Disk medium) {
        MemoryCommands memory = new MemoryCommands(ram, hardware::console);
        EnvironmentCommands env = new EnvironmentCommands(environment, ram, null, variables, hardware::console);
        BlockCommands block =
                new BlockCommands(medium.kind(), medium.content(), medium.blocks(), ram, faults, hardware);
        commands.put("crc32", memory::crc32);
        commands.put("mw.l", memory::mw);
        commands.put("mw.b", memory::mw);
        commands.put("md", memory::md);
        commands.put("setenv", env::setenv);
        commands.put("printenv", env::printenv);
        commands.put(medium.kind(), block::run);
        commands.put("dhcp", words -> network.dhcp());
        commands.put("tftpboot", network::tftpboot);
        commands.put("true", words -> Outcome.OK);
        commands.put("false", words -> Outcome.FAILED);
        commands.put("echo", words -> {
            hardware.console(String.join(" ", words.subList(1, words.size())));
            return Outcome.OK;
        });
        commands.put("version", words -> {
            hardware.console(VERSION);
            hardware.console("");
            hardware.console("aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0");
            return Outcome.OK;
        });
        commands.put("reset", words -> {
            hardware.console("resetting ...");
            hardware.reset();
            return Outcome.WAITING;
        });
        commands.put("boot", words -> boot());
        commands.put("booti", linux::booti);
    }

    void start() {
        hardware.console("");
        hardware.console(VERSION);
        hardware.console("");
        hardware.console("DRAM:  512 MiB");
        hardware.console("Loading Environment from Flash... *** Warning - bad CRC, using default environment");
        hardware.console("Net:   eth0: virtio-net#32");
        if (faults.strike(ConsoleFault.NeverPrompts.class).isPresent()) {
            state = State.GONE;
            return;
        }
        tty.accept("Hit any key to stop autoboot:  " + COUNTED + " ");
        state = State.COUNTING;
        unread.clear();
        hardware.after(look.second(), this::count);
    }

    private void count() {
        if (state != State.COUNTING) {
            return;
        }
        left--;
        tty.accept("\b\b\b " + left + " ");
        if (left > 0) {
            hardware.after(look.second(), this::count);
            return;
        }
        tty.accept("\r\n");
        state = State.BUSY;
        shell.start("boot");
    }

    /** Starts what the disk holds, if it holds anything. */
    private Outcome boot() {
        ByteBuffer sector = ByteBuffer.allocate(BOOT_SECTOR);
        try {
            disk.read(0, sector);
        } catch (BusAbort e) {
            throw new IllegalStateException("a disk has a first sector", e);
        }
        for (byte one : sector.array()) {
            if (one != 0) {
                hardware.console("Starting kernel ...");
                hardware.console("");
                hardware.console("[    0.000000] Linux version 6.1.0");
                hardware.console("[    0.412000] vdd-core: 3.31 V");
                if (faults.strike(ConsoleFault.Panics.class).isPresent()) {
                    hardware.console("[    0.500000] Kernel panic - not syncing: VFS: Unable to mount root fs");
                } else {
                    tty.accept("virtual login: ");
                }
                state = State.GONE;
                return Outcome.WAITING;
            }
        }
        hardware.console("No bootable device");
        return Outcome.FAILED;
    }

    void take(int one) {
        switch (state) {
            case STARTING, GONE -> {}
            case COUNTING -> stopBy(one);
            case PROMPT -> line.take(one);
            case BUSY -> {
                if (linux.take(one)) {
                    return;
                }
                if (one == CONTROL_C && network.abort()) {
                    hardware.console("");
                    hardware.console("Abort");
                    shell.resume(1);
                } else if (unread.size() < FIFO) {
                    unread.add(one);
                }
            }
        }
    }

    private void stopBy(int one) {
        stopping.append((char) one);
        if (!stopping.toString().endsWith(look.stop())) {
            return;
        }
        tty.accept("\b\b\b 0 \r\n");
        prompt();
    }

    private void prompt() {
        state = State.PROMPT;
        tty.accept(look.prompt());
        Integer next = unread.poll();
        while (next != null && state == State.PROMPT) {
            line.take(next);
            next = unread.poll();
        }
    }

    @Override
    public void run(String typed) {
        if (faults.strike(ConsoleFault.Hangs.class).isPresent()) {
            state = State.GONE;
            return;
        }
        talk();
        state = State.BUSY;
        shell.start(typed);
    }

    /** Drivers say what they like when they like. */
    private void talk() {
        told++;
        if (look.noisy() && told % TALKS == 0) {
            hardware.console("eth0: link is up, 1000 Mbps");
        }
    }

    @Override
    public void interrupted() {
        tty.accept(look.prompt());
    }

    /** Its power goes, or it is reset. */
    void stop() {
        state = State.GONE;
        network.abort();
        shell.stop();
    }

    /** Whether it has left for what is on the disk. */
    boolean hasBooted() {
        return state == State.GONE;
    }
}
