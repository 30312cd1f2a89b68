package dev.gangway.scan;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A GS1 application identifier (GS1 General Specifications, figures 3.2-1 and 7.8.5-2).
 *
 * @param code its 2 to 4 digits
 * @param kind what its value is made of
 * @param shortest least number of characters
 * @param longest greatest number of characters
 */
record Gs1Identifier(String code, Kind kind, int shortest, int longest) {
    /** What a value is made of. */
    enum Kind {
        /** Digits. */
        NUMBER,
        /** Digits with a GS1 modulo 10 check digit at the end. */
        KEY,
        /** Digits that begin with a date YYMMDD; day 00 = the month's last. */
        DATE,
        /** Characters of the GS1 set 82. */
        TEXT,
        /** Characters of the GS1 set 39. */
        TEXT39
    }

    /** Set 82 (General Specifications 7.11): ISO/IEC 646 invariant letters, digits and these. */
    private static final String SET82 = "[!\"%&'()*+,\\-./0-9:;<=>?A-Z_a-z]*";

    private static final String SET39 = "[#\\-/0-9A-Z]*";

    /** First two digits of the identifiers whose length is predefined, so that no separator follows them (figure 7.8.5-2). */
    private static final String PREDEFINED = " 00 01 02 03 04 11 12 13 14 15 16 17 18 19 20 31 32 33 34 35 36 41 ";

    private static final Map<String, Gs1Identifier> ALL = new HashMap<>();

    static {
        fixed(Kind.KEY, "00", 18);
        fixed(Kind.KEY, "01", 14);
        fixed(Kind.KEY, "02", 14);
        fixed(Kind.KEY, "03", 14);
        text("10", 1, 20);
        for (String date : new String[] {"11", "12", "13", "15", "16", "17"}) {
            fixed(Kind.DATE, date, 6);
        }
        fixed(Kind.NUMBER, "20", 2);
        text("21", 1, 20);
        text("22", 1, 20);
        text("235", 1, 28);
        text("240", 1, 30);
        text("241", 1, 30);
        number("242", 1, 6);
        text("243", 1, 20);
        text("250", 1, 30);
        text("251", 1, 30);
        keyThen("253", 13, 30);
        text("254", 1, 20);
        keyThen("255", 13, 25);
        number("30", 1, 8);
        measures();
        number("37", 1, 8);
        amounts();
        text("400", 1, 30);
        text("401", 1, 30);
        fixed(Kind.KEY, "402", 17);
        text("403", 1, 30);
        for (int i = 410; i <= 417; i++) {
            fixed(Kind.KEY, Integer.toString(i), 13);
        }
        text("420", 1, 20);
        text("421", 4, 12);
        fixed(Kind.NUMBER, "422", 3);
        number("423", 3, 15);
        fixed(Kind.NUMBER, "424", 3);
        number("425", 3, 15);
        fixed(Kind.NUMBER, "426", 3);
        text("427", 1, 3);
        shipping();
        fixed(Kind.NUMBER, "7001", 13);
        text("7002", 1, 30);
        fixed(Kind.DATE, "7003", 10);
        number("7004", 1, 4);
        text("7005", 1, 12);
        fixed(Kind.DATE, "7006", 6);
        number("7007", 6, 12);
        text("7008", 1, 3);
        text("7009", 1, 10);
        text("7010", 1, 2);
        number("7011", 6, 10);
        text("7020", 1, 20);
        text("7021", 1, 20);
        text("7022", 1, 20);
        text("7023", 1, 30);
        for (int i = 7030; i <= 7039; i++) {
            text(Integer.toString(i), 4, 30);
        }
        text("7040", 4, 4);
        text("7041", 1, 4);
        for (int i = 710; i <= 716; i++) {
            text(Integer.toString(i), 1, 20);
        }
        for (int i = 7230; i <= 7239; i++) {
            text(Integer.toString(i), 3, 30);
        }
        text("7240", 1, 20);
        number("7241", 2, 2);
        text("7242", 1, 25);
        fixed(Kind.NUMBER, "8001", 14);
        text("8002", 1, 20);
        text("8003", 15, 30);
        text("8004", 1, 30);
        fixed(Kind.NUMBER, "8005", 6);
        fixed(Kind.NUMBER, "8006", 18);
        text("8007", 1, 34);
        number("8008", 8, 12);
        text("8009", 1, 50);
        put(new Gs1Identifier("8010", Kind.TEXT39, 1, 30));
        number("8011", 1, 12);
        text("8012", 1, 20);
        text("8013", 1, 25);
        fixed(Kind.KEY, "8017", 18);
        fixed(Kind.KEY, "8018", 18);
        number("8019", 1, 10);
        text("8020", 1, 25);
        fixed(Kind.NUMBER, "8026", 18);
        text("8030", 1, 90);
        text("8110", 1, 70);
        fixed(Kind.NUMBER, "8111", 4);
        text("8112", 1, 70);
        text("8200", 1, 70);
        text("90", 1, 30);
        for (int i = 91; i <= 99; i++) {
            text(Integer.toString(i), 1, 90);
        }
    }

    /** 310n to 369n: weights, lengths, areas, volumes; the fourth digit is the decimal point's place. */
    private static void measures() {
        for (int group = 310; group <= 369; group++) {
            boolean assigned =
                    group <= 316 || (group >= 320 && group <= 337) || (group >= 340 && group <= 357) || group >= 360;
            for (int point = 0; assigned && point <= 5; point++) {
                fixed(Kind.NUMBER, Integer.toString(group) + point, 6);
            }
        }
    }

    /** 390n to 395n: amounts and prices. */
    private static void amounts() {
        for (int point = 0; point <= 9; point++) {
            number("390" + point, 1, 15);
            number("391" + point, 4, 18);
            number("392" + point, 1, 15);
            number("393" + point, 4, 18);
            if (point <= 3) {
                fixed(Kind.NUMBER, "394" + point, 4);
            }
            if (point <= 5) {
                fixed(Kind.NUMBER, "395" + point, 6);
            }
        }
    }

    /** 4300 to 4333: transport. */
    private static void shipping() {
        for (int code : new int[] {4300, 4301, 4310, 4311, 4320}) {
            text(Integer.toString(code), 1, 35);
        }
        for (int code : new int[] {4302, 4303, 4304, 4305, 4306, 4312, 4313, 4314, 4315, 4316}) {
            text(Integer.toString(code), 1, 70);
        }
        text("4307", 2, 2);
        text("4308", 1, 30);
        fixed(Kind.NUMBER, "4309", 20);
        text("4317", 2, 2);
        text("4318", 1, 20);
        text("4319", 1, 30);
        for (int code : new int[] {4321, 4322, 4323}) {
            fixed(Kind.NUMBER, Integer.toString(code), 1);
        }
        fixed(Kind.DATE, "4324", 10);
        fixed(Kind.DATE, "4325", 10);
        fixed(Kind.DATE, "4326", 6);
        for (int code : new int[] {4330, 4331, 4332, 4333}) {
            text(Integer.toString(code), 6, 7);
        }
    }

    private static void put(Gs1Identifier identifier) {
        ALL.put(identifier.code, identifier);
    }

    private static void fixed(Kind kind, String code, int length) {
        put(new Gs1Identifier(code, kind, length, length));
    }

    private static void number(String code, int shortest, int longest) {
        put(new Gs1Identifier(code, Kind.NUMBER, shortest, longest));
    }

    private static void text(String code, int shortest, int longest) {
        put(new Gs1Identifier(code, Kind.TEXT, shortest, longest));
    }

    /** A 13-digit key with check digit that further characters may follow. */
    private static void keyThen(String code, int key, int longest) {
        put(new Gs1Identifier(code, Kind.TEXT, key, longest));
    }

    /** The identifier with exactly these digits. */
    static Optional<Gs1Identifier> of(String code) {
        return Optional.ofNullable(ALL.get(code));
    }

    /** Whether its length is predefined, so that the next identifier follows without a separator. */
    boolean predefinedLength() {
        return PREDEFINED.contains(" " + code.substring(0, 2) + " ");
    }

    /** What is wrong with a value; empty when it is sound. */
    String problemOf(String value) {
        if (value.length() < shortest || value.length() > longest) {
            return shortest == longest
                    ? "needs " + longest + " characters, not " + value.length()
                    : "needs " + shortest + " to " + longest + " characters, not " + value.length();
        }
        if (kind == Kind.TEXT) {
            return value.matches(SET82) ? "" : "holds a character that GS1 does not allow";
        }
        if (kind == Kind.TEXT39) {
            return value.matches(SET39) ? "" : "holds a character that GS1 does not allow";
        }
        if (!value.matches("[0-9]*")) {
            return "takes digits only";
        }
        if (kind == Kind.KEY && !CheckDigits.mod10(value)) {
            return "has a wrong check digit";
        }
        return kind == Kind.DATE && !isDate(value) ? "holds no date" : "";
    }

    private static boolean isDate(String value) {
        int month = Integer.parseInt(value.substring(2, 4));
        int day = Integer.parseInt(value.substring(4, 6));
        return month >= 1 && month <= 12 && day <= 31;
    }
}
