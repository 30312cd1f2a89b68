package dev.gangway.virtual.rpiboot;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;

/** What goes wrong on boards that boot over USB. */
public sealed interface RpibootFault extends Fault {
    /** All of them as they are written. */
    List<FaultKind> KINDS = List.of(
            FaultKind.plain("refuse", "the boot ROM says that it does not take the second stage", Refuse::new),
            FaultKind.plain("no-stage", "the second stage does not start: the boot ROM comes back", NoStage::new),
            FaultKind.plain("asks-outside", "it asks for a file of another folder", AsksOutside::new),
            FaultKind.plain("unknown-request", "it asks for what nobody knows", UnknownRequest::new),
            FaultKind.plain("endless-name", "the name of a file that it asks for has no end", EndlessName::new),
            FaultKind.plain("no-start", "what it got does not start: it leaves for good", NoStart::new));

    /** The boot ROM's answer is not 0. */
    record Refuse(long at, int times) implements RpibootFault {}

    /** The boot ROM starts again instead of the second stage. */
    record NoStage(long at, int times) implements RpibootFault {}

    /** A request's name leads outside. */
    record AsksOutside(long at, int times) implements RpibootFault {}

    /** A request's command is 7. */
    record UnknownRequest(long at, int times) implements RpibootFault {}

    /** A request's name fills its field. */
    record EndlessName(long at, int times) implements RpibootFault {}

    /** The board stays off the bus when it has all files. */
    record NoStart(long at, int times) implements RpibootFault {}
}
