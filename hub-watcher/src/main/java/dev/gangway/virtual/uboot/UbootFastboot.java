package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.gadget.FastbootGadget;
import dev.gangway.virtual.gadget.GadgetHost;
import dev.gangway.virtual.gadget.NandPartitions;
import dev.gangway.virtual.gadget.PartitionStore;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** {@code fastboot [-l ADDR] [-s SIZE] [usb] 0}: the board is a fastboot gadget until the host says continue. */
final class UbootFastboot implements GadgetHost {
    private static final Duration ENUMERATE = Duration.ofMillis(200); // pull-up until the host has its descriptors

    private final BoardHardware hardware;
    private final UBootSettings settings;
    private final Environment environment;
    private final Map<String, Command> commands;
    private final @Nullable NandDriver nand;
    private final @Nullable PartitionStore blocks;
    private final IntConsumer resume;
    private long buffer;

    UbootFastboot(
            BoardHardware hardware,
            UBootSettings settings,
            Environment environment,
            Map<String, Command> commands,
            @Nullable NandDriver nand,
            @Nullable PartitionStore blocks,
            IntConsumer resume) {
        this.hardware = hardware;
        this.settings = settings;
        this.environment = environment;
        this.commands = commands;
        this.nand = nand;
        this.blocks = blocks;
        this.resume = resume;
    }

    Outcome run(List<String> words) {
        OptionalLong address = OptionalLong.of(FastbootGadget.SUNXI_BUFFER);
        OptionalLong size = OptionalLong.of(FastbootGadget.SUNXI_BUFFER_SIZE);
        for (int i = 1; i + 1 < words.size(); i++) {
            if (words.get(i).equals("-l")) {
                address = Numbers.hex(words.get(++i));
            } else if (words.get(i).equals("-s")) {
                size = Numbers.hex(words.get(++i));
            } else if (!words.get(i).equals("usb")) {
                return usage();
            }
        }
        PartitionStore store = store();
        boolean controller = words.size() > 1 && words.get(words.size() - 1).equals("0");
        if (address.isEmpty() || size.isEmpty() || store == null || !controller) {
            return usage();
        }
        buffer = address.getAsLong();
        FastbootGadget gadget = new FastbootGadget(
                serial(), settings.dialect(), address.getAsLong(), size.getAsLong(), store, this, settings.faults());
        after(ENUMERATE, () -> hardware.enumerate(gadget));
        return Outcome.WAITING;
    }

    /** The serial that this U-Boot's gadgets show. */
    String serial() {
        String stored = environment.get(UBoot.SERIAL);
        if (!stored.isEmpty()) {
            return stored;
        }
        return settings.serial() instanceof GadgetSerial.BuiltIn own ? own.text() : hardware.serialNumber();
    }

    private @Nullable PartitionStore store() {
        NandDriver driver = nand;
        return driver == null
                ? blocks
                : new NandPartitions(driver, () -> environment.get("mtdparts"), settings.dialect());
    }

    private Outcome usage() {
        hardware.console("fastboot - run as a fastboot usb or udp device: wrong arguments, or no flash device defined");
        return Outcome.FAILED;
    }

    @Override
    public SystemMemory memory() {
        return hardware.memory();
    }

    @Override
    public String variable(String name) {
        return environment.get(name);
    }

    @Override
    public void setVariable(String name, String value) {
        environment.set(name, value);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        hardware.after(settings.scaled(delay), task);
    }

    @Override
    public void afterExactly(Duration delay, Runnable task) {
        hardware.after(delay, task);
    }

    @Override
    public void wake() {
        hardware.wake();
    }

    @Override
    public void run(String command, IntConsumer done) {
        new Shell(new BoardSurroundings(hardware, settings, environment, commands, done)).start(command);
    }

    @Override
    public void leave(Exit how) {
        hardware.detach();
        if (how == Exit.CONTINUE) {
            resume.accept(0);
        } else if (how == Exit.BOOT) {
            boot();
        } else {
            hardware.console("resetting ...");
            hardware.reset();
        }
    }

    /** What {@code fastboot_bootcmd} says, or {@code bootm}; a board on which that comes back starts anew. */
    private void boot() {
        String set = environment.get("fastboot_bootcmd");
        String command = set.isEmpty() ? "bootm " + Long.toHexString(buffer) : set;
        new Shell(new BoardSurroundings(hardware, settings, environment, commands, status -> {
                    hardware.console("resetting ...");
                    hardware.reset();
                }))
                .start(command);
    }

    @Override
    public void log(String line) {
        hardware.console(line);
    }
}
