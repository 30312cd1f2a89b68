package dev.gangway.fel;

import dev.gangway.model.FailureException;
import dev.gangway.soc.AllwinnerSoc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Which SoC answers, and whether it runs ARM code in FEL.
 *
 * @param soc its data
 * @param arm whether our routines may be sent to it
 */
record SocProbe(AllwinnerSoc soc, boolean arm) {
    /** R528 and T113 (ARM) share this id with D1, D1s and F133 (RISC-V). */
    private static final int R528_OR_D1 = 0x1859;

    /** Top byte of an A32 branch, which is what an ARM boot ROM has as its first word; xfel tells the two apart so. */
    private static final int ARM_BRANCH = 0xea;

    /** Chips that only xfel knows and whose boot core is RISC-V or a Cortex-M. */
    private static final Map<Integer, String> NO_ARM =
            Map.of(0x1882, "V821", 0x1883, "R128", 0x1918, "V881", 0x1937, "F101");

    static SocProbe of(FelVersion version, FelWire wire) throws FailureException {
        int id = version.socId();
        String foreign = NO_ARM.get(id);
        if (foreign != null) {
            return new SocProbe(AllwinnerSoc.generic(id).named(foreign), false);
        }
        AllwinnerSoc soc = AllwinnerSoc.ofId(id).orElseGet(() -> AllwinnerSoc.generic(id));
        if (id == R528_OR_D1) {
            ByteBuffer first = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            wire.read(0, first);
            if (first.getInt(0) >>> 24 != ARM_BRANCH) {
                return new SocProbe(soc.named("D1"), false);
            }
        }
        return new SocProbe(soc, true);
    }
}
