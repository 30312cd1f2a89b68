package dev.gangway.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gangway.yaml.Shape;
import dev.gangway.yaml.ShapeCheck;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerbTest {
    private static final Path FILE = Path.of("x.yaml");

    private static YamlMap step(String text) {
        return Objects.requireNonNull(
                YamlReader.parse(FILE, text.getBytes(StandardCharsets.UTF_8)).root());
    }

    @Test
    void readsItsArgumentsFromAStep() {
        // Given
        YamlMap paint = step("toy.paint: house\nimage: red\nfrom: 0x20\ntwice: true\n");
        YamlMap frame = step("""
                toy.frame:
                  - { picture: a, at: 7 }
                  - { picture: b }
                size: 1KiB
                after: |
                  # a comment
                  echo ${x}

                  reset
                """);

        // Then
        assertThat(ToyLanguage.PAINT.read(paint)).isEqualTo(new ToyLanguage.Paint("house", "red", 0x20, true));
        assertThat(ToyLanguage.FRAME.read(frame))
                .isEqualTo(new ToyLanguage.Frame(
                        List.of(
                                new ToyLanguage.Corner("a", Optional.of(7L)),
                                new ToyLanguage.Corner("b", Optional.empty())),
                        1024,
                        List.of("echo ${x}", "reset")));
        assertThat(ToyLanguage.FRAME
                        .read(step("toy.frame: [{ picture: a }]\nsize: 48\n"))
                        .size())
                .isEqualTo(48);
        assertThat(ToyLanguage.LEAVE.read(step("toy.leave:\n"))).isEqualTo(new None());
    }

    @Test
    void aDefaultStandsOnceForTheSchemaAndForTheValue() {
        // Given
        Map<String, Shape.Field> fields = ToyLanguage.FRAME.shape().fields();
        ToyLanguage.Frame frame = ToyLanguage.FRAME.read(step("toy.frame: [{ picture: a }]\n"));

        // Then
        assertThat(Objects.requireNonNull(fields.get("size")).absent()).isEqualTo("4KiB");
        assertThat(frame.size()).isEqualTo(4096);
        assertThat(Objects.requireNonNull(fields.get("after")).absent()).isEqualTo("reset");
        assertThat(frame.after()).containsExactly("reset");
        assertThat(Objects.requireNonNull(ToyLanguage.PAINT.shape().fields().get("from"))
                        .absent())
                .isEqualTo(0x10);
        assertThat(ToyLanguage.PAINT.read(step("toy.paint: a\nimage: red\n")))
                .isEqualTo(new ToyLanguage.Paint("a", "red", 0x10, false));
        assertThat(Objects.requireNonNull(fields.get("timeout")).absent()).isEqualTo("1m");
        assertThat(ToyLanguage.FRAME.common(step("toy.frame: []\n")).timeout()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aDefaultThatTheFileCouldNotSayIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Keys.address("at", "Where.").orElse(-1))
                .withMessage("the default of at: expected an address from 0x0 to 0xffffffff, found the number -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Keys.duration("time", "How long.").orElse("soon"));
        assertThatIllegalArgumentException().isThrownBy(() -> Verb.of("toy.x", "0s", "X."));
    }

    @Test
    void itsShapeIsTheVerbItsKeysAndThoseOfAllSteps() {
        assertThat(ToyLanguage.PAINT.shape().fields())
                .containsOnlyKeys("toy.paint", "image", "from", "twice", "name", "timeout", "prompt", "ifLate");
        assertThat(Objects.requireNonNull(ToyLanguage.PAINT.shape().fields().get("toy.paint")))
                .isEqualTo(new Shape.Field(Keys.IMAGE_NAME, true, "Paint this.", null));
        assertThat(ShapeCheck.check(FILE, "", step("toy.leave: x\n"), ToyLanguage.LEAVE.shape()))
                .hasSize(1);
    }

    @Test
    void namesAStepByItsVerbAndWhatFollowsIt() {
        assertThat(ToyLanguage.PAINT.common(step("toy.paint: a\nimage: red\nprompt: Wait\nifLate: Too late\n")))
                .isEqualTo(new Common("toy.paint a", Duration.ofSeconds(5), "Wait", "Too late"));
        assertThat(ToyLanguage.PAINT.common(step("toy.paint: a\nname: n\ntimeout: 1s\n")))
                .isEqualTo(new Common("n", Duration.ofSeconds(1), "", ""));
        assertThat(ToyLanguage.FRAME.nameOf(step("toy.frame: [1]\n"))).isEqualTo("toy.frame");
    }

    @Test
    void tellsWhatItFindsOut() {
        assertThat(ToyLanguage.ASK.findsOut()).isTrue();
        assertThat(ToyLanguage.FRAME.findsOut()).isFalse();
        assertThat(ToyLanguage.ASK.derived(List.of("width", "height", "x"))).containsExactly("area");
        assertThat(ToyLanguage.ASK.derived(Set.of("width"))).isEmpty();
        assertThat(ToyLanguage.LEAVE.deriving("always").derived(List.of())).containsExactly("always");
    }

    @Test
    void keepsWhatItIsAsItIsRefined() {
        Verb<None> verb = Verb.of("toy.x", "1s", "X.")
                .readingBack()
                .waiting()
                .standingFor("toy.ask")
                .after("toy.leave");

        assertThat(verb.readsBack()).isTrue();
        assertThat(verb.waits()).isTrue();
        assertThat(verb.needed()).contains("toy.leave");
        assertThat(ToyLanguage.LEAVE.readsBack()).isFalse();
        assertThat(ToyLanguage.LEAVE.waits()).isFalse();
        assertThat(verb.standsFor()).contains("toy.ask");
        assertThat(ToyLanguage.LEAVE.needed()).isEmpty();
        assertThat(ToyLanguage.LEAVE.standsFor()).isEmpty();
    }

    @Test
    void takesNoArgumentsOfAnotherVerb() {
        assertThat(ToyLanguage.LEAVE.arguments(new None())).isEqualTo(new None());
        assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> ToyLanguage.PAINT.arguments(new None()));
    }

    @Test
    void aKeyThatTheFormHasNotIsNeverRead() {
        // Given
        Verb<None> verb = Verb.of("toy.x", "1s", "X.", None.class, new Form<>(List.of(ToyLanguage.IMAGE), values -> {
            values.get(ToyLanguage.TWICE);
            return new None();
        }));

        // Then
        assertThatIllegalStateException()
                .isThrownBy(() -> verb.read(step("toy.x: a\ntwice: true\n")))
                .withMessage("the form has no key \"twice\"");
    }

    @Test
    void isRefusedWhenItsKeysDoNotFit() {
        // Given
        Key<Boolean> again = Keys.flag("twice", "X.");
        Key<String> prompt = Keys.line("prompt", "X.");

        // Then
        assertThatIllegalArgumentException().isThrownBy(() -> form(ToyLanguage.IMAGE, ToyLanguage.TWICE, again));
        assertThatIllegalArgumentException().isThrownBy(() -> verb(form(ToyLanguage.TWICE)));
        assertThatIllegalArgumentException().isThrownBy(() -> verb(form()));
        assertThatIllegalArgumentException().isThrownBy(() -> verb(form(ToyLanguage.IMAGE, prompt)));
        assertThatIllegalArgumentException().isThrownBy(() -> Verb.of("Toy", "1s", "X."));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Keys.list("l", "a list", "an item", form(ToyLanguage.IMAGE), "X."));
    }

    private static Form<None> form(Key<?>... keys) {
        return new Form<>(List.of(keys), values -> new None());
    }

    private static Verb<None> verb(Form<None> form) {
        return Verb.of("toy.x", "1s", "X.", None.class, form);
    }
}
