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
            FaultKind.plain("flash-silent", "fastboot never answers to a flash", SilentFlash::new),
            FaultKind.plain("fetch-short", "fastboot gives half of what a fetch asks for", ShortFetch::new),
            FaultKind.plain(
                    "fetch-corrupt", "a byte that fastboot gives is another one than is kept", CorruptFetch::new),
            FaultKind.always(
                    "fetch-stale",
                    "fastboot gives what the same fetch gave first, whatever is there now",
                    StaleFetch::new),
            FaultKind.plain("fades", "what fastboot gave is zeros from then on", Fades::new));

    /** A {@code flash} is answered with FAIL. */
    record RefusedFlash(long at, int times) implements GadgetFault {}

    /** A {@code flash} writes another byte in the middle of what was downloaded. */
    record CorruptFlash(long at, int times) implements GadgetFault {}

    /** A {@code flash} is never answered, nor is anything after it. */
    record SilentFlash(long at, int times) implements GadgetFault {}

    /** A {@code fetch} announces half of what it should, and gives that. */
    record ShortFetch(long at, int times) implements GadgetFault {}

    /** A {@code fetch} gives another byte in the middle; what is kept is right. */
    record CorruptFetch(long at, int times) implements GadgetFault {}

    /** A {@code fetch} is answered as the same one was before. */
    record StaleFetch(long at, int times) implements GadgetFault {}

    /** What a {@code fetch} gave is lost from the medium. */
    record Fades(long at, int times) implements GadgetFault {}
}
