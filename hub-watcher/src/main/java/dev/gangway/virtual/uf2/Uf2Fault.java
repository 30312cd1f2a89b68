package dev.gangway.virtual.uf2;

import dev.gangway.virtual.disk.DiskFault;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;
import java.util.stream.Stream;

/** What goes wrong on boards with a UF2 boot loader, beside what goes wrong on disks. */
sealed interface Uf2Fault extends Fault {
    /** All of them as they are written, those of disks included. */
    List<FaultKind> KINDS = Stream.concat(
                    DiskFault.KINDS.stream(),
                    Stream.of(
                            FaultKind.plain(
                                    "drop-block",
                                    "the loader misses a block, so that its image is never whole",
                                    DropBlock::new),
                            FaultKind.plain("weak-cell", "a bit that PICOBOOT programs is wrong", WeakCell::new)))
            .toList();

    /** A block is acknowledged and forgotten. */
    record DropBlock(long at, int times) implements Uf2Fault {}

    /** A bit of the flash memory is the other way round. */
    record WeakCell(long at, int times) implements Uf2Fault {}
}
