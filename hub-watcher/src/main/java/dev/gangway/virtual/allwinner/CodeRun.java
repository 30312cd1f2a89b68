package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.arm.CoreCp15;
import dev.gangway.virtual.arm.Cpu;
import dev.gangway.virtual.arm.Stop;
import java.time.Duration;

/** Runs the code that FEL's exec starts, in slices, so that other boards on the same thread are not held up. */
final class CodeRun {
    private static final int SLICE = 100_000;

    /** Far more than any routine needs: whatever runs longer waits for something that will never come. */
    private static final long LIMIT = 20_000_000;

    /** Inside the boot ROM. */
    private static final long RETURN_ADDRESS = 0xffff_0a34L;

    /** SoCs whose boot ROM has a monitor that an SMC makes secure (§8): A64, H3, H5, and as far as known H6. */
    private static boolean monitorHelps(AllwinnerSoc soc) {
        return switch (soc.id()) {
            case 0x1680, 0x1689, 0x1718, 0x1728 -> true;
            default -> false;
        };
    }

    /** What the code makes happen on the board. */
    interface Board {
        void after(Duration delay, Runnable task);

        /** The code is through and FEL goes on. */
        void returned();

        /** The code or the boot ROM is dead. */
        void hang(String why);

        /** The SoC is reset by its watchdog. */
        void reset();

        /** The core starts at its reset vector. */
        void warmReset(boolean aarch64);
    }

    private final BoardSettings settings;
    private final BootRomFacts facts;
    private final BoardMemory memory;
    private final BootRomAreas bootRom;
    private final Board board;
    private final Cpu cpu;
    private long instructions;
    private long fingerprint;

    CodeRun(BoardSettings settings, BootRomFacts facts, BoardMemory memory, BootRomAreas bootRom, Board board) {
        this.settings = settings;
        this.facts = facts;
        this.memory = memory;
        this.bootRom = bootRom;
        this.board = board;
        cpu = new Cpu(memory, new CoreCp15(facts.midr(), facts.sctlr(), (int) facts.translationTable()));
    }

    void begin(long entry) {
        cpu.call(
                entry,
                facts.stack(),
                facts.irqStack(),
                RETURN_ADDRESS,
                settings.soc().spl());
        instructions = 0;
        fingerprint = bootRom.fingerprint();
        slice();
    }

    private void slice() {
        Stop stop = cpu.run(SLICE);
        if (memory.registers().resetDue()) {
            board.reset();
            return;
        }
        switch (stop) {
            case SLICE_USED -> {
                instructions += SLICE;
                if (instructions >= LIMIT) {
                    board.hang(String.format("code that was started runs for ever, now at 0x%08x", cpu.register(15)));
                } else {
                    board.after(Duration.ZERO, this::slice);
                }
            }
            case RETURNED -> finish();
            case TRAPPED -> spl();
            case SECURE_CALL -> secureCall();
            case WARM_RESET -> board.warmReset((cpu.cp15().rmr() & Cpu.RMR_AARCH64) != 0);
            case HUNG -> board.hang("code that was started crashed " + cpu.reason());
        }
    }

    private void finish() {
        if (cpu.register(13) != (int) facts.stack()) {
            board.hang("code that was started returned with another stack pointer");
        } else if (bootRom.fingerprint() == fingerprint) {
            board.returned();
        } else {
            board.hang("code that was started returned, but the boot ROM's own data is not as it was");
        }
    }

    private void secureCall() {
        if (!settings.secure() || settings.soc().smcProbe() == 0) {
            board.hang("an SMC was executed on a chip without a monitor");
            return;
        }
        if (monitorHelps(settings.soc())) {
            memory.registers().enterSecureWorld();
        }
        slice();
    }

    private void spl() {
        LoadedSpl spl = new LoadedSpl(settings.soc(), memory);
        switch (spl.called(cpu.cp15(), memory.registers().secureWorld())) {
            case INTERPRETED -> {
                cpu.goThroughTrap();
                slice();
            }
            case SETS_UP_DRAM ->
                board.after(settings.splTime(), () -> {
                    memory.dram().open();
                    spl.leavesItsTraces();
                    cpu.returnFromTrap();
                    slice();
                });
            case NEVER_RETURNS -> board.hang(spl.reason());
        }
    }
}
