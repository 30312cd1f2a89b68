package dev.gangway.fel.command;

import org.jspecify.annotations.Nullable;

/** Numbers as C's strtoul with base 0 reads them: 0x hex, a leading 0 octal, else decimal. */
final class CNumber {
    private static final long LARGEST = 0xffff_ffffL;

    private CNumber() {}

    /**
     * Reads an unsigned 32-bit number. Unlike strtoul it takes the whole word or nothing: a slip of the finger must not
     * become address 0.
     */
    static long parse(String word) throws UsageException {
        try {
            long value;
            if (word.startsWith("0x") || word.startsWith("0X")) {
                value = Long.parseUnsignedLong(word.substring(2), 16);
            } else if (word.startsWith("0") && word.length() > 1) {
                value = Long.parseUnsignedLong(word.substring(1), 8);
            } else {
                value = Long.parseUnsignedLong(word, 10);
            }
            if (value >= 0 && value <= LARGEST && Character.isLetterOrDigit(word.charAt(0))) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(word, e);
        }
        throw wrong(word, null);
    }

    private static UsageException wrong(String word, @Nullable Throwable cause) {
        return new UsageException(
                "Invalid number \"" + word + "\": expected 0 to 4294967295, as 0x… (hex), 0… (octal) or decimal",
                cause);
    }
}
