package dev.gangway.station.files;

import dev.gangway.yaml.Tree;
import dev.gangway.yaml.YamlList;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlNode;
import dev.gangway.yaml.YamlReader;
import dev.gangway.yaml.YamlScalar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an editor does with a YAML file and its schema, with vertx-json-schema as the judge. */
final class Schemas {
    private Schemas() {}

    static Validator validator(String schema) {
        JsonSchemaOptions options = new JsonSchemaOptions()
                .setBaseUri("https://gangway.invalid/")
                .setDraft(Draft.DRAFT7)
                .setOutputFormat(OutputFormat.Flag);
        return Validator.create(JsonSchema.of(new JsonObject(schema)), options);
    }

    static OutputUnit validate(String schema, @Nullable Object value) {
        return validator(schema).validate(value);
    }

    static YamlMap tree(Path file) {
        byte[] bytes = YamlReader.bytes(file).orThrow();
        Tree tree = YamlReader.parse(file, bytes);
        return Objects.requireNonNull(tree.root());
    }

    /** The node as JSON. */
    static @Nullable Object plain(YamlNode node) {
        if (node instanceof YamlMap map) {
            JsonObject out = new JsonObject();
            map.entries().forEach((key, value) -> out.put(key, plain(value)));
            return out;
        }
        if (node instanceof YamlList list) {
            JsonArray out = new JsonArray();
            list.items().forEach(item -> out.add(plain(item)));
            return out;
        }
        YamlScalar scalar = (YamlScalar) node;
        return switch (scalar.kind()) {
            case TEXT -> scalar.text();
            case WHOLE -> scalar.whole().getAsLong();
            case FLOAT -> Double.valueOf(scalar.text());
            case FLAG -> scalar.flag();
            case NOTHING -> null;
        };
    }
}
