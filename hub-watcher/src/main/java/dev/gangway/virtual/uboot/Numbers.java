package dev.gangway.virtual.uboot;

import java.util.OptionalLong;

/** Numbers as U-Boot's commands read them. */
final class Numbers {
    private Numbers() {}

    /** A hexadecimal number, with or without 0x; nothing if it is none. */
    static OptionalLong hex(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        if (digits.isEmpty() || digits.length() > 15) {
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseLong(digits, 16);
            return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Width in bytes that a command's suffix names ({@code mw.b}), or the default without one. */
    static int width(String command, int withoutSuffix) {
        int dot = command.lastIndexOf('.');
        return switch (dot < 0 ? "" : command.substring(dot)) {
            case ".b" -> 1;
            case ".w" -> 2;
            case ".l" -> 4;
            default -> withoutSuffix;
        };
    }
}
