package dev.gangway.virtual.sdp;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;

/** What goes wrong on boards whose boot ROM speaks SDP. */
public sealed interface SdpFault extends Fault {
    /** All of them as they are written. */
    List<FaultKind> KINDS = List.of(
            FaultKind.plain("wrong-ack", "the boot ROM answers a command with another word", WrongAnswer::new),
            FaultKind.plain("hab-nonsense", "the report of secure boot has a state that does not exist", Nonsense::new),
            FaultKind.plain("wrong-report", "report 4 comes where report 3 belongs", WrongReport::new),
            FaultKind.plain("corrupt-write", "a bit of what it was sent is wrong in its memory", CorruptWrite::new),
            FaultKind.plain("no-jump", "it does not start what it has, and says so", NoJump::new));

    /** An answer that is none of those that mean yes. */
    record WrongAnswer(long at, int times) implements SdpFault {}

    /** Neither open nor closed. */
    record Nonsense(long at, int times) implements SdpFault {}

    /** Report 3 is left out. */
    record WrongReport(long at, int times) implements SdpFault {}

    /** A bit of memory is the other way round. */
    record CorruptWrite(long at, int times) implements SdpFault {}

    /** A jump is refused. */
    record NoJump(long at, int times) implements SdpFault {}
}
