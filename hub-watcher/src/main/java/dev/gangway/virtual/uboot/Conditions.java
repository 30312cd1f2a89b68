package dev.gangway.virtual.uboot;

import dev.gangway.virtual.uboot.Command.Outcome;
import java.util.List;
import java.util.OptionalLong;

/** test, itest and setexpr. */
final class Conditions {
    private final UbootRam ram;

    Conditions(UbootRam ram) {
        this.ram = ram;
    }

    /** {@code test}: strings and whole numbers; {@code -o} binds weaker than {@code -a}. Exit code 0 = true. */
    Outcome test(List<String> words) {
        return Outcome.of(words.size() > 1 && any(words.subList(1, words.size())));
    }

    private static boolean any(List<String> words) {
        int or = words.indexOf("-o");
        return or < 0 ? all(words) : all(words.subList(0, or)) || any(words.subList(or + 1, words.size()));
    }

    private static boolean all(List<String> words) {
        int and = words.indexOf("-a");
        return and < 0 ? one(words) : one(words.subList(0, and)) && all(words.subList(and + 1, words.size()));
    }

    private static boolean one(List<String> words) {
        if (!words.isEmpty() && words.get(0).equals("!")) {
            return !one(words.subList(1, words.size()));
        }
        switch (words.size()) {
            case 1 -> {
                // `test -n ${x}` with x unset leaves the operator alone: U-Boot answers false.
                return !words.get(0).startsWith("-") && !words.get(0).isEmpty();
            }
            case 2 -> {
                return words.get(0).equals("-n")
                        ? !words.get(1).isEmpty()
                        : words.get(0).equals("-z") && words.get(1).isEmpty();
            }
            case 3 -> {
                return compare(words.get(0), words.get(1), words.get(2));
            }
            default -> {
                return false;
            }
        }
    }

    private static boolean compare(String a, String operator, String b) {
        return switch (operator) {
            case "=", "==" -> a.equals(b);
            case "!=" -> !a.equals(b);
            case "<" -> a.compareTo(b) < 0;
            case ">" -> a.compareTo(b) > 0;
            default -> numbers(decimal(a), operator, decimal(b));
        };
    }

    private static long decimal(String text) {
        try {
            return Long.decode(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static boolean numbers(long a, String operator, long b) {
        return switch (operator) {
            case "-eq", "==" -> a == b;
            case "-ne", "!=", "<>" -> a != b;
            case "-lt", "<" -> a < b;
            case "-gt", ">" -> a > b;
            case "-le", "<=" -> a <= b;
            case "-ge", ">=" -> a >= b;
            default -> false;
        };
    }

    /** {@code itest[.b|.w|.l] A OP B}: hexadecimal numbers, or memory with a leading star. */
    Outcome itest(List<String> words) {
        if (words.size() != 4) {
            return Outcome.FAILED;
        }
        int width = Numbers.width(words.get(0), 4);
        OptionalLong a = operand(words.get(1), width);
        OptionalLong b = operand(words.get(3), width);
        return Outcome.of(a.isPresent() && b.isPresent() && numbers(a.getAsLong(), words.get(2), b.getAsLong()));
    }

    /** {@code setexpr[.b|.w|.l] NAME A [OP B]}; the result is stored in hexadecimal. */
    Outcome setexpr(List<String> words, Environment environment) {
        int width = Numbers.width(words.get(0), 4);
        if (words.size() != 3 && words.size() != 5) {
            return Outcome.FAILED;
        }
        OptionalLong a = operand(words.get(2), width);
        OptionalLong b = words.size() == 5 ? operand(words.get(4), width) : OptionalLong.of(0);
        if (a.isEmpty() || b.isEmpty()) {
            return Outcome.FAILED;
        }
        OptionalLong result = arithmetic(a.getAsLong(), words.size() == 5 ? words.get(3) : "+", b.getAsLong());
        if (result.isEmpty()) {
            return Outcome.FAILED;
        }
        environment.set(words.get(1), Long.toHexString(result.getAsLong() & 0xFFFFFFFFL));
        return Outcome.OK;
    }

    private static OptionalLong arithmetic(long a, String operator, long b) {
        return switch (operator) {
            case "+" -> OptionalLong.of(a + b);
            case "-" -> OptionalLong.of(a - b);
            case "*" -> OptionalLong.of(a * b);
            case "/" -> b == 0 ? OptionalLong.empty() : OptionalLong.of(a / b);
            case "%" -> b == 0 ? OptionalLong.empty() : OptionalLong.of(a % b);
            case "&" -> OptionalLong.of(a & b);
            case "|" -> OptionalLong.of(a | b);
            case "^" -> OptionalLong.of(a ^ b);
            default -> OptionalLong.empty();
        };
    }

    private OptionalLong operand(String word, int width) {
        if (word.startsWith("*")) {
            OptionalLong address = Numbers.hex(word.substring(1));
            return address.isPresent() ? OptionalLong.of(ram.value(address.getAsLong(), width)) : address;
        }
        OptionalLong value = Numbers.hex(word);
        long mask = (1L << (8 * width)) - 1;
        return value.isPresent() ? OptionalLong.of(value.getAsLong() & mask) : value;
    }
}
