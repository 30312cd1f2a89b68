package dev.gangway.fel;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.AllwinnerSoc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The processor behind FEL: our routines, uploaded to the scratch area and run there. */
final class ArmCore {
    /** The scratch area; what lies behind it belongs to the boot ROM. */
    private static final int SCRATCH_BYTES = 1024;

    private final FelWire wire;
    private final AllwinnerSoc soc;
    private final boolean arm;
    private boolean icacheDue;

    /**
     * Nothing is sent yet.
     *
     * @param arm whether the boot ROM runs on an ARM core in A32 state; if not, every routine is refused
     */
    ArmCore(FelWire wire, AllwinnerSoc soc, boolean arm) {
        this.wire = wire;
        this.soc = soc;
        this.arm = arm;
        this.icacheDue = soc.icacheOff();
    }

    /** Runs a routine and fetches the words that it leaves behind its operands. */
    int[] run(ArmRoutine routine, int results, int... operands) throws FailureException {
        ByteBuffer code = routine.code(4 * operands.length);
        for (int operand : operands) {
            code.putInt(operand);
        }
        return run(code.flip(), results);
    }

    int read(Cp15 register) throws FailureException {
        ByteBuffer code = ArmRoutine.CP15_READ.code(0);
        code.putInt(0, register.mrc());
        return run(code.flip(), 1)[0];
    }

    void write(Cp15 register, int value) throws FailureException {
        ByteBuffer code = ArmRoutine.CP15_WRITE.code(4);
        code.putInt(8, register.mcr()).putInt(value);
        run(code.flip(), 0);
    }

    int[] readWords(long address, int count) throws FailureException {
        int[] words = new int[count];
        int most = (SCRATCH_BYTES - ArmRoutine.READ_WORDS.length() - 8) / 4;
        for (int at = 0; at < count; at += most) {
            int piece = Math.min(most, count - at);
            int[] got = run(ArmRoutine.READ_WORDS, piece, (int) (address + 4L * at), piece);
            System.arraycopy(got, 0, words, at, piece);
        }
        return words;
    }

    void writeWords(long address, int... words) throws FailureException {
        int most = (SCRATCH_BYTES - ArmRoutine.WRITE_WORDS.length() - 8) / 4;
        for (int at = 0; at < words.length; at += most) {
            int piece = Math.min(most, words.length - at);
            ByteBuffer code = ArmRoutine.WRITE_WORDS.code(8 + 4 * piece);
            code.putInt((int) (address + 4L * at)).putInt(piece);
            for (int i = 0; i < piece; i++) {
                code.putInt(words[at + i]);
            }
            run(code.flip(), 0);
        }
    }

    /** Writes code to where it belongs and starts it; the I-cache is dealt with before the first one. */
    void start(long address, ByteBuffer code) throws FailureException {
        requireArm();
        if (icacheDue) {
            icacheDue = false;
            wire.write(soc.scratch(), ArmRoutine.ICACHE_OFF.code(0).flip());
            wire.exec(soc.scratch());
        }
        wire.write(address, code);
        wire.exec(address);
    }

    private int[] run(ByteBuffer code, int results) throws FailureException {
        long behind = soc.scratch() + code.remaining();
        start(soc.scratch(), code);
        int[] words = new int[results];
        if (results > 0) {
            ByteBuffer got = ByteBuffer.allocate(4 * results).order(ByteOrder.LITTLE_ENDIAN);
            wire.read(behind, got);
            got.flip().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        }
        return words;
    }

    private void requireArm() throws FailureException {
        if (!arm) {
            throw new FailureException(
                    FailureKind.CHIP_NOT_SERVED,
                    "the boot ROM of this " + soc.name() + " does not run on an ARM application core;"
                            + " only version, read, write, fill and exec are possible");
        }
    }
}
