package dev.gangway.dfu;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.List;

/**
 * An answer to GETSTATUS (DFU 1.1, 6.1.2).
 *
 * @param error bStatus, 0 = none
 * @param poll how long not to ask again
 * @param state what the interface is doing now
 */
record DfuStatus(int error, Duration poll, DfuState state) {
    private static final int BAD_FILE = 2;
    private static final int WRITE = 3;
    private static final int PROGRAM = 6;
    private static final int VERIFY = 7;
    private static final int ADDRESS = 8;
    private static final int NOT_DONE = 9;
    private static final int VENDOR = 0xb;
    private static final int BUS_RESET = 0xc;
    private static final int POWER = 0xd;
    private static final int STALLED = 0xf;
    private static final List<String> WORDS = List.of(
            "no error",
            "the file is not for this board",
            "the file fails the board's own check",
            "it cannot write",
            "erasing failed",
            "it is not erased",
            "programming failed",
            "what it programmed is not what was sent",
            "the address is out of its range",
            "it did not get all the data that it expects",
            "its firmware is damaged",
            "a reason of its vendor's; with ST's loaders read protection is on",
            "its bus was reset",
            "its power was interrupted",
            "it does not know why",
            "it got a request that it did not expect");

    boolean isError() {
        return error != 0 || state == DfuState.ERROR;
    }

    /** What it means for a job. */
    FailureException asFailure(String doing, boolean dfuSe) {
        String words = error < WORDS.size() ? WORDS.get(error) : "an error of an unknown number";
        return new FailureException(
                kind(dfuSe), String.format("%s: the board reports status 0x%02x: %s", doing, error, words));
    }

    private FailureKind kind(boolean dfuSe) {
        if (error == VERIFY) {
            return FailureKind.VERIFY_MISMATCH;
        }
        if (error >= WRITE && error <= PROGRAM) {
            return FailureKind.MEDIUM_FAILED;
        }
        return switch (error) {
            case 1, BAD_FILE, NOT_DONE -> FailureKind.IMAGE_INVALID;
            case ADDRESS -> FailureKind.RECIPE_INVALID;
            case VENDOR -> dfuSe ? FailureKind.SECURE_BOOT : FailureKind.BOARD_REFUSED;
            case BUS_RESET, POWER -> FailureKind.TRANSFER_FAILED;
            case STALLED -> FailureKind.TRANSFER_STALLED;
            case 0 -> FailureKind.PROTOCOL_GARBAGE;
            default -> FailureKind.BOARD_REFUSED;
        };
    }
}
