package dev.gangway.station.beside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.message.GivenImages;
import dev.gangway.model.Digest;
import dev.gangway.model.Serial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Jobs that are asked for at the command line.
 *
 * @param recipe its name
 * @param digest its content, as the caller has read it
 * @param units one for each port
 * @param images files that were given with the command; absolute
 * @param patience how long to wait for boards
 * @param operator who asks
 * @param form how the course is told
 */
public record FlashRequest(
        String recipe,
        Digest digest,
        List<Unit> units,
        GivenImages images,
        Duration patience,
        String operator,
        Form form) {
    /** How the course of jobs is told to whoever asked. */
    public enum Form {
        /** The table at the end. */
        TABLE,
        /** A line a slot, drawn in place, and the table. */
        LIVE,
        /** JSON Lines. */
        JSON
    }

    /**
     * A unit and its board.
     *
     * @param port the port or slot of its board, as a person names it
     * @param label what of the unit's own its label said, by GS1 application identifier
     */
    public record Unit(String port, Serial serial, Map<String, String> label) {
        /** Copies the map. */
        public Unit {
            label = Map.copyOf(label);
        }
    }

    ObjectNode json() {
        ObjectNode json = LedgerWords.object();
        json.put("recipe", recipe).put("digest", digest.hex());
        ArrayNode all = json.putArray("units");
        for (Unit unit : units) {
            ObjectNode one = all.addObject()
                    .put("port", unit.port())
                    .put("serial", unit.serial().value());
            ObjectNode label = one.putObject("label");
            unit.label().forEach(label::put);
        }
        Path folder = images.folder();
        json.put("folder", folder == null ? null : folder.toString());
        ObjectNode files = json.putObject("files");
        images.named().forEach((name, file) -> files.put(name, file.toString()));
        return json.put("waitMillis", patience.toMillis())
                .put("operator", operator)
                .put("form", form.name());
    }

    static FlashRequest of(JsonNode json) {
        List<Unit> units = new ArrayList<>();
        json.path("units")
                .forEach(unit -> units.add(new Unit(
                        unit.path("port").asText(),
                        new Serial(unit.path("serial").asText()),
                        texts(unit.path("label")))));
        Map<String, Path> files = new LinkedHashMap<>();
        JsonNode given = json.path("files");
        given.fieldNames()
                .forEachRemaining(
                        name -> files.put(name, Path.of(given.path(name).asText())));
        return new FlashRequest(
                json.path("recipe").asText(),
                new Digest(json.path("digest").asText()),
                units,
                new GivenImages(LedgerWords.value(json, "folder", Path::of), files),
                Duration.ofMillis(json.path("waitMillis").asLong()),
                json.path("operator").asText("-"),
                Form.valueOf(json.path("form").asText(Form.TABLE.name())));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.fieldNames()
                .forEachRemaining(name -> texts.put(name, object.path(name).asText()));
        return texts;
    }
}
