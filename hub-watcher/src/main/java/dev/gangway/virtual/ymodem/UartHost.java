package dev.gangway.virtual.ymodem;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a program on a board may use: its line, its clock, and its reset. Under the board's lock. */
interface UartHost {
    void send(byte... bytes);

    default void print(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    default void send(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        send(copy);
    }

    /** Unless the board starts anew before. */
    void after(Duration time, Runnable task);

    /** The board starts anew. */
    void restart();

    /** For whoever watches the board. */
    void log(String line);
}
