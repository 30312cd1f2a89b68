package dev.gangway.virtual.gadget;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;

/** What goes wrong on boards that show a fastboot gadget. */
public sealed interface GadgetFault extends Fault {
    /** All of them as they are written. */
    List<FaultKind> KINDS = List.of(
            FaultKind.plain("flash-refused", "fastboot answers FAIL to a flash", RefusedFlash::new),
            FaultKind.plain(
                    "flash-corrupt", "fastboot writes a byte other than it got, and says OKAY", CorruptFlash::new),
            FaultKind.plain("flash-silent", "fastboot never answers to a flash", SilentFlash::new));

    /** A {@code flash} is answered with FAIL. */
    record RefusedFlash(long at, int times) implements GadgetFault {}

    /** A {@code flash} writes another byte in the middle of what was downloaded. */
    record CorruptFlash(long at, int times) implements GadgetFault {}

    /** A {@code flash} is never answered, nor is anything after it. */
    record SilentFlash(long at, int times) implements GadgetFault {}
}
