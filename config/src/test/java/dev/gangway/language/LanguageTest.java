package dev.gangway.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gangway.model.BootMode;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlScalar;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LanguageTest {
    private static final Language TOY = ToyLanguage.LANGUAGE;

    private static YamlMap step(String key) {
        return new YamlMap(1, 1, Map.of(key, new YamlScalar(1, 1, "x", YamlScalar.Kind.TEXT)), Map.of());
    }

    @Test
    void findsTheVerbOfAStep() {
        assertThat(TOY.verbOf(step("toy.paint"))).contains(ToyLanguage.PAINT);
        assertThat(TOY.verbOf(step("toy.pant"))).isEmpty();
        assertThat(TOY.step().verbs().keySet()).containsExactly("toy.paint", "toy.frame", "toy.ask", "toy.leave");
    }

    @Test
    void tellsWhichVerbsReadBackAndFindOut() {
        assertThat(TOY.readingBack()).containsExactly("toy.frame");
        assertThat(TOY.findingOut()).isEqualTo("toy.ask");
        assertThat(new Language(List.of(ToyLanguage.LEAVE), List.of(), List.of()).findingOut())
                .isEqualTo("step");
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        Chips chips = TOY.chips().get(0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Language(List.of(ToyLanguage.LEAVE, ToyLanguage.LEAVE), List.of(), List.of()))
                .withMessage("two verbs are called toy.leave");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Language(List.of(ToyLanguage.FRAME), List.of(), List.of()))
                .withMessage("toy.frame needs toy.paint, which is no verb");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Language(List.of(), List.of(chips, chips), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Chips(BootMode.DFU, "Toy", "is", Map.of("t1", 1), "t2"));
    }

    @Test
    void tellsWhyChipsHaveToBeNamed() {
        Chips chips = TOY.chips().get(0);

        assertThat(chips.missing()).isEqualTo("in DFU mode every Toy chip looks alike");
        assertThat(chips.needed()).isEqualTo("Needed for mode dfu, where every chip looks alike.");
        assertThat(chips.exampleId()).isEqualTo("0x0011");
    }
}
