package dev.gangway.virtual.rpiboot;

import java.nio.charset.StandardCharsets;

/** What a board is once it has its files. An image for virtual boards says it with its first bytes; any other is for fastboot. */
enum PiGadget {
    FASTBOOT(""),
    DISK("disk");

    /** How many bytes say it. */
    static final int MARK = 4;

    private final String mark;

    PiGadget(String mark) {
        this.mark = mark;
    }

    /** What an image of it begins with. */
    byte[] mark() {
        return mark.getBytes(StandardCharsets.US_ASCII);
    }

    /** What an image that begins so is. */
    static PiGadget of(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1).equals(DISK.mark) ? DISK : FASTBOOT;
    }
}
