package dev.gangway.station.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.json.JobJson;

/** JSON Lines on standard output. */
public final class JsonOut {
    private JsonOut() {}

    /** An object to be filled. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Prints it as one line. */
    public static void line(JsonNode json) {
        System.out.println(JobJson.text(json));
    }
}
