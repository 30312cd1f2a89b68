package dev.gangway.virtual.serial;

import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;

/** A line with the noise of a board's plan. Under the board's lock. */
record LineNoise(FaultPlan plan) {
    private static final int TURNED = 0x08;

    /** What arrives of these bytes, which are the next to be counted; the same buffer when nothing is due in them. */
    ByteBuffer over(ByteBuffer sent) {
        int length = sent.remaining();
        if (!plan.isDue(SerialFault.class, length - 1)) {
            return sent;
        }
        ByteBuffer arrived = ByteBuffer.allocate(2 * length);
        for (int i = 0; i < length; i++) {
            byte one = sent.get();
            if (plan.strikeByte(SerialFault.DropByte.class, i)) {
                continue;
            }
            arrived.put(plan.strikeByte(SerialFault.FlipByte.class, i) ? (byte) (one ^ TURNED) : one);
            if (plan.strikeByte(SerialFault.DoubleByte.class, i)) {
                arrived.put(one);
            }
        }
        return arrived.flip();
    }
}
