package dev.gangway.virtual.disk;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What goes wrong on boards that show a disk. */
public sealed interface DiskFault extends Fault {
    /** All of them as they are written. */
    List<FaultKind> KINDS = List.of(
            new FaultKind("read-only", "", "the medium can't be written from there on", ALWAYS, plain(ReadOnly::new)),
            new FaultKind(
                    "medium-error",
                    ":LBA",
                    "the block with this number can't be read or written",
                    ALWAYS,
                    (at, times, lba) -> new MediumError(at, times, lba(lba))),
            new FaultKind("swallow", "", "writes are acknowledged and forgotten", ALWAYS, plain(Swallow::new)),
            FaultKind.plain("corrupt-write", "a bit of a write is kept wrong, and nobody says so", CorruptWrite::new),
            FaultKind.plain("not-ready", "it says that it becomes ready; x5 = so often", NotReady::new),
            FaultKind.plain("unit-attention", "it says that its medium may have changed", Changed::new),
            FaultKind.plain("wrong-tag", "a status has the tag of another command", WrongTag::new),
            FaultKind.plain("wrong-signature", "a status does not begin with USBS", WrongSignature::new),
            FaultKind.plain("phase-error", "a command ends with the status phase error", PhaseError::new),
            FaultKind.plain(
                    "residue", "a read or write moves half of its blocks, and its residue says so", Residue::new));

    /** Writes are refused with the sense key DATA PROTECT, and MODE SENSE says so. */
    record ReadOnly(long at, int times) implements DiskFault {}

    /** A block is answered with MEDIUM ERROR. */
    record MediumError(long at, int times, long lba) implements DiskFault {}

    /** What is written does not reach the medium, which keeps what it had. */
    record Swallow(long at, int times) implements DiskFault {}

    /** A bit of a write is the other way round on the medium. */
    record CorruptWrite(long at, int times) implements DiskFault {}

    /** NOT READY, becoming ready. */
    record NotReady(long at, int times) implements DiskFault {}

    /** UNIT ATTENTION, not ready to ready change. */
    record Changed(long at, int times) implements DiskFault {}

    /** A CSW with another tag. */
    record WrongTag(long at, int times) implements DiskFault {}

    /** A CSW that is none. */
    record WrongSignature(long at, int times) implements DiskFault {}

    /** A CSW with status 2. */
    record PhaseError(long at, int times) implements DiskFault {}

    /** Half of a read or write does not happen. */
    record Residue(long at, int times) implements DiskFault {}

    private static FaultKind.Reader plain(BiFunction<Long, Integer, Fault> maker) {
        return (at, times, argument) -> maker.apply(at, times);
    }

    private static long lba(@Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,12}")) {
            throw new IllegalArgumentException("the block's number is missing or none");
        }
        return Long.parseLong(text);
    }
}
