package dev.gangway.ymodem;

import dev.gangway.format.ImageData;

/**
 * A file to be sent.
 *
 * @param name as the receiver gets it
 * @param data what is in it
 */
public record Outgoing(String name, ImageData data) {}
