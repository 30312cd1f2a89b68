package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.busybox.LinuxConsole;
import dev.gangway.virtual.busybox.LinuxDisk;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code booti}: what lies in memory is looked at as the command does, and then runs. Under the board's lock. */
final class ConsoleLinux {
    private static final int MAGIC_AT = 56;
    private static final int MAGIC = 0x41524d64; // "ARMd", as it stands in memory
    private static final int TREE = 0xd00dfeed;
    private static final int GZIP = 0x1f8b;
    private static final int CPIO = 0x3037; // "07", of "070701"
    private static final int BLOCK = 512;

    private final BoardHardware hardware;
    private final UbootRam ram;
    private final Look look;
    private final ConsoleMedium medium;
    private final FaultPlan faults;
    private final Consumer<String> tty;
    private @Nullable LinuxConsole running;

    /**
     * What Linux there is on this board.
     *
     * @param login who is let in
     * @param partitions labels of its disk's partitions, which have the same size
     * @param twin whether there is another disk that looks the same
     */
    record Look(LinuxConsole.Look login, List<String> partitions, boolean twin) {}

    ConsoleLinux(
            BoardHardware hardware,
            UbootRam ram,
            Look look,
            ConsoleMedium medium,
            FaultPlan faults,
            Consumer<String> tty) {
        this.hardware = hardware;
        this.ram = ram;
        this.look = look;
        this.medium = medium;
        this.faults = faults;
        this.tty = tty;
    }

    /** {@code booti KERNEL [INITRAMFS:SIZE|-] TREE}. */
    Outcome booti(List<String> words) {
        OptionalLong kernel = words.size() > 1 ? Numbers.hex(words.get(1)) : OptionalLong.empty();
        if (kernel.isEmpty() || ram.bytes(kernel.getAsLong() + MAGIC_AT, 4).getInt(0) != MAGIC) {
            hardware.console("Bad Linux ARM64 Image magic!");
            return Outcome.FAILED;
        }
        OptionalLong tree = words.size() > 3 ? Numbers.hex(words.get(3)) : OptionalLong.empty();
        if (tree.isEmpty() || ram.bytes(tree.getAsLong(), 4).getInt(0) != TREE) {
            hardware.console("ERROR: Did not find a cmdline Flattened Device Tree");
            return Outcome.FAILED;
        }
        String[] initramfs = (words.get(2) + ":").split(":", -1);
        OptionalLong files = Numbers.hex(initramfs[0]);
        int first = files.isEmpty() ? 0 : ram.bytes(files.getAsLong(), 2).getShort(0) & 0xffff;
        hardware.console("Starting kernel ...");
        hardware.console("");
        if ((first != GZIP && first != CPIO) || Numbers.hex(initramfs[1]).isEmpty()) {
            hardware.console("[    0.500000] Kernel panic - not syncing: VFS: Unable to mount root fs");
            return Outcome.WAITING;
        }
        LinuxConsole linux =
                new LinuxConsole(new Outside(), look.login(), disks(), new ConsoleTroubles(faults, hardware));
        running = linux;
        linux.start();
        return Outcome.WAITING;
    }

    /** A key, if a Linux runs. */
    boolean take(int one) {
        LinuxConsole linux = running;
        if (linux != null) {
            linux.take(one);
        }
        return linux != null;
    }

    private List<LinuxDisk> disks() {
        List<LinuxDisk> disks = new ArrayList<>();
        if (!(medium instanceof DiskOfBlocks disk)) {
            return disks; // flash chips are no block devices there
        }
        String stem =
                switch (disk.command()) {
                    case "mmc" -> "mmcblk";
                    case "usb" -> "sd";
                    default -> "vd";
                };
        for (int i = 0; i < (look.twin() ? 2 : 1); i++) {
            String name = stem + (stem.endsWith("k") ? Integer.toString(i) : i == 0 ? "a" : "b");
            String path = "/devices/platform/a00" + (3 - i) + "e00.virtio_mmio/virtio" + (1 - i) + "/block/" + name;
            SystemMemory content = i == 0 ? disk.content() : hardware.memory();
            long from = i == 0 ? 0 : ConsoleUboot.SPARE;
            long length = i == 0 ? disk.blocks() * BLOCK : ConsoleUboot.SPARE_LENGTH;
            disks.add(new LinuxDisk(name, path, content, from, length, Optional.empty()));
            long each =
                    look.partitions().isEmpty() ? 0 : length / look.partitions().size() / BLOCK * BLOCK;
            for (int k = 0; k < look.partitions().size(); k++) {
                String part = name + (name.endsWith("0") || name.endsWith("1") ? "p" : "") + (k + 1);
                disks.add(new LinuxDisk(
                        part,
                        path + "/" + part,
                        content,
                        from + k * each,
                        each,
                        Optional.of(look.partitions().get(k))));
            }
        }
        return disks;
    }

    /** What its Linux has of the board. */
    private final class Outside implements LinuxConsole.Board {
        @Override
        public void print(String text) {
            tty.accept(text);
        }

        @Override
        public void later(Duration time, Runnable task) {
            hardware.after(time, task);
        }

        @Override
        public void reset() {
            hardware.after(Duration.ZERO, hardware::reset);
        }
    }
}
