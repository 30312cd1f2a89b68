package dev.gangway.virtual.rockchip;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;

/** What goes wrong on boards with Rockchip chips. */
public sealed interface RockchipFault extends Fault {
    /** All of them as they are written. */
    List<FaultKind> KINDS = List.of(
            FaultKind.plain("write-error", "sectors are not written and the loader says so", WriteError::new),
            FaultKind.plain("read-error", "sectors are not read and the loader says so", ReadError::new),
            FaultKind.plain("swallow-write", "sectors are not written, and nobody says so", SwallowWrite::new),
            FaultKind.plain(
                    "corrupt-write", "a bit of a sector is written wrong, and nobody says so", CorruptWrite::new),
            FaultKind.plain("wrong-tag", "a status is of another command", WrongTag::new),
            FaultKind.plain("larger", "the loader tells twice the medium that there is", Larger::new),
            FaultKind.plain("no-loader", "what the boot ROM was given does not start", NoLoader::new),
            FaultKind.plain("busy", "the loader says that its medium is not ready", Busy::new));

    /** A write ends with a status that says failed. */
    record WriteError(long at, int times) implements RockchipFault {}

    /** A read ends with a status that says failed. */
    record ReadError(long at, int times) implements RockchipFault {}

    /** A write changes nothing. */
    record SwallowWrite(long at, int times) implements RockchipFault {}

    /** A bit of a write is the other way round. */
    record CorruptWrite(long at, int times) implements RockchipFault {}

    /** A status has a tag that no command had. */
    record WrongTag(long at, int times) implements RockchipFault {}

    /** The medium is told as twice as large. */
    record Larger(long at, int times) implements RockchipFault {}

    /** The board stays off the bus after it got its loader. */
    record NoLoader(long at, int times) implements RockchipFault {}

    /** The question whether it is ready is answered with no. */
    record Busy(long at, int times) implements RockchipFault {}
}
