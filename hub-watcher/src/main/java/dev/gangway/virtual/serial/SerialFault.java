package dev.gangway.virtual.serial;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;

/** What goes wrong on a serial line, in either direction, beside what goes wrong on every board. */
public sealed interface SerialFault extends Fault {
    /** All of them as they are written. */
    List<FaultKind> KINDS = List.of(
            FaultKind.plain("drop-byte", "the line loses a byte", DropByte::new),
            FaultKind.plain("double-byte", "the line carries a byte twice", DoubleByte::new),
            FaultKind.plain("flip-byte", "the line turns over a bit of a byte", FlipByte::new));

    /** A byte is lost. */
    record DropByte(long at, int times) implements SerialFault {}

    /** A byte comes twice. */
    record DoubleByte(long at, int times) implements SerialFault {}

    /** A byte comes with a wrong bit. */
    record FlipByte(long at, int times) implements SerialFault {}
}
