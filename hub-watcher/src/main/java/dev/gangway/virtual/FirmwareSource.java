package dev.gangway.virtual;

import java.util.Optional;

/** Knows which software the bytes of a virtual board are. Called under the board's lock. */
public interface FirmwareSource {
    /** The software at an address that is about to be jumped to, if it is intact; else nothing, and the board hangs. */
    Optional<Firmware> identify(BoardHardware hardware, long entry);

    /** What the boot ROM finds on the board's medium, if that is complete enough to boot; else nothing: FEL. */
    Optional<Firmware> bootFromMedium(BoardHardware hardware);
}
