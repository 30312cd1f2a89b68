package dev.gangway.station.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.json.JobJson;

/** JSON Lines on standard output. */
final class JsonOut {
    private JsonOut() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static void line(JsonNode json) {
        System.out.println(JobJson.text(json));
    }
}
