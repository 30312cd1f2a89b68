package dev.gangway.fel.command;

import java.io.PrintStream;

/** Memory as {@code sunxi-fel hex} prints it. */
final class Hexdump {
    static final int LINE = 16;

    private Hexdump() {}

    static void print(PrintStream out, long address, byte[] bytes, int length) {
        for (int at = 0; at < length; at += LINE) {
            out.print(line(address + at, bytes, at, Math.min(LINE, length - at)));
            out.print('\n');
        }
    }

    private static String line(long address, byte[] bytes, int at, int count) {
        StringBuilder line = new StringBuilder(String.format("%08x: ", address));
        StringBuilder text = new StringBuilder(LINE);
        for (int i = 0; i < LINE; i++) {
            boolean there = i < count;
            int value = there ? bytes[at + i] & 0xff : 0;
            line.append(there ? String.format("%02x ", value) : "__ ");
            text.append(value >= ' ' && value <= '~' ? (char) value : '.');
        }
        return line.append(' ').append(text).toString();
    }
}
