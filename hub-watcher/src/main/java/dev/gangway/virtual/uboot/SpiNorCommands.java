package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** {@code sf} with one chip, 0:0. Numbers are hexadecimal. */
final class SpiNorCommands {
    private static final int ERASE = NorChip.ERASE;

    private final ErasedMemory chip;
    private final UbootRam ram;
    private final FaultPlan faults;
    private final BoardHardware hardware;
    private boolean probed;

    SpiNorCommands(ErasedMemory chip, UbootRam ram, FaultPlan faults, BoardHardware hardware) {
        this.chip = chip;
        this.ram = ram;
        this.faults = faults;
        this.hardware = hardware;
    }

    Outcome run(List<String> words) {
        String verb = words.size() > 1 ? words.get(1) : "";
        if (verb.equals("probe")) {
            return probe(words.size() > 2 ? words.get(2) : "0");
        }
        if (!probed) {
            hardware.console("No SPI flash selected. Please run `sf probe'");
            return Outcome.FAILED;
        }
        return switch (verb) {
            case "erase" -> words.size() == 4 ? erase(words) : usage();
            case "read", "write", "update" -> words.size() == 5 ? move(verb, words) : usage();
            default -> usage();
        };
    }

    private Outcome probe(String chosen) {
        probed = chosen.equals("0") || chosen.equals("0:0");
        if (!probed) {
            String both = chosen.contains(":") ? chosen : "0:" + chosen;
            hardware.console("Failed to initialize SPI flash at " + both + " (error -19)");
            return Outcome.FAILED;
        }
        hardware.console(String.format(
                "SF: Detected w25q512 with page size 256 Bytes, erase size %d KiB, total %s",
                ERASE >> 10, chip.size() < 1 << 20 ? (chip.size() >> 10) + " KiB" : (chip.size() >> 20) + " MiB"));
        return Outcome.OK;
    }

    private Outcome usage() {
        hardware.console("sf - SPI flash sub-system");
        return Outcome.FAILED;
    }

    private boolean isBeyond(String verb, long at, long length) {
        if (at + length > chip.size()) {
            hardware.console(String.format("ERROR: attempting %s past flash size (0x%x)", verb, chip.size()));
            return true;
        }
        return false;
    }

    private Outcome erase(List<String> words) {
        boolean rounds = words.get(3).startsWith("+");
        OptionalLong at = Numbers.hex(words.get(2));
        OptionalLong told = Numbers.hex(rounds ? words.get(3).substring(1) : words.get(3));
        if (at.isEmpty() || told.isEmpty()) {
            return usage();
        }
        long length = rounds ? (told.getAsLong() + ERASE - 1) / ERASE * ERASE : told.getAsLong();
        if (isBeyond("erase", at.getAsLong(), length)) {
            return Outcome.FAILED;
        }
        boolean whole = at.getAsLong() % ERASE == 0 && length % ERASE == 0;
        if (whole) {
            chip.erase(at.getAsLong(), length);
        }
        hardware.console(
                String.format("SF: %d bytes @ 0x%x Erased: %s", length, at.getAsLong(), whole ? "OK" : "ERROR"));
        return Outcome.of(whole);
    }

    private Outcome move(String verb, List<String> words) {
        OptionalLong address = Numbers.hex(words.get(2));
        OptionalLong at = Numbers.hex(words.get(3));
        OptionalLong length = Numbers.hex(words.get(4));
        if (address.isEmpty() || at.isEmpty() || length.isEmpty()) {
            return usage();
        }
        hardware.console(String.format("device 0 offset 0x%x, size 0x%x", at.getAsLong(), length.getAsLong()));
        if (isBeyond(verb, at.getAsLong(), length.getAsLong())) {
            return Outcome.FAILED;
        }
        if (verb.equals("read")) {
            for (long done = 0; done < length.getAsLong(); done += ERASE) {
                ByteBuffer piece = piece(length.getAsLong() - done);
                chip.read(at.getAsLong() + done, piece);
                ram.write(address.getAsLong() + done, piece.flip());
            }
            return told(at.getAsLong(), length.getAsLong(), "Read");
        }
        return write(verb, address.getAsLong(), at.getAsLong(), length.getAsLong());
    }

    private Outcome told(long at, long length, String done) {
        hardware.console(String.format("SF: %d bytes @ 0x%x %s: OK", length, at, done));
        return Outcome.OK;
    }

    private Outcome write(String verb, long address, long at, long length) {
        WriteFate fate = WriteFate.of(faults);
        boolean update = verb.equals("update");
        if (fate == WriteFate.ERROR || fate == WriteFate.DENIED) {
            hardware.console(
                    update
                            ? "SPI flash failed in write step"
                            : String.format("SF: %d bytes @ 0x%x Written: ERROR -5", length, at));
            return fate.failing();
        }
        long skipped = 0;
        long end = fate == WriteFate.RESET ? length / 2 : fate == WriteFate.LOST ? 0 : length;
        for (long done = 0; done < end; done += ERASE) {
            ByteBuffer piece = piece(end - done);
            ram.read(address + done, piece);
            piece.flip();
            if (update && isThere(at + done, piece)) {
                skipped += piece.limit();
                continue;
            }
            if (fate == WriteFate.FLIPPED && done == 0) {
                piece.put(0, (byte) (piece.get(0) ^ 0x10));
            }
            if (update) {
                replace(at + done, piece);
            } else {
                chip.program(at + done, piece);
            }
        }
        if (fate == WriteFate.RESET) {
            hardware.reset();
            return Outcome.WAITING;
        }
        if (update) {
            hardware.console(String.format(
                    "%d bytes written, %d bytes skipped in 0.120s, speed %d B/s",
                    length - skipped, skipped, length * 8));
            return Outcome.OK;
        }
        return told(at, length, "Written");
    }

    private boolean isThere(long at, ByteBuffer piece) {
        ByteBuffer is = ByteBuffer.allocate(piece.limit());
        chip.read(at, is);
        return is.flip().equals(piece);
    }

    /** Erases the whole block, and puts back of it what is not written. */
    private void replace(long at, ByteBuffer piece) {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(ERASE, chip.size() - at));
        chip.read(at, block);
        block.put(0, piece, 0, piece.limit());
        chip.erase(at, block.capacity());
        chip.program(at, block.rewind());
    }

    private static ByteBuffer piece(long left) {
        return ByteBuffer.allocate((int) Math.min(ERASE, left));
    }
}
