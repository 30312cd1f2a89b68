package dev.gangway.ymodem;

import dev.gangway.format.ImageData;
import java.util.OptionalLong;

/**
 * A file to be sent.
 *
 * @param name as the receiver gets it
 * @param data what is in it
 */
public record Outgoing(String name, ImageData data) {
    /** What is told of it before its first byte. */
    FileHeader header() {
        return new FileHeader(name, OptionalLong.of(data.length()));
    }
}
