package dev.gangway.fel;

import dev.gangway.channel.Pauses;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.AllwinnerSoc.SwapArea;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Loads an SPL, runs it and checks that it came back: DRAM is usable then. */
final class SplRunner {
    /** Word with the fuse state of the chips whose FEL a secure monitor restricts (sunxi-tools issues 222, 236, 255). */
    private static final long SECURE_STATE = 0x030060a0L;

    /** H616 family and A133: leaving non-secure state by SMC does not work there. */
    private static final Set<Integer> LOCKED_FOR_GOOD = Set.of(0x1823, 0x1855);

    /** sunxi-fel waits so long after it has started an SPL, while DRAM is trained (fel.c); the bus has nothing to say. */
    private static final Duration AFTER_START = Duration.ofMillis(250);

    /** Room behind {@link AllwinnerSoc#thunk}. */
    private static final int THUNK_BYTES = 0x200;

    private static final int GENERIC_THUNK_BYTES = 0x180;

    private final FelWire wire;
    private final ArmCore core;
    private final AllwinnerSoc soc;
    private final Pauses pauses;

    SplRunner(FelWire wire, ArmCore core, AllwinnerSoc soc, Pauses pauses) {
        this.wire = wire;
        this.core = core;
        this.soc = soc;
        this.pauses = pauses;
    }

    /** Runs the SPL, whose bytes have been checked. */
    void run(ByteBuffer spl, LongConsumer progress) throws FailureException {
        refuseWhenLocked();
        var pieces = SplPlacement.of(soc, spl.remaining());
        if (soc.l2Enable()) {
            core.run(ArmRoutine.L2_ENABLE, 0);
        }
        MmuSetup mmu = new MmuSetup(wire, core, soc);
        @Nullable TranslationTable table = mmu.off();
        for (SplPlacement.Piece piece : pieces) {
            MemoryAccess.write(
                    wire, piece.address(), spl.slice(spl.position() + piece.offset(), piece.length()), progress);
        }
        core.start(soc.thunk(), thunk());
        pauses.pause(AFTER_START);
        checkOutcome();
        if (table != null) {
            mmu.on(table);
        }
    }

    private void refuseWhenLocked() throws FailureException {
        if (LOCKED_FOR_GOOD.contains(soc.id()) && (core.readWords(SECURE_STATE, 1)[0] & 0xf) != 0) {
            throw new FailureException(
                    FailureKind.SECURE_BOOT,
                    "the secure boot fuses of this " + soc.name() + " are burnt: an SPL can't run over FEL");
        }
    }

    private ByteBuffer thunk() {
        var areas = soc.swap().areas();
        ByteBuffer code = ArmRoutine.SPL.code(4 + 12 * (areas.size() + 1));
        code.putInt((int) soc.spl());
        for (SwapArea area : areas) {
            code.putInt((int) area.bromArea()).putInt((int) area.backup()).putInt(area.bytes());
        }
        code.putInt(0).putInt(0).putInt(0).flip();
        int room = soc.isKnown() ? THUNK_BYTES : GENERIC_THUNK_BYTES;
        if (code.remaining() > room) {
            throw new IllegalStateException("the SPL routine has " + code.remaining() + " bytes, room for " + room);
        }
        return code;
    }

    private void checkOutcome() throws FailureException {
        ByteBuffer mark = ByteBuffer.allocate(8);
        try {
            wire.read(soc.spl() + 4, mark);
        } catch (FailureException e) {
            if (e.failure().kind() == FailureKind.TRANSFER_TIMEOUT) {
                throw new FailureException(
                        FailureKind.DRAM_FAILED,
                        "the SPL was started and never returned: wrong SPL for this board, or its DRAM failed ("
                                + e.failure().message() + ")",
                        e);
            }
            throw e;
        }
        String code = new String(mark.array(), StandardCharsets.ISO_8859_1);
        switch (code) {
            case "eGON.FEL" -> {}
            case "eGON.BAD" -> throw outcome(FailureKind.UPLOAD_DAMAGED, code, "it arrived damaged");
            case "eGON.???" ->
                throw outcome(FailureKind.PROTOCOL_GARBAGE, code, "caches are on; enter FEL from a reset");
            case "eGON.BT0" -> throw outcome(FailureKind.PROTOCOL_GARBAGE, code, "it was never started");
            default ->
                throw outcome(
                        FailureKind.PROTOCOL_GARBAGE,
                        code.replaceAll("[^ -~]", "?"),
                        "it overwrote its own header, or the board answers nonsense");
        }
    }

    private static FailureException outcome(FailureKind kind, String code, String meaning) {
        return new FailureException(kind, "SPL: failure code '" + code + "': " + meaning);
    }
}
