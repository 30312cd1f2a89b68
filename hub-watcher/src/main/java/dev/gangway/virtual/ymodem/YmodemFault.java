package dev.gangway.virtual.ymodem;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.serial.SerialFault;
import java.util.List;
import java.util.stream.Stream;

/** What goes wrong on boards that take files by YMODEM. */
sealed interface YmodemFault extends Fault {
    /** All of them as they are written, with the noise of their line. */
    List<FaultKind> KINDS = Stream.concat(
                    Stream.of(
                            FaultKind.plain(
                                    "never-starts", "the receiver was asked for and does not start", NeverStarts::new),
                            FaultKind.plain(
                                    "nak-block", "a block that came whole is refused as damaged", RefusesBlock::new),
                            FaultKind.plain(
                                    "cancel", "the receiver calls the transfer off in the middle", Cancels::new),
                            FaultKind.plain("lost-ack", "a block is stored and not acknowledged", LosesAck::new),
                            FaultKind.plain("dies", "the board starts anew while it writes", Dies::new),
                            FaultKind.plain("corrupt-write", "a bit of what is stored is wrong", CorruptWrite::new)),
                    SerialFault.KINDS.stream())
            .toList();

    /** No receiver. */
    record NeverStarts(long at, int times) implements YmodemFault {}

    /** NAK for a sound block. */
    record RefusesBlock(long at, int times) implements YmodemFault {}

    /** CANs. */
    record Cancels(long at, int times) implements YmodemFault {}

    /** No ACK. */
    record LosesAck(long at, int times) implements YmodemFault {}

    /** A reset. */
    record Dies(long at, int times) implements YmodemFault {}

    /** A bit of the medium is the other way round. */
    record CorruptWrite(long at, int times) implements YmodemFault {}
}
