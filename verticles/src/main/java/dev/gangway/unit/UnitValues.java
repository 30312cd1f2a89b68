package dev.gangway.unit;

import dev.gangway.model.Digest;
import dev.gangway.recipe.Template;
import dev.gangway.recipe.UnitType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one unit has of its own. Immutable. */
public final class UnitValues {
    /** Of a unit that has nothing of its own. */
    public static final UnitValues NONE = new UnitValues(Map.of());

    private final Map<String, Value> values;

    /**
     * A value.
     *
     * @param type what it is
     * @param value as {@link UnitType#read} gives it
     * @param secret whether nobody may read it afterwards
     * @param told what the record says of it; empty = the value itself, or its fingerprint where it is secret
     */
    record Value(UnitType type, String value, boolean secret, String told) {
        Value(UnitType type, String value, boolean secret) {
            this(type, value, secret, "");
        }

        /** What the record says of it. */
        String shown() {
            if (!told.isEmpty()) {
                return told;
            }
            return secret
                    ? "sha256:" + Digest.of(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)))
                    : type.shaped(value, 0, "").orElse(value);
        }

        @Override
        public String toString() {
            return shown();
        }
    }

    UnitValues(Map<String, Value> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The value of a placeholder such as {@code unit.mac+1:bare}; empty when the unit has no such value. */
    public Optional<String> value(String placeholder) {
        Template.UnitName name = Template.UnitName.of(placeholder);
        return Optional.ofNullable(values.get(name.name()))
                .filter(value -> value.type().forms().contains(name.form()))
                .flatMap(value -> value.type().shaped(value.value(), name.more(), name.form()));
    }

    /** Whether the value of a placeholder may be read by nobody. */
    public boolean isSecret(String placeholder) {
        Value value = values.get(Template.UnitName.of(placeholder).name());
        return value != null && value.secret();
    }

    /** All forms of all secrets, by the name under which they are masked. */
    public Map<String, String> secrets() {
        Map<String, String> secrets = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (value.secret()) {
                value.type().forms().forEach(form -> value.type()
                        .shaped(value.value(), 0, form)
                        .ifPresent(text ->
                                lines(Template.UNIT + name + (form.isEmpty() ? "" : ":" + form), text, secrets)));
            }
        });
        return secrets;
    }

    /** A board says a text of several lines line by line, and so is it masked. */
    private static void lines(String name, String text, Map<String, String> secrets) {
        if (!text.contains("\n")) {
            secrets.put(name, text);
            return;
        }
        List<String> lines =
                text.lines().filter(line -> !line.startsWith("-----")).toList();
        for (int i = 0; i < lines.size(); i++) {
            secrets.put(name + " line " + (i + 1), lines.get(i));
        }
    }

    /** What the record says of each, by name. */
    public Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        values.forEach((name, value) -> shown.put(Template.UNIT + name, value.shown()));
        return shown;
    }

    @Override
    public String toString() {
        return shown().toString();
    }
}
