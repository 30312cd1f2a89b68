package dev.gangway.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a shape as JSON Schema, draft 7, which every editor's YAML support completes from. */
public final class JsonSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonSchema() {}

    /** The schema's text, ended by a line feed; the same shape always gives the same text. */
    public static String write(String title, Shape shape) {
        ObjectNode root = JSON.objectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", title);
        root.setAll(schema(shape));
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode schema(Shape shape) {
        if (shape instanceof Shape.Fields fields) {
            return fields(fields, Set.of());
        }
        if (shape instanceof Shape.Verbs verbs) {
            return verbs(verbs);
        }
        if (shape instanceof Shape.Names names) {
            return names(names);
        }
        if (shape instanceof Shape.Items items) {
            ObjectNode out = JSON.objectNode().put("type", "array");
            out.set("items", schema(items.item()));
            if (items.min() > 0) {
                out.put("minItems", items.min());
            }
            if (items.distinct()) {
                out.put("uniqueItems", true);
            }
            if (!items.alone()) {
                return out;
            }
            ObjectNode either = JSON.objectNode();
            either.putArray("anyOf").add(schema(items.item())).add(out);
            return either;
        }
        return scalar(shape);
    }

    private static ObjectNode scalar(Shape shape) {
        ObjectNode out = JSON.objectNode();
        if (shape instanceof Shape.Text text) {
            out.put("type", "string").put("pattern", anchored(text.pattern()));
        } else if (shape instanceof Shape.Word word) {
            word.values().forEach(out.putArray("enum")::add);
        } else if (shape instanceof Shape.Whole whole) {
            out.put("type", "integer").put("minimum", whole.min()).put("maximum", whole.max());
        } else if (shape instanceof Shape.Numbers numbers) {
            numbers.values().forEach(out.putArray("enum")::add);
        } else if (shape instanceof Shape.Flag) {
            out.put("type", "boolean");
        } else if (shape instanceof Shape.Bytes bytes) {
            return scalar(bytes.written());
        } else if (shape instanceof Shape.Either either) {
            out.set("anyOf", array(either.shapes()));
        } else {
            out.put("type", "null");
        }
        return out;
    }

    private static ArrayNode array(List<Shape> shapes) {
        ArrayNode out = JSON.arrayNode();
        shapes.forEach(shape -> out.add(schema(shape)));
        return out;
    }

    private static ObjectNode fields(Shape.Fields shape, Set<String> alsoRequired) {
        ObjectNode out = JSON.objectNode().put("type", "object");
        ObjectNode properties = out.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        shape.fields().forEach((key, field) -> {
            ObjectNode property = schema(field.shape());
            property.put("description", field.doc());
            if (field.absent() instanceof Long number) {
                property.put("default", number);
            } else if (field.absent() instanceof Integer number) {
                property.put("default", number);
            } else if (field.absent() instanceof Boolean flag) {
                property.put("default", flag);
            } else if (field.absent() instanceof List<?>) {
                property.putArray("default");
            } else if (field.absent() != null) {
                property.put("default", String.valueOf(field.absent()));
            }
            properties.set(key, property);
            if (field.required() || alsoRequired.contains(key)) {
                required.add(key);
            }
        });
        if (!required.isEmpty()) {
            out.set("required", required);
        }
        return out.put("additionalProperties", false);
    }

    private static ObjectNode verbs(Shape.Verbs shape) {
        ObjectNode out = JSON.objectNode().put("type", "object");
        ArrayNode any = out.putArray("anyOf");
        shape.verbs()
                .forEach((verb, fields) -> any.add(fields(fields, Set.of(verb)).put("title", verb)));
        return out;
    }

    private static ObjectNode names(Shape.Names shape) {
        ObjectNode out = JSON.objectNode().put("type", "object");
        ObjectNode keys = out.putObject("propertyNames").put("pattern", anchored(shape.keyPattern()));
        if (!shape.refused().isEmpty()) {
            shape.refused().keySet().forEach(keys.putObject("not").putArray("enum")::add);
        }
        for (Map.Entry<String, Shape> special : shape.special().entrySet()) {
            out.withObjectProperty("patternProperties").set(special.getKey(), schema(special.getValue()));
        }
        out.set("additionalProperties", schema(shape.value()));
        return out;
    }

    private static String anchored(String pattern) {
        return "^(?:" + pattern + ")$";
    }
}
