package dev.gangway.station.lab.emulated;

import dev.gangway.soc.AllwinnerSoc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the boot ROM keeps in SRAM while it serves FEL. The emulator has no boot ROM that would fall over when this is
 * damaged, so it is filled with a pattern, which must be there whenever code has returned.
 */
final class BootRomData {
    private static final int SEED = 0x46454c;

    /** In the version reply's scratchpad a host may do as it likes. */
    private static final int SCRATCHPAD_BYTES = 0x100;

    private record Area(long address, byte[] pattern) {}

    private final List<Area> areas = new ArrayList<>();

    /** The swapped areas of the SoC, without what lies free below the stack pointer. */
    BootRomData(AllwinnerSoc soc, long stack) {
        long scratchpad = soc.spl() + 0x7e00;
        for (AllwinnerSoc.SwapArea swapped : soc.swap().areas()) {
            long from = swapped.bromArea();
            long end = from + swapped.bytes();
            if (from <= stack && stack < end) {
                from = stack;
            }
            if (from <= scratchpad && scratchpad < end) {
                add(from, scratchpad);
                from = scratchpad + SCRATCHPAD_BYTES;
            }
            add(from, end);
        }
    }

    private void add(long from, long end) {
        byte[] pattern = new byte[(int) (end - from)];
        new Random(SEED + from).nextBytes(pattern);
        areas.add(new Area(from, pattern));
    }

    /** The boot ROM starts. */
    void fill(GdbRemote machine) throws IOException {
        for (Area area : areas) {
            machine.writeMemory(area.address, ByteBuffer.wrap(area.pattern));
        }
    }

    /** Whether all is as the boot ROM left it. */
    boolean intact(GdbRemote machine) throws IOException {
        for (Area area : areas) {
            ByteBuffer now = ByteBuffer.allocate(area.pattern.length);
            machine.readMemory(area.address, now);
            if (!now.flip().equals(ByteBuffer.wrap(area.pattern))) {
                return false;
            }
        }
        return true;
    }
}
