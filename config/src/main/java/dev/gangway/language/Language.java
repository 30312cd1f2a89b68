package dev.gangway.language;

import dev.gangway.model.BootMode;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All verbs, chips and modes that the recipes of a station may use.
 *
 * @param verbs in the order in which they are explained
 * @param chips the families of chips that recipes may name
 * @param modes the modes in which boards can be served, in the order in which they are told
 */
public record Language(List<Verb<?>> verbs, List<Chips> chips, List<BootMode> modes) {
    /** Copies the lists; throws {@link IllegalArgumentException} when the verbs or the chips do not fit together. */
    public Language {
        verbs = List.copyOf(verbs);
        chips = List.copyOf(chips);
        modes = List.copyOf(modes);
        Set<String> names = new HashSet<>();
        for (Verb<?> verb : verbs) {
            if (!names.add(verb.name())) {
                throw new IllegalArgumentException("two verbs are called " + verb.name());
            }
        }
        for (Verb<?> verb : verbs) {
            verb.needed().filter(needed -> !names.contains(needed)).ifPresent(needed -> {
                throw new IllegalArgumentException(verb + " needs " + needed + ", which is no verb");
            });
            verb.standsFor().filter(other -> !names.contains(other)).ifPresent(other -> {
                throw new IllegalArgumentException(verb + " stands for " + other + ", which is no verb");
            });
        }
        Set<String> called = new HashSet<>();
        for (Chips family : chips) {
            family.ids().forEach((chip, id) -> {
                if (!called.add(chip) || !called.add(Integer.toString(id))) {
                    throw new IllegalArgumentException("two chips are called " + chip + " or have the id " + id);
                }
            });
        }
    }

    /** Any step: a map that has exactly one of the verbs. */
    public Shape.Verbs step() {
        Map<String, Shape.Fields> shapes = new LinkedHashMap<>();
        verbs.forEach(verb -> shapes.put(verb.name(), verb.shape()));
        return new Shape.Verbs("a step, \"- verb: …\"", shapes);
    }

    /** The verb of a step; empty when it has none that is known. */
    public Optional<Verb<?>> verbOf(YamlMap step) {
        return step.entries().keySet().stream()
                .flatMap(key -> verbs.stream().filter(verb -> verb.name().equals(key)))
                .findFirst();
    }

    /** The name of the chip that reports this id. */
    public Optional<String> chip(int id) {
        return chips.stream()
                .flatMap(family -> family.ids().entrySet().stream())
                .filter(chip -> chip.getValue() == id)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The name of the chip that a recipe writes so; the text itself when no family has another name for it. */
    public String chip(String text) {
        return chips.stream()
                .flatMap(family -> family.named(text).stream())
                .filter(name -> !name.equals(text))
                .findFirst()
                .orElse(text);
    }

    /** The names of the verbs that count as verification. */
    public List<String> readingBack() {
        return verbs.stream().filter(Verb::readsBack).map(Verb::name).toList();
    }

    /** The names of the verbs that find out variables, as a person says "one of them"; {@code step} when there is none. */
    public String findingOut() {
        String names = verbs.stream().filter(Verb::findsOut).map(Verb::name).collect(Collectors.joining(" or "));
        return names.isEmpty() ? "step" : names;
    }
}
