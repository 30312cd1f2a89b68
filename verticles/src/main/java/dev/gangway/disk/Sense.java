package dev.gangway.disk;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Why a command failed (SPC-4, 4.5 and annex D.2).
 *
 * @param key sense key
 * @param code additional sense code and its qualifier, {@code 0x2700} for 27/00
 */
record Sense(int key, int code) {
    static final int BYTES = 18;

    private static final int RECOVERED = 1;
    private static final int NOT_READY = 2;
    private static final int MEDIUM_ERROR = 3;
    private static final int HARDWARE_ERROR = 4;
    private static final int ILLEGAL_REQUEST = 5;
    private static final int UNIT_ATTENTION = 6;
    private static final int DATA_PROTECT = 7;
    private static final int BLANK_CHECK = 8;
    private static final int ABORTED = 0xb;
    private static final int VOLUME_OVERFLOW = 0xd;
    private static final int MISCOMPARE = 0xe;
    private static final int NO_MEDIUM = 0x3a;
    private static final int NOT_READY_NOW = 0x04;
    private static final int BECOMING_READY = 0x0401;

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(0x0401, "it becomes ready"),
            Map.entry(0x0402, "it waits to be started"),
            Map.entry(0x0c00, "a block can't be written"),
            Map.entry(0x1100, "a block can't be read"),
            Map.entry(0x1a00, "a parameter's length is wrong"),
            Map.entry(0x2000, "it does not know the command"),
            Map.entry(0x2100, "it has no such block"),
            Map.entry(0x2400, "it does not know a field of the command"),
            Map.entry(0x2500, "it has no such unit"),
            Map.entry(0x2700, "its medium is write-protected"),
            Map.entry(0x2800, "its medium may have changed"),
            Map.entry(0x2900, "it was reset"),
            Map.entry(0x3a00, "it has no medium"),
            Map.entry(0x4400, "its firmware failed"),
            Map.entry(0x4b00, "data was lost on the way"),
            Map.entry(0x5302, "its medium is held in it"));

    /** Reads what REQUEST SENSE gave, in the fixed or the descriptor format. */
    static Sense parse(ByteBuffer data) {
        int format = data.limit() > 0 ? data.get(0) & 0x7f : 0;
        if ((format == 0x70 || format == 0x71) && data.limit() >= 14) {
            return new Sense(data.get(2) & 0xf, data.getShort(12) & 0xffff);
        }
        if ((format == 0x72 || format == 0x73) && data.limit() >= 4) {
            return new Sense(data.get(1) & 0xf, data.getShort(2) & 0xffff);
        }
        return new Sense(0, 0);
    }

    /** Whether the command was carried out after all. */
    boolean isRecovered() {
        return key == RECOVERED;
    }

    /** Whether it only tells of something that was before the command. */
    boolean isAttention() {
        return key == UNIT_ATTENTION;
    }

    /** Whether the disk gave up for a reason that may be over. */
    boolean isAborted() {
        return key == ABORTED;
    }

    boolean isBecomingReady() {
        return key == NOT_READY && code == BECOMING_READY;
    }

    boolean isWithoutMedium() {
        return key == NOT_READY && code >> 8 == NO_MEDIUM;
    }

    /** Whether the disk lacks what it was asked for. */
    boolean isRefusal() {
        return key == ILLEGAL_REQUEST;
    }

    /** What it means for a job. */
    FailureException asFailure(String doing) {
        String words = WORDS.getOrDefault(code, WORDS.getOrDefault(code & 0xff00, "a reason without words here"));
        return new FailureException(
                kind(),
                String.format(
                        "%s: the disk says: %s (sense %x/%02x/%02x)%s",
                        doing,
                        words,
                        key,
                        code >> 8,
                        code & 0xff,
                        isWithoutMedium() ? "; is the board's card or flash in its place?" : ""));
    }

    private FailureKind kind() {
        return switch (key) {
            case NOT_READY -> code >> 8 == NOT_READY_NOW ? FailureKind.TRANSFER_TIMEOUT : FailureKind.BOARD_REFUSED;
            case MEDIUM_ERROR, HARDWARE_ERROR, DATA_PROTECT, BLANK_CHECK, VOLUME_OVERFLOW, MISCOMPARE ->
                FailureKind.MEDIUM_FAILED;
            case ILLEGAL_REQUEST -> FailureKind.BOARD_REFUSED;
            default -> FailureKind.TRANSFER_FAILED;
        };
    }
}
