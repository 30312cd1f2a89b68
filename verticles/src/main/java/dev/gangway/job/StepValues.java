package dev.gangway.job;

import dev.gangway.console.Masker;
import dev.gangway.message.JobOrder;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Template;
import dev.gangway.unit.UnitValues;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What the placeholders of one attempt's steps stand for. One thread, but for {@link #masker}. */
final class StepValues {
    private final JobOrder order;
    private final int nonce;
    private final Map<String, String> learned = new HashMap<>();
    private volatile RecipeSecrets secrets = RecipeSecrets.none();
    private UnitValues unit = UnitValues.NONE;

    StepValues(JobOrder order, int nonce) {
        this.order = order;
        this.nonce = nonce;
    }

    /** The recipe's secrets, masked from here on. */
    void use(RecipeSecrets read) {
        secrets = read;
    }

    /** What the unit has of its own. */
    void use(Recipe recipe, UnitValues drawn) throws FailureException {
        secrets = secrets.and(recipe, drawn);
        unit = drawn;
    }

    /** What takes the secrets out of texts. */
    Masker masker() {
        return secrets.masker();
    }

    /** What a step found out. */
    void learn(String name, String value) {
        learned.put(name, value);
    }

    /**
     * A number that a step found out.
     *
     * @throws FailureException RECIPE_INVALID when none did
     */
    long number(String name) throws FailureException {
        String value = learned.get(name);
        if (value == null) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "the recipe needs " + name + ", which no step before found out");
        }
        return Long.parseLong(value, 16);
    }

    /**
     * What a placeholder stands for.
     *
     * @param sizes bytes of the images that are open
     */
    Optional<String> of(String name, Function<String, OptionalLong> sizes) {
        if (name.equals(Template.NONCE)) {
            return Optional.of(Integer.toHexString(nonce));
        }
        if (name.equals(Template.SERIAL)) {
            return Optional.of(order.serial().value());
        }
        if (name.startsWith(Template.SIZE)) {
            OptionalLong size = sizes.apply(name.substring(Template.SIZE.length()));
            return size.isEmpty() ? Optional.empty() : Optional.of(Long.toHexString(size.getAsLong()));
        }
        if (name.startsWith(Template.SECRET)) {
            return secrets.value(name.substring(Template.SECRET.length()));
        }
        return name.startsWith(Template.UNIT) ? unit.value(name) : Optional.ofNullable(learned.get(name));
    }

    /** Whether nobody may read what it stands for. */
    boolean isSecret(String placeholder) {
        return placeholder.startsWith(Template.SECRET)
                || (placeholder.startsWith(Template.UNIT) && unit.isSecret(placeholder));
    }

    /** Where the first secret of a line is; -1 when it has none. */
    int firstSecret(String line) {
        return Template.names(line).stream()
                .filter(this::isSecret)
                .mapToInt(name -> line.indexOf("{{" + name + "}}"))
                .min()
                .orElse(-1);
    }
}
