package dev.gangway.yaml;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the keys of {@link Shape.Fields} in the order in which an editor offers them. Not thread-safe. */
public final class FieldsBuilder {
    private final Map<String, Shape.Field> fields = new LinkedHashMap<>();
    private final Map<String, String> gone = new LinkedHashMap<>();

    /** A key that must be there. */
    public FieldsBuilder required(String key, Shape shape, String doc) {
        fields.put(key, new Shape.Field(shape, true, doc, null));
        return this;
    }

    /** A key that may be left out. */
    public FieldsBuilder optional(String key, Shape shape, String doc) {
        fields.put(key, new Shape.Field(shape, false, doc, null));
        return this;
    }

    /** A key that may be left out; {@code absent} holds then. */
    public FieldsBuilder optional(String key, Shape shape, String doc, Object absent) {
        fields.put(key, new Shape.Field(shape, false, doc, absent));
        return this;
    }

    /** A key as it was described elsewhere. */
    public FieldsBuilder key(String key, Shape.Field field) {
        fields.put(key, field);
        return this;
    }

    /** A key that older files may have and that means nothing any more: a problem that says what to do. */
    public FieldsBuilder gone(String key, String whatToDo) {
        gone.put(key, whatToDo);
        return this;
    }

    /** The shape. */
    public Shape.Fields build(String expected) {
        return new Shape.Fields(expected, fields, gone);
    }
}
