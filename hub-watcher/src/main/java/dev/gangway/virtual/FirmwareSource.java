package dev.gangway.virtual;

import java.util.Optional;

/** Knows which firmware lies in a virtual board's memory or on its flash. Called under the board's lock. */
public interface FirmwareSource {
    /** A board whose flash is empty and whose memory holds nothing but code that is interpreted. */
    FirmwareSource NONE = new FirmwareSource() {
        @Override
        public Optional<Firmware> identify(BoardHardware hardware, long entry) {
            return Optional.empty();
        }

        @Override
        public Optional<Firmware> bootFromMedium(BoardHardware hardware) {
            return Optional.empty();
        }
    };

    /** What is in memory at this entry point; empty if it is not intact firmware. */
    Optional<Firmware> identify(BoardHardware hardware, long entry);

    /** After power-up or reset without the FEL strap: what the flash boots. Empty means that the board falls into FEL. */
    Optional<Firmware> bootFromMedium(BoardHardware hardware);
}
