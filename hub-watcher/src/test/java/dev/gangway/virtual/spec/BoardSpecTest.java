package dev.gangway.virtual.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.virtual.fault.CommonFaults;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the specs of all kinds. */
class BoardSpecTest {
    static List<BoardKind> kinds() {
        return BoardKinds.ALL;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindTakesASeedASpeedAndFaults(BoardKind kind) {
        BoardSpec spec = BoardSpec.parse(kind.name() + ":seed=7,speed=1000,fault=stall@4k,fault=vanish+short@9", 1);

        assertThat(spec.seed()).isEqualTo(7);
        assertThat(spec.faults())
                .containsExactly(
                        new Fault.Stall(4096, 1),
                        new Fault.Vanish(0, 1),
                        new Fault.ShortTransfer(9, 1),
                        new Fault.Slow(0, Fault.ALWAYS, 1000));
        assertThat(BoardSpec.parse(kind.name(), 3).seed()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void helpNamesEveryKeyAndEveryFaultOfAKind(BoardKind kind) {
        assertThat(BoardSpec.help())
                .contains("Keys of " + kind.name(), kind.title(), "Faults of " + kind.name(), "seed=N", "fault=FAULT")
                .contains("xTIMES");
        for (BoardOption<?> option : kind.options()) {
            assertThat(BoardSpec.help()).contains(option.name() + "=" + option.form(), option.doc());
        }
        for (FaultKind fault : kind.faults()) {
            assertThat(BoardSpec.help()).contains(fault.name() + fault.argument(), fault.meaning());
        }
        for (FaultKind fault : CommonFaults.KINDS) {
            assertThat(BoardSpec.help()).contains(fault.name() + fault.argument(), fault.meaning());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theUsualValuesOfAKindAreValuesThatItTakes(BoardKind kind) {
        for (BoardOption<?> option : kind.options()) {
            if (option.usual() != null) {
                assertThat(option.read(option.usual())).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "toaster|there are: allwinner, fastboot",
                "fastboot:soc=h3|the kind fastboot has no key 'soc'",
                "allwinner:soc|not of the form key=value",
                "allwinner:soc=h3,soc=h3|given twice",
                "allwinner:seed=-1|whole number",
                "fastboot:speed=0|from 1 to",
                "allwinner:fault=explode@3|corrupt-write",
                "fastboot:fault=corrupt-write|flash-refused",
                "allwinner:fault=slow|rate",
                "allwinner:fault=stall:now|no argument",
                "fastboot:fault=stallx0|never strike",
                "fastboot:fault=disconnect:soon|500ms or 3s",
            })
    void refusesWhatItDoesNotKnowAndSaysWhatThereIs(String text, String said) {
        assertThatThrownBy(() -> BoardSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    void aFaultStrikesAlwaysWhenThatIsSaid() {
        assertThat(BoardSpec.parse("fastboot:fault=stallxalways").faults())
                .containsExactly(new Fault.Stall(0, Fault.ALWAYS));
    }
}
