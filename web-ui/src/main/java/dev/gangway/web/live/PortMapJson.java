package dev.gangway.web.live;

import dev.gangway.message.PortMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The stable JSON form of the port map. Absent members mean "does not apply". */
public final class PortMapJson {
    private PortMapJson() {}

    /** The whole map. */
    public static JsonObject of(PortMap map) {
        JsonArray ports = new JsonArray();
        map.ports()
                .forEach(entry -> ports.add(new JsonObject()
                        .put("port", entry.port().text())
                        .put("slot", entry.slot().label())
                        .put("row", entry.row())
                        .put("column", entry.column())
                        .put("origin", entry.origin().code())));
        JsonArray advice = new JsonArray();
        map.advice().forEach(each -> advice.add(of(each)));
        JsonObject json = new JsonObject().put("ports", ports).put("advice", advice);
        PortMap.Lesson lesson = map.lesson();
        if (lesson != null) {
            json.put("lesson", of(lesson));
        }
        return json;
    }

    private static JsonObject of(PortMap.HubAdvice advice) {
        JsonObject json = new JsonObject().put("from", advice.from().text()).put("message", advice.message());
        if (advice.to() != null) {
            json.put("to", advice.to().text());
        }
        return json;
    }

    private static JsonObject of(PortMap.Lesson lesson) {
        JsonObject json = new JsonObject()
                .put("since", lesson.since().toString())
                .put("operator", lesson.operator())
                .put("suggestion", lesson.suggestion().label())
                .put("waiting", lesson.waiting());
        if (lesson.asking() != null) {
            json.put("asking", lesson.asking().text());
        }
        return json;
    }
}
