package dev.gangway.config;

import dev.gangway.language.Common;
import dev.gangway.language.Key;
import dev.gangway.language.Language;
import dev.gangway.language.Verb;
import dev.gangway.yaml.Quantities;
import dev.gangway.yaml.Shape;
import java.util.List;
import java.util.Objects;

/** Writes what a recipe may say as a page for people. */
final class RecipeReference {
    private final StringBuilder out = new StringBuilder();

    private RecipeReference() {}

    /** The page; the same language always gives the same text. */
    static String markdown(Language language) {
        RecipeReference page = new RecipeReference();
        page.file(RecipeShape.of(language));
        page.steps(language);
        return page.out.toString();
    }

    private void file(Shape.Fields recipe) {
        text("""
                # Recipes

                Everything that a recipe may say. This page is generated from what `gangway check` checks, as
                `config/schema/recipe.schema.json` is; a test holds it. The shipped recipes in `config/recipes` are examples.

                ## The file
                """);
        table(recipe);
        recipe.fields().forEach((key, field) -> section(key, field.shape()));
    }

    private void section(String key, Shape shape) {
        if (shape instanceof Shape.Fields fields) {
            text("\n### `" + key + "`\n");
            table(fields);
        } else if (shape instanceof Shape.Names names) {
            text("\n### `" + key + "`\n\n" + "Each key is " + names.keyExpected() + ". Behind it:\n");
            if (names.value() instanceof Shape.Fields fields) {
                table(fields);
            }
        }
    }

    private void steps(Language language) {
        text("""

                ## Steps

                A step begins with its verb: `- verb: …`. What stands behind the verb, and the verb's own keys, are in its
                table. These keys all steps have:
                """);
        table(Common.shape());
        text("""

                Scripts, and the names of image files, may hold placeholders: `{{name}}` is a variable that a step before found
                out, `{{size:IMAGE}}` an image's length in hex, `{{serial}}` the job's serial, `{{nonce}}` a number that no other
                attempt has, `{{secret.NAME}}` a secret of the recipe. The last four cannot be part of a file's name. `${name}` and `$name` are the boot loader's.
                What is put into a script may have only characters that mean nothing to its shell (for U-Boot: letters, digits and
                `. _ : / @ % + , = -`): a recipe with `{{serial}}` in a script whose `serial.pattern` lets others pass is refused.
                """);
        language.verbs().forEach(this::verb);
    }

    private void verb(Verb<?> verb) {
        text("\n### `" + verb.name() + "`\n\n" + verb.doc() + " ");
        verb.needed().ifPresent(needed -> text("A step `" + needed + "` must come before it. "));
        verb.standsFor().ifPresent(other -> text("What needs a step `" + other + "` may follow it. "));
        text("It may take " + verb.timeout() + " unless the step says otherwise.\n");
        Shape.Fields shape = verb.shape();
        List<Key<?>> keys = verb.keys().stream()
                .filter(key -> !(key.shape() instanceof Shape.Nothing))
                .toList();
        if (keys.isEmpty()) {
            text("Nothing stands behind its colon.\n");
            return;
        }
        head();
        for (Key<?> key : keys) {
            String name = key.isArgument() ? verb.name() : key.name();
            row(name, Objects.requireNonNull(shape.fields().get(name)), key.doc());
        }
    }

    private void table(Shape.Fields shape) {
        head();
        shape.fields().forEach((key, field) -> row(key, field, field.doc()));
    }

    private void head() {
        text("\n| key | what it is | left out | meaning |\n|---|---|---|---|\n");
    }

    private void row(String key, Shape.Field field, String doc) {
        text("| `" + key + "` | " + cell(form(field.shape())) + " | " + absent(field) + " | " + cell(doc) + " |\n");
        if (field.shape() instanceof Shape.Items items && items.item() instanceof Shape.Fields each) {
            each.fields().forEach((name, inner) -> row(key + "[]." + name, inner, inner.doc()));
        }
    }

    private static String form(Shape shape) {
        if (shape instanceof Shape.Items items && !(items.item() instanceof Shape.Fields)) {
            return shape.expected() + ", each " + items.item().expected();
        }
        if (shape instanceof Shape.Bytes bytes) {
            return shape.expected() + ", from " + Quantities.text(bytes.least()) + " to "
                    + Quantities.text(bytes.most());
        }
        return shape.expected();
    }

    private static String absent(Shape.Field field) {
        if (field.required()) {
            return "must be there";
        }
        Object absent = field.absent();
        return absent == null || absent instanceof List<?> ? "–" : "`" + absent + "`";
    }

    /** A bar would end the cell. */
    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private void text(String text) {
        out.append(text);
    }
}
