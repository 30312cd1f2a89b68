package dev.gangway.format;

import java.util.Optional;
import java.util.stream.Stream;

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
        WAIT(0),
        /** A comment, which names the stage. */
        COMMENT(1),
        /** Receive as many bytes, and hold them against the data. */
        READ(2),
        /** Send the data. */
        WRITE(3),
        /** Wait for a time. */
        SLEEP(4),
        /** A text in JSON for people. */
        MANIFEST(5);

        private final int command;

        Kind(int command) {
            this.command = command;
        }

        /** The one that a record's command byte says; empty = nobody described it. */
        static Optional<Kind> of(int command) {
            return Stream.of(values()).filter(kind -> kind.command == command).findFirst();
        }
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
