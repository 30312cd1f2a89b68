package dev.gangway.virtual.dfu;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;

/** What goes wrong on boards that are in a DFU loader. */
public sealed interface DfuFault extends Fault {
    /** All of them as they are written. */
    List<FaultKind> KINDS = List.of(
            FaultKind.plain("write-error", "a block is not programmed and the loader says so", WriteError::new),
            FaultKind.plain("erase-error", "a page is not erased and the loader says so", EraseError::new),
            FaultKind.plain(
                    "corrupt-write", "a bit of a block is programmed wrong, and nobody says so", CorruptWrite::new),
            FaultKind.plain("protected", "the loader refuses for read protection", ReadProtected::new),
            FaultKind.plain("stuck", "the loader is busy for no time, for ever", Stuck::new),
            FaultKind.plain("busy-stall", "a request for the status is refused while it is busy", BusyStall::new),
            FaultKind.plain("no-leave", "it stays in its loader when it should leave", NoLeave::new),
            FaultKind.plain(
                    "upload-short", "a block that is read ends early, and the rest does not follow", ShortUpload::new),
            FaultKind.plain(
                    "upload-corrupt", "a bit of a block that is read is another one than is kept", CorruptUpload::new),
            FaultKind.always(
                    "upload-stale",
                    "what is read is what was read there first, whatever is kept there now",
                    StaleUpload::new),
            FaultKind.plain("fades", "a block is zeros once it was read", Fades::new));

    /** A block is answered with errWRITE. */
    record WriteError(long at, int times) implements DfuFault {}

    /** An erase is answered with errERASE. */
    record EraseError(long at, int times) implements DfuFault {}

    /** A bit of a block is the other way round in flash. */
    record CorruptWrite(long at, int times) implements DfuFault {}

    /** A block or a command is answered with errVENDOR, as ST's loaders do while read protection is on. */
    record ReadProtected(long at, int times) implements DfuFault {}

    /** GETSTATUS reports busy and a time of 0 from then on. */
    record Stuck(long at, int times) implements DfuFault {}

    /** GETSTATUS is stalled once while the loader is busy, though the host waited. */
    record BusyStall(long at, int times) implements DfuFault {}

    /** The end of the loader is not one. */
    record NoLeave(long at, int times) implements DfuFault {}

    /** A block of an upload is half of it. */
    record ShortUpload(long at, int times) implements DfuFault {}

    /** A bit of a block of an upload is the other way round; what is kept is right. */
    record CorruptUpload(long at, int times) implements DfuFault {}

    /** A block of an upload is the one that was given of that place before. */
    record StaleUpload(long at, int times) implements DfuFault {}

    /** A block is lost right after it was given. */
    record Fades(long at, int times) implements DfuFault {}
}
