package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The {@code nand} command of a board on which writes go wrong. */
final class FaultyNand {
    private final Command sound;
    private final VirtualNand chip;
    private final FaultPlan faults;
    private final BoardHardware hardware;

    FaultyNand(Command sound, VirtualNand chip, FaultPlan faults, BoardHardware hardware) {
        this.sound = sound;
        this.chip = chip;
        this.faults = faults;
        this.hardware = hardware;
    }

    Outcome run(List<String> words) {
        boolean writes = words.size() == 5 && words.get(1).startsWith("write");
        OptionalLong length = writes ? Numbers.hex(words.get(4)) : OptionalLong.empty();
        if (length.isEmpty()) {
            return sound.run(words);
        }
        WriteFate fate = WriteFate.of(faults);
        switch (fate) {
            case ERROR, DENIED -> {
                hardware.console("NAND write to offset " + words.get(3) + " failed -5");
                hardware.console(" 0 bytes written: ERROR");
                return fate.failing();
            }
            case LOST -> {
                hardware.console(" " + length.getAsLong() + " bytes written: OK");
                return Outcome.OK;
            }
            case RESET -> {
                List<String> half = new ArrayList<>(words);
                half.set(4, Long.toHexString(length.getAsLong() / 2));
                sound.run(half);
                hardware.reset();
                return Outcome.WAITING;
            }
            default -> {
                Outcome outcome = sound.run(words);
                if (fate == WriteFate.FLIPPED) {
                    chip.loseBitOfLastPage();
                }
                return outcome;
            }
        }
    }
}
