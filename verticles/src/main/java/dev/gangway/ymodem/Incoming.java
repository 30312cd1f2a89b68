package dev.gangway.ymodem;

import java.nio.ByteBuffer;

/** What the receiving end got, in the order in which it came. */
sealed interface Incoming {
    /** A file begins. */
    record Began(FileHeader header) implements Incoming {}

    /** More of the file. */
    record Data(ByteBuffer bytes) implements Incoming {}

    /** The file is whole. */
    record Ended() implements Incoming {}
}
