package dev.gangway.scan;

import dev.gangway.recipe.Recipe;

/** Check characters of serials. */
public final class CheckDigits {
    private static final String MOD37 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";

    private CheckDigits() {}

    /** Whether the serial's last character proves the others, by this scheme. */
    public static boolean proves(Recipe.CheckDigit scheme, String serial) {
        return switch (scheme) {
            case NONE -> true;
            case MOD10 -> mod10(digits(serial));
            case LUHN -> luhn(digits(serial));
            case MOD37_2 -> mod37(serial);
        };
    }

    /** GS1's modulo 10 (General Specifications 7.9): weights 3 and 1 from the right, the check digit included. */
    static boolean mod10(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            sum += i % 2 == 0 ? digit : 3 * digit;
        }
        return digits.length() > 1 && sum % 10 == 0;
    }

    /** Luhn (ISO/IEC 7812-1, annex B). */
    static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : 2 * digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return digits.length() > 1 && sum % 10 == 0;
    }

    /** ISO/IEC 7064 MOD 37-2 over letters and digits; other characters are passed over, the last one may be {@code *}. */
    static boolean mod37(String serial) {
        int sum = 0;
        int counted = 0;
        for (int i = 0; i < serial.length(); i++) {
            int value = MOD37.indexOf(serial.charAt(i));
            boolean last = i == serial.length() - 1;
            if (value < 0 || (value == 36 && !last)) {
                if (last) {
                    return false;
                }
                continue;
            }
            counted++;
            sum = last ? sum + value : (sum + value) * 2 % 37;
        }
        return counted > 1 && sum % 37 == 1;
    }

    private static String digits(String serial) {
        return serial.replaceAll("[^0-9]", "");
    }
}
