package dev.gangway.scan;

import java.util.List;
import java.util.Optional;

/**
 * A GS1 application identifier.
 *
 * @param code its 2 to 4 digits
 * @param predefinedLength whether its length is predefined, so that the next identifier follows without a separator
 * @param parts what its value is made of, in order; only the last one's length may vary
 */
record Gs1Identifier(String code, boolean predefinedLength, List<Part> parts) {
    /** What a part of a value is made of. */
    enum Kind {
        NUMBER("[0-9]*", "takes digits only"),
        /** Set 82 (General Specifications 7.11): ISO/IEC 646 invariant letters, digits and these. */
        SET82("[!\"%&'()*+,\\-./0-9:;<=>?A-Z_a-z]*", "holds a character that GS1 does not allow"),
        SET39("[#\\-/0-9A-Z]*", "holds a character that GS1 does not allow"),
        BASE64URL("[0-9A-Za-z_=\\-]*", "holds a character that GS1 does not allow");

        private final String form;
        private final String problem;

        Kind(String form, String problem) {
            this.form = form;
            this.problem = problem;
        }
    }

    /** What is proved of a part. Of the dictionary's checks these three; the others say nothing of where a serial ends. */
    enum Proof {
        NONE,
        /** A GS1 modulo 10 check digit at its end. */
        KEY,
        /** YYMMDD; day 00 = the month's last. */
        DATE,
        /** YYYYMMDD. */
        LONG_DATE
    }

    /**
     * A part of a value.
     *
     * @param kind its characters
     * @param proof what is proved of it
     * @param shortest least number of characters
     * @param longest greatest number of characters
     * @param optional whether it and all that follows may be left out
     */
    record Part(Kind kind, Proof proof, int shortest, int longest, boolean optional) {
        String problemOf(String text) {
            if (!text.matches(kind.form)) {
                return kind.problem;
            }
            return switch (proof) {
                case NONE -> "";
                case KEY -> CheckDigits.mod10(text) ? "" : "has a wrong check digit";
                case DATE -> isDate(text, 2) ? "" : "holds no date";
                case LONG_DATE -> isDate(text, 4) ? "" : "holds no date";
            };
        }

        private static boolean isDate(String text, int monthAt) {
            int month = Integer.parseInt(text.substring(monthAt, monthAt + 2));
            int day = Integer.parseInt(text.substring(monthAt + 2, monthAt + 4));
            return month >= 1 && month <= 12 && day <= 31;
        }
    }

    /** Copies the list. */
    Gs1Identifier {
        parts = List.copyOf(parts);
    }

    /** The identifier with exactly these digits. */
    static Optional<Gs1Identifier> of(String code) {
        return Gs1Table.of(code);
    }

    /** Least number of characters of its value. */
    int shortest() {
        return parts.stream()
                .filter(part -> !part.optional())
                .mapToInt(Part::shortest)
                .sum();
    }

    /** Greatest number of characters of its value. */
    int longest() {
        return parts.stream().mapToInt(Part::longest).sum();
    }

    /** What is wrong with a value; empty when it is sound. */
    String problemOf(String value) {
        if (value.length() < shortest() || value.length() > longest()) {
            return shortest() == longest()
                    ? "needs " + longest() + " characters, not " + value.length()
                    : "needs " + shortest() + " to " + longest() + " characters, not " + value.length();
        }
        int at = 0;
        for (Part part : parts) {
            int left = value.length() - at;
            if (left == 0 && part.optional()) {
                break;
            }
            if (left < part.shortest()) {
                return "ends within a part of " + part.shortest() + " characters";
            }
            int end = at + Math.min(left, part.longest());
            String problem = part.problemOf(value.substring(at, end));
            if (!problem.isEmpty()) {
                return problem;
            }
            at = end;
        }
        return "";
    }
}
