package dev.gangway.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of application identifiers, over every one of them. */
class Gs1TableTest {
    private static final String GS = "\u001d";

    static Collection<Gs1Identifier> all() {
        return Gs1Table.all();
    }

    @Test
    void hasAllOfTheDictionary() {
        assertThat(Gs1Table.all()).hasSize(541);
    }

    @ParameterizedTest
    @MethodSource("all")
    void noneBeginsLikeAnother(Gs1Identifier identifier) {
        assertThat(Gs1Table.all())
                .filteredOn(other -> other.code().startsWith(identifier.code()))
                .containsExactly(identifier);
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachMayStandBesideASerial(Gs1Identifier identifier) throws Gs1.Gs1Exception {
        for (String value : new String[] {value(identifier, false), value(identifier, true)}) {
            String code = identifier.code();
            String after = identifier.predefinedLength() ? "" : GS;

            String serial = code.equals("21") ? "250" : "21";
            assertThat(Gs1.parse(serial + "CP-1" + GS + code + value))
                    .contains(entry(serial, "CP-1"), entry(code, value));
            assertThat(Gs1.parse(code + value + after + serial + "CP-1"))
                    .contains(entry(code, value), entry(serial, "CP-1"));
            assertThat(Gs1.parse("(" + serial + ")CP-1(" + code + ")" + value)).contains(entry(code, value));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachIsRefusedTooLongAndTooShort(Gs1Identifier identifier) {
        String longest = value(identifier, true);
        String shortest = value(identifier, false);
        assertThat(identifier.problemOf(longest)).isEmpty();
        assertThat(identifier.problemOf(longest + "1")).contains("needs");
        assertThat(identifier.problemOf(shortest.substring(1))).contains("needs");
        assertThatThrownBy(() -> Gs1.parse("(" + identifier.code() + ")" + longest + "1"))
                .isInstanceOf(Gs1.Gs1Exception.class);
    }

    @ParameterizedTest
    @CsvSource({
        "8040,490154203237518,''",
        "8040,49015420323751,needs 15 characters",
        "8043,891004234814455936,''",
        "8043,8910042348144559361234,needs 18 to 20",
        "8003,04012345678901ABC,''",
        "8003,04012345678902ABC,wrong check digit",
        "423,276250,''",
        "423,2762,ends within a part of 3",
        "7251,199913012359,no date",
        "717,X1,''",
        "8010,CP#1,''",
        "8010,cp#1,does not allow",
        "8030,AZaz09-_=,''",
        "4330,001500-,''"
    })
    void valuesAreHeldAgainstTheirParts(String code, String value, String expected) {
        String problem = Gs1Table.of(code).orElseThrow().problemOf(value);

        assertThat(problem).contains(expected);
        assertThat(problem.isEmpty()).isEqualTo(expected.isEmpty());
    }

    /** A sound value, the shortest or the longest. */
    private static String value(Gs1Identifier identifier, boolean longest) {
        StringBuilder value = new StringBuilder();
        for (Gs1Identifier.Part part : identifier.parts()) {
            if (longest || !part.optional()) {
                int length = longest ? part.longest() : part.shortest();
                value.append(
                        switch (part.proof()) {
                            case NONE -> "1".repeat(length);
                            case KEY -> key(length);
                            case DATE -> "261231";
                            case LONG_DATE -> "19991231";
                        });
            }
        }
        return value.toString();
    }

    private static String key(int length) {
        for (int last = 0; last < 10; last++) {
            String key = "1".repeat(length - 1) + last;
            if (CheckDigits.mod10(key)) {
                return key;
            }
        }
        throw new AssertionError();
    }
}
