package dev.gangway.format;

/**
 * One record of a {@link ChpFile}.
 *
 * @param number which one, from 1
 * @param at where its data begins in the file, bytes
 * @param kind what it has a player do
 * @param argument of {@link Kind#WAIT} the USB id, vendor above product; of {@link Kind#SLEEP} microseconds
 * @param length bytes of its data
 */
public record ChpRecord(long number, long at, Kind kind, long argument, int length) {
    /** What a record is for, by its command. */
    public enum Kind {
        /** Wait for a device. */
        WAIT,
        /** A comment, which names the stage. */
        COMMENT,
        /** Receive as many bytes, and hold them against the data. */
        READ,
        /** Send the data. */
        WRITE,
        /** Wait for a time. */
        SLEEP,
        /** A text in JSON for people. */
        MANIFEST
    }

    /** The USB id that is waited for, {@code vvvv:pppp}. */
    public String device() {
        return String.format("%04x:%04x", argument >>> 16, argument & 0xffff);
    }

    /** For messages. */
    public String text() {
        return "record " + number;
    }
}
