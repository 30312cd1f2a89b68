package dev.gangway.esp;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.Map;

/** The loader answered a command with an error (the dossier's section 4): a boot ROM's 01 and a code, or a stub's code and 00. */
final class EspRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int OF_A_ROM = 1;
    private static final int UNSUPPORTED = 0x05;

    private static final Map<Integer, String> TEXTS = Map.ofEntries(
            Map.entry(0x05, "the command is not known to it"),
            Map.entry(0x06, "it could not do it"),
            Map.entry(0x07, "the check sum was wrong"),
            Map.entry(0x08, "the flash does not hold what was written"),
            Map.entry(0x09, "the flash could not be read"),
            Map.entry(0x0b, "the packed data were damaged"),
            Map.entry(0x0c, "the packed data were damaged (Adler-32)"),
            Map.entry(0x0d, "the packed data do not fit"),
            Map.entry(0x64, "a parameter was wrong"),
            Map.entry(0xc0, "the length was wrong"),
            Map.entry(0xc1, "the check sum was wrong"),
            Map.entry(0xc4, "the flash did not do it"),
            Map.entry(0xc7, "the packed data were damaged"));

    private final int status;
    private final int error;

    EspRefusal(int status, int error) {
        super(String.format("result was 0x%x, 0x%x", status, error));
        this.status = status;
        this.error = error;
    }

    private int code() {
        return status == OF_A_ROM ? error : status;
    }

    boolean isUnsupported() {
        return code() == UNSUPPORTED;
    }

    /** Whether bytes were damaged on the way, so that the same may be sent again. */
    boolean isTransient() {
        return kind() == FailureKind.UPLOAD_DAMAGED;
    }

    /** Whether the same block may be sent again: the loader has not taken it. */
    boolean leftTheBlock() {
        return code() == 0x07 || code() == 0xc0 || code() == 0xc1;
    }

    private FailureKind kind() {
        return switch (code()) {
            case 0x07, 0x0b, 0x0c, 0xc0, 0xc1, 0xc7 -> FailureKind.UPLOAD_DAMAGED;
            // Also what a ROM says to a block whose number was damaged on the way.
            case 0x06 -> FailureKind.TRANSFER_FAILED;
            case 0x08, 0x09, 0xc4 -> FailureKind.MEDIUM_FAILED;
            default -> FailureKind.BOARD_REFUSED;
        };
    }

    FailureException asFailure(String doing) {
        return new FailureException(
                kind(),
                doing + ": the loader refused, " + TEXTS.getOrDefault(code(), "for a reason of its own") + " ("
                        + getMessage() + ")",
                this);
    }
}
