package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.SystemMemory.BusAbort;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** {@code mmc}, {@code virtio} or {@code usb}: a disk as U-Boot's block commands show it, device 0. Numbers are hexadecimal. */
final class BlockCommands {
    private static final int BLOCK = 512;
    private static final int PIECE = 1 << 16;

    private final String kind;
    private final SystemMemory disk;
    private final long blocks;
    private final UbootRam ram;
    private final FaultPlan faults;
    private final BoardHardware hardware;

    BlockCommands(String kind, SystemMemory disk, long blocks, UbootRam ram, FaultPlan faults, BoardHardware hardware) {
        this.kind = kind;
        this.disk = disk;
        this.blocks = blocks;
        this.ram = ram;
        this.faults = faults;
        this.hardware = hardware;
    }

    Outcome run(List<String> words) {
        String verb = words.size() > 1 ? words.get(1) : "";
        return switch (verb) {
            case "dev" -> choose(words);
            case "start", "scan", "rescan" -> Outcome.OK;
            case "info" -> {
                describe();
                yield Outcome.OK;
            }
            case "write", "read" -> words.size() == 5 ? move(verb, words) : usage();
            default -> usage();
        };
    }

    private Outcome usage() {
        hardware.console(kind + " - wrong arguments");
        return Outcome.FAILED;
    }

    private Outcome choose(List<String> words) {
        if (words.size() < 3 || !words.get(2).equals("0")) {
            hardware.console("");
            hardware.console("Device " + (words.size() < 3 ? "-" : words.get(2)) + ": unknown device");
            return Outcome.FAILED;
        }
        if (kind.equals("mmc")) {
            hardware.console("switch to partitions #" + (words.size() > 3 ? words.get(3) : "0") + ", OK");
            hardware.console("mmc0(part 0) is current device");
            return Outcome.OK;
        }
        describe();
        hardware.console("... is now current device");
        return Outcome.OK;
    }

    private void describe() {
        hardware.console("");
        hardware.console("Device 0: 1af4 VirtIO Block Device");
        hardware.console("            Type: Hard Disk");
        hardware.console(String.format(
                "            Capacity: %d.0 MB = 0.0 GB (%d x %d)", (blocks * BLOCK) >> 20, blocks, BLOCK));
    }

    private Outcome move(String verb, List<String> words) {
        OptionalLong address = Numbers.hex(words.get(2));
        OptionalLong block = Numbers.hex(words.get(3));
        OptionalLong count = Numbers.hex(words.get(4));
        if (address.isEmpty() || block.isEmpty() || count.isEmpty()) {
            return usage();
        }
        boolean write = verb.equals("write");
        boolean card = kind.equals("mmc");
        String told = String.format(
                card ? "MMC %s: dev # 0, block # %d, count %d ... " : kind + " %s: device 0 block # %d, count %d ... ",
                verb,
                block.getAsLong(),
                count.getAsLong());
        hardware.console("");
        long end = block.getAsLong() + count.getAsLong();
        if (end > blocks && card) {
            hardware.console(told + String.format("MMC: block number 0x%x exceeds max(0x%x)", end, blocks));
            hardware.console("0 blocks " + (write ? "written" : "read") + ": ERROR");
            return Outcome.FAILED;
        }
        if (end > blocks) {
            hardware.console(told + "-5 blocks " + (write ? "written" : "read") + ": ERROR");
            return Outcome.FAILED;
        }
        WriteFate fate = write ? WriteFate.of(faults) : WriteFate.DONE;
        if (fate == WriteFate.ERROR || fate == WriteFate.DENIED) {
            hardware.console(told + "-5 blocks written: ERROR");
            return fate.failing();
        }
        long at = block.getAsLong() * BLOCK;
        long length = count.getAsLong() * BLOCK;
        if (fate == WriteFate.RESET) {
            copy(fate, true, address.getAsLong(), at, length / 2);
            hardware.reset();
            return Outcome.WAITING;
        }
        if (fate != WriteFate.LOST) {
            copy(fate, write, address.getAsLong(), at, length);
        }
        hardware.console(told + count.getAsLong() + " blocks " + (write ? "written" : "read") + ": OK");
        return Outcome.OK;
    }

    private void copy(WriteFate fate, boolean write, long address, long at, long length) {
        boolean flips = fate == WriteFate.FLIPPED;
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            for (long done = 0; done < length; done += piece.limit()) {
                piece.clear().limit((int) Math.min(PIECE, length - done));
                if (write) {
                    ram.read(address + done, piece);
                    if (flips && done == 0) {
                        piece.put(BLOCK / 2, (byte) (piece.get(BLOCK / 2) ^ 0x10));
                    }
                    disk.write(at + done, piece.flip());
                } else {
                    disk.read(at + done, piece);
                    ram.write(address + done, piece.flip());
                }
            }
        } catch (BusAbort e) {
            throw new IllegalStateException("the disk's blocks were counted wrong", e);
        }
    }
}
