package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code ubi} with one partition: part, info, write, write.part and read. Numbers are hexadecimal. */
final class UbiVolumeCommands {
    private static final int PIECE = 1 << 16;

    private final UbiFlash flash;
    private final UbootRam ram;
    private final FaultPlan faults;
    private final BoardHardware hardware;
    private boolean attached;

    UbiVolumeCommands(UbiFlash flash, UbootRam ram, FaultPlan faults, BoardHardware hardware) {
        this.flash = flash;
        this.ram = ram;
        this.faults = faults;
        this.hardware = hardware;
    }

    Outcome run(List<String> words) {
        String verb = words.size() > 1 ? words.get(1) : "";
        if (verb.equals("part") && words.size() == 3) {
            return attach(words.get(2));
        }
        if (!attached) {
            hardware.console("Error, no UBI device selected!");
            return Outcome.FAILED;
        }
        return switch (verb) {
            case "info" -> info();
            case "write" -> words.size() == 5 ? move(verb, words) : usage();
            case "write.part" -> words.size() == 5 || words.size() == 6 ? move(verb, words) : usage();
            case "read" -> words.size() == 5 ? move(verb, words) : usage();
            default -> usage();
        };
    }

    private Outcome usage() {
        hardware.console("ubi - ubi commands");
        return Outcome.FAILED;
    }

    private Outcome attach(String partition) {
        if (!partition.equals(UbiFlash.PARTITION)) {
            hardware.console("Partition " + partition + " not found!");
            return Outcome.FAILED;
        }
        hardware.console(attached ? "UBI partition '" + partition + "' already selected" : "ubi0: attaching mtd1");
        attached = true;
        return Outcome.OK;
    }

    private Outcome info() {
        for (UbiFlash.Volume volume : flash.volumes()) {
            dump(volume.id(), volume.blocks(), volume.room(), volume.isWhole(), volume.name());
        }
        dump(0x7fffffff - 4096, 2, 2L * UbiFlash.VOLUME_BLOCK, true, "layout volume");
        return Outcome.OK;
    }

    private void dump(int id, int blocks, long bytes, boolean whole, String name) {
        hardware.console("Volume information dump:");
        for (Object[] row : new Object[][] {
            {"vol_id", id},
            {"reserved_pebs", blocks},
            {"alignment", 1},
            {"data_pad", 0},
            {"vol_type", 3},
            {"name_len", name.length()},
            {"usable_leb_size", UbiFlash.VOLUME_BLOCK},
            {"used_ebs", blocks},
            {"used_bytes", bytes},
            {"last_eb_bytes", UbiFlash.VOLUME_BLOCK},
            {"corrupted", 0},
            {"upd_marker", whole ? 0 : 1},
            {"name", name}
        }) {
            hardware.console(String.format("\t%-15s %s", row));
        }
    }

    private Outcome move(String verb, List<String> words) {
        OptionalLong address = Numbers.hex(words.get(2));
        OptionalLong length = Numbers.hex(words.get(4));
        OptionalLong all = words.size() == 6 ? Numbers.hex(words.get(5)) : length;
        if (address.isEmpty() || length.isEmpty() || all.isEmpty()) {
            return usage();
        }
        Optional<UbiFlash.Volume> volume = flash.find(words.get(3));
        if (volume.isEmpty()) {
            hardware.console("Volume " + words.get(3) + " not found!");
            return Outcome.FAILED;
        }
        if (verb.equals("read")) {
            return read(volume.get(), address.getAsLong(), length.getAsLong());
        }
        if (verb.equals("write") || words.size() == 6) {
            if (length.getAsLong() > volume.get().room()) {
                hardware.console("size > volume size! Aborting!");
                return Outcome.FAILED;
            }
            volume.get().begin(all.getAsLong());
        }
        return write(volume.get(), address.getAsLong(), length.getAsLong());
    }

    private Outcome read(UbiFlash.Volume volume, long address, long length) {
        if (!volume.isWhole()) {
            hardware.console("damaged volume, update marker is set");
            return Outcome.FAILED;
        }
        hardware.console(String.format("Read %d bytes from volume %s to %x", length, volume.name(), address));
        long there = Math.min(length, volume.room());
        for (long done = 0; done < there; done += PIECE) {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, there - done));
            volume.read(done, piece);
            ram.write(address + done, piece.flip());
        }
        return Outcome.OK;
    }

    private Outcome write(UbiFlash.Volume volume, long address, long length) {
        WriteFate fate = WriteFate.of(faults);
        if (fate == WriteFate.ERROR || fate == WriteFate.DENIED) {
            hardware.console("Couldnt or partially wrote data");
            return fate.failing();
        }
        if (fate == WriteFate.LOST) {
            volume.lose(length);
        }
        long end = fate == WriteFate.RESET ? length / 2 : fate == WriteFate.LOST ? 0 : length;
        for (long done = 0; done < end; done += PIECE) {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, end - done));
            ram.read(address + done, piece);
            piece.flip();
            if (fate == WriteFate.FLIPPED && done == 0) {
                piece.put(0, (byte) (piece.get(0) ^ 0x10));
            }
            if (!volume.take(piece)) {
                hardware.console("Couldnt or partially wrote data");
                return Outcome.FAILED;
            }
        }
        if (fate == WriteFate.RESET) {
            hardware.reset();
            return Outcome.WAITING;
        }
        hardware.console(length + " bytes written to volume " + volume.name());
        return Outcome.OK;
    }
}
