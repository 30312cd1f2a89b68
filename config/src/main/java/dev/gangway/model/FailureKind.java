package dev.gangway.model;

import java.util.Locale;
import java.util.Optional;

/**
 * Every way in which a job or a port can fail. The {@link #code()} is stable: it is the metric tag, the ledger column,
 * the field in JSON and on Kafka.
 *
 * <p>One more is a line here and its two or three words in the page's {@code words.en.js}; a test finds a kind without
 * words.
 */
public enum FailureKind {
    CABLE_LOST(FailureClass.TRANSIENT, Cure.CHECK_CABLE, "Check the cable and seat the board again."),
    PORT_UNSTABLE(
            FailureClass.TRANSIENT, Cure.CHECK_CABLE, "Power is unstable: use a stronger supply or another cable."),
    TRANSFER_TIMEOUT(
            FailureClass.TRANSIENT, Cure.REPLUG, "The board stopped answering: unplug it and plug it in again."),
    TRANSFER_STALLED(
            FailureClass.TRANSIENT, Cure.REPLUG, "The board refused a transfer: unplug it and plug it in again."),
    TRANSFER_FAILED(FailureClass.TRANSIENT, Cure.CHECK_CABLE, "A transfer broke off: check cable and hub."),
    PROTOCOL_GARBAGE(
            FailureClass.TRANSIENT, Cure.REPLUG, "The board answered nonsense: unplug it and plug it in again."),
    UPLOAD_DAMAGED(FailureClass.TRANSIENT, Cure.CHECK_CABLE, "Data was damaged on the way: check cable and hub."),
    BOARD_NOT_BACK(
            FailureClass.TRANSIENT,
            Cure.REPLUG,
            "The board did not come back: check the power, then plug it in again."),

    CHIP_NOT_SERVED(FailureClass.BOARD, Cure.SET_ASIDE, "No recipe serves this chip: set the board aside."),
    BOARD_SWAPPED(
            FailureClass.BOARD,
            Cure.SCAN_AGAIN,
            "Another board was plugged in during the job: start it again with its own scan."),
    BOARD_REFUSED(FailureClass.BOARD, Cure.SET_ASIDE, "The board reported an error: set it aside."),
    DRAM_FAILED(FailureClass.BOARD, Cure.SET_ASIDE, "The board's memory did not start: set it aside."),
    MEDIUM_FAILED(FailureClass.BOARD, Cure.SET_ASIDE, "The board's flash memory failed: set it aside."),
    SECURE_BOOT(FailureClass.BOARD, Cure.SET_ASIDE, "The board is locked by secure boot: set it aside."),
    VERIFY_MISMATCH(FailureClass.BOARD, Cure.SET_ASIDE, "What the board holds is not what was written: set it aside."),
    NO_BOOT(FailureClass.BOARD, Cure.SET_ASIDE, "The board did not start what was written: set it aside."),
    CHECK_FAILED(FailureClass.BOARD, Cure.SET_ASIDE, "Whoever looked at the board found it faulty: set it aside."),

    IMAGE_MISSING(FailureClass.IMAGE, Cure.CALL_ENGINEER, "Call the engineer: an image file is missing."),
    IMAGE_INVALID(
            FailureClass.IMAGE,
            Cure.CALL_ENGINEER,
            "Call the engineer: an image file is damaged or of the wrong kind."),
    IMAGE_TOO_LARGE(FailureClass.IMAGE, Cure.CALL_ENGINEER, "Call the engineer: an image does not fit the board."),
    VERIFY_MISSING(
            FailureClass.IMAGE,
            Cure.CALL_ENGINEER,
            "Call the engineer: the recipe writes something that it does not read back."),
    RECIPE_INVALID(FailureClass.IMAGE, Cure.CALL_ENGINEER, "Call the engineer: the recipe does not fit this board."),

    ACCESS_DENIED(
            FailureClass.STATION,
            Cure.CALL_ENGINEER,
            "Call the engineer: the station may not open the board (gangway doctor)."),
    DEVICE_CLAIMED(
            FailureClass.STATION,
            Cure.CALL_ENGINEER,
            "Call the engineer: another program holds the board (gangway doctor)."),
    HOST_IO(FailureClass.STATION, Cure.CALL_ENGINEER, "Call the engineer: this machine's disk or USB failed."),
    LEDGER_UNAVAILABLE(
            FailureClass.STATION, Cure.CALL_ENGINEER, "Call the engineer: the record could not be written to disk."),
    POWER_NOT_SWITCHED(
            FailureClass.STATION, Cure.CALL_ENGINEER, "Call the engineer: the port's power could not be switched."),
    UNIT_VALUE_MISSING(
            FailureClass.STATION,
            Cure.CALL_ENGINEER,
            "Call the engineer: the unit cannot be given its own value, such as a MAC (gangway pool check)."),
    INTERNAL_ERROR(
            FailureClass.STATION,
            Cure.CALL_ENGINEER,
            "Call the engineer: the station made an error; its log has the details."),

    NOT_ANSWERED(
            FailureClass.OPERATOR,
            Cure.SCAN_AGAIN,
            "Nobody answered the question in time: scan the label to start again."),
    STOPPED_BY_PERSON(FailureClass.OPERATOR, Cure.SCAN_AGAIN, "Scan the label to start again."),
    STATION_STOPPED(
            FailureClass.STATION,
            Cure.SCAN_AGAIN,
            "The station stopped during the job: scan the label to start again.");

    private final FailureClass failureClass;
    private final Cure cure;
    private final String remedy;

    FailureKind(FailureClass failureClass, Cure cure, String remedy) {
        this.failureClass = failureClass;
        this.cure = cure;
        this.remedy = remedy;
    }

    /** Who can mend it. */
    public FailureClass failureClass() {
        return failureClass;
    }

    /** What the operator does next, in the tile's one word. */
    public Cure cure() {
        return cure;
    }

    /** One sentence that tells the operator what to do next. */
    public String remedy() {
        return remedy;
    }

    /** The stable name, for example {@code cable-lost}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind with this {@link #code()}. */
    public static Optional<FailureKind> ofCode(String code) {
        for (FailureKind kind : values()) {
            if (kind.code().equals(code)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
