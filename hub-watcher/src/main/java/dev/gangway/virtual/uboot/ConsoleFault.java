package dev.gangway.virtual.uboot;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.serial.SerialFault;
import java.util.List;
import java.util.stream.Stream;

/** What goes wrong on boards that are worked through U-Boot's console. */
sealed interface ConsoleFault extends Fault {
    /** All of them as they are written, with the noise of their line. */
    List<FaultKind> KINDS = Stream.concat(
                    Stream.of(
                            FaultKind.plain(
                                    "never-prompts", "it starts and hangs before there is a prompt", NeverPrompts::new),
                            FaultKind.plain(
                                    "reset-write", "the board resets in the middle of a write", ResetsInWrite::new),
                            FaultKind.plain("write-error", "a write ends with ERROR", WriteError::new),
                            FaultKind.plain("wrong-status", "a write ends with ERROR and status 0", WrongStatus::new),
                            FaultKind.plain("lost-write", "a write says OK and nothing is written", LosesWrite::new),
                            FaultKind.plain("flip-write", "a bit of what is written is wrong", FlipsWrite::new),
                            FaultKind.plain("tftp-error", "a download ends with an error", TftpError::new),
                            FaultKind.plain("flip-load", "a bit of what is downloaded is wrong", FlipsLoad::new),
                            FaultKind.plain("no-lease", "DHCP gets no answer", NoLease::new),
                            FaultKind.plain("panic", "what is started panics", Panics::new),
                            FaultKind.plain(
                                    "login-fails", "the Linux that was loaded lets nobody in", RefusesLogin::new),
                            FaultKind.plain("no-disk", "that Linux has no driver for the disk", LacksDisk::new),
                            FaultKind.plain("disk-full", "the disk takes less than it says it has", FullDisk::new),
                            FaultKind.plain(
                                    "short-stream",
                                    "a download of that Linux ends early, with status 0",
                                    CutsDownload::new),
                            FaultKind.plain("sticky-cache", "that Linux does not drop its cache", KeepsCache::new),
                            FaultKind.plain("hangs", "a command never comes back to the prompt", Hangs::new)),
                    SerialFault.KINDS.stream())
            .toList();

    /** No prompt. */
    record NeverPrompts(long at, int times) implements ConsoleFault {}

    /** A reset in a write. */
    record ResetsInWrite(long at, int times) implements ConsoleFault {}

    /** A write that fails. */
    record WriteError(long at, int times) implements ConsoleFault {}

    /** A write that fails, and a status that denies it. */
    record WrongStatus(long at, int times) implements ConsoleFault {}

    /** A write that is none. */
    record LosesWrite(long at, int times) implements ConsoleFault {}

    /** A wrong bit on the medium. */
    record FlipsWrite(long at, int times) implements ConsoleFault {}

    /** A download that fails. */
    record TftpError(long at, int times) implements ConsoleFault {}

    /** A wrong bit in memory. */
    record FlipsLoad(long at, int times) implements ConsoleFault {}

    /** No address. */
    record NoLease(long at, int times) implements ConsoleFault {}

    /** A kernel that does not come up. */
    record Panics(long at, int times) implements ConsoleFault {}

    /** A login that is refused. */
    record RefusesLogin(long at, int times) implements ConsoleFault {}

    /** No disk. */
    record LacksDisk(long at, int times) implements ConsoleFault {}

    /** A disk that is smaller than it says. */
    record FullDisk(long at, int times) implements ConsoleFault {}

    /** A download of which the end is missing. */
    record CutsDownload(long at, int times) implements ConsoleFault {}

    /** A cache that stays. */
    record KeepsCache(long at, int times) implements ConsoleFault {}

    /** No answer. */
    record Hangs(long at, int times) implements ConsoleFault {}
}
