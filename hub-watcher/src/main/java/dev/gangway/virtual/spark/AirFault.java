package dev.gangway.virtual.spark;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;

/** What goes wrong on Cores that are flashed over the air; counted in bytes over the radio, both ways. */
public sealed interface AirFault extends Fault {
    /** All of them as they are written. */
    List<FaultKind> KINDS = List.of(
            FaultKind.plain("bad-crc", "a chunk arrives damaged, and it says so", BadCrc::new),
            FaultKind.plain("chunk-lost", "a chunk never arrives", ChunkLost::new),
            FaultKind.plain("answer-twice", "a chunk is answered twice", AnswerTwice::new),
            FaultKind.plain("bad-sector", "a write never gets what it wrote, and it tries for ever", BadSector::new),
            FaultKind.plain("worn-sector", "a sector has to be erased once more for a write to hold", WornSector::new),
            FaultKind.plain("discards", "a chunk is answered well and not kept", Discards::new),
            FaultKind.plain("no-ready", "the beginning of an update is not answered", NoReady::new),
            FaultKind.plain("wrong-signature", "it finds the cloud's signature wrong", WrongSignature::new),
            FaultKind.plain("old-session", "it sends bytes of an earlier session", OldSession::new),
            FaultKind.plain("link-lost", "its connection breaks, and it goes on", LinkLost::new),
            FaultKind.plain("id-gap", "a message gets lost on its side", IdGap::new),
            FaultKind.plain("mute", "it says nothing more on this connection", Mute::new),
            FaultKind.plain("not-installed", "its boot loader does not see the update", NotInstalled::new));

    /** A chunk's CRC is found wrong. */
    record BadCrc(long at, int times) implements AirFault {}

    /** A chunk is as if it had not come. */
    record ChunkLost(long at, int times) implements AirFault {}

    /** A chunk gets two answers. */
    record AnswerTwice(long at, int times) implements AirFault {}

    /** A write hangs. */
    record BadSector(long at, int times) implements AirFault {}

    /** A write is not what was written: old firmware erases the sector and wants it once more. */
    record WornSector(long at, int times) implements AirFault {}

    /** A write does not happen, and nobody says so. */
    record Discards(long at, int times) implements AirFault {}

    /** An update begins in silence. */
    record NoReady(long at, int times) implements AirFault {}

    /** The handshake ends at the signature. */
    record WrongSignature(long at, int times) implements AirFault {}

    /** The first frame is another session's. */
    record OldSession(long at, int times) implements AirFault {}

    /** The connection ends. */
    record LinkLost(long at, int times) implements AirFault {}

    /** A number is left out. */
    record IdGap(long at, int times) implements AirFault {}

    /** Nothing is said any more. */
    record Mute(long at, int times) implements AirFault {}

    /** The flag that makes the boot loader copy is lost. */
    record NotInstalled(long at, int times) implements AirFault {}
}
