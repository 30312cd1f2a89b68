package dev.gangway.virtual.esp;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes wrong on boards with a chip of Espressif's, beside what goes wrong on every serial line. */
public sealed interface EspFault extends Fault {
    /** All of them as they are written. */
    List<FaultKind> KINDS = List.of(
            FaultKind.of(
                    "bad-block",
                    "[:CODE]",
                    "a block of data arrives damaged: the check sum is reported wrong, as 7 or as the stub's c1",
                    (at, times, code) -> new BadBlock(at, times, code(code))),
            FaultKind.plain("dead-flash", "the flash does not answer when it is asked for its id", DeadFlash::new),
            FaultKind.plain("write-error", "the flash does not take a block", WriteError::new),
            FaultKind.plain("lost-write", "a block is not in the flash though it was acknowledged", LostWrite::new),
            FaultKind.plain("flip-write", "a bit of a block is wrong in the flash", FlipWrite::new),
            FaultKind.plain(
                    "stale-digest",
                    "the MD5 of a stretch is the one that was told of it before, whatever is there now",
                    StaleMd5::new),
            FaultKind.plain("no-sync", "the loader does not answer when it is greeted", NoSync::new),
            FaultKind.plain("boot-pin", "a reset starts what is in the flash: the boot pin is not low", BootPin::new),
            FaultKind.plain("chip-reset", "the chip resets by itself and starts what is in the flash", ChipReset::new),
            FaultKind.plain("wrong-answer", "the answer to another command comes instead", WrongAnswer::new));

    private static int code(@Nullable String text) {
        if (text == null) {
            return 7;
        }
        if (!text.matches("[0-9a-f]{1,2}")) {
            throw new IllegalArgumentException("a code is one or two hex digits");
        }
        return Integer.parseInt(text, 16);
    }

    /** A damaged block. */
    record BadBlock(long at, int times, int code) implements EspFault {}

    /** No flash. */
    record DeadFlash(long at, int times) implements EspFault {}

    /** A block that is not taken. */
    record WriteError(long at, int times) implements EspFault {}

    /** A block that is lost. */
    record LostWrite(long at, int times) implements EspFault {}

    /** A wrong bit. */
    record FlipWrite(long at, int times) implements EspFault {}

    /** An MD5 out of a cache. */
    record StaleMd5(long at, int times) implements EspFault {}

    /** A greeting that is not answered. */
    record NoSync(long at, int times) implements EspFault {}

    /** A reset into the wrong mode. */
    record BootPin(long at, int times) implements EspFault {}

    /** A brown-out. */
    record ChipReset(long at, int times) implements EspFault {}

    /** Another command's answer. */
    record WrongAnswer(long at, int times) implements EspFault {}
}
