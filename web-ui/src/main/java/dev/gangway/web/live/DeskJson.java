package dev.gangway.web.live;

import dev.gangway.message.DeskStatus;
import io.vertx.core.json.JsonObject;

/** The stable JSON form of what holds at a desk, for its own page. Absent members mean "nothing is set". */
final class DeskJson {
    private DeskJson() {}

    static JsonObject of(DeskStatus status) {
        JsonObject json = new JsonObject();
        DeskStatus.Badge badge = status.badge();
        if (badge != null) {
            json.put("badge", badge.operator()).put("badgeUntil", badge.until().toString());
        }
        if (status.reworkUntil() != null) {
            json.put("reworkUntil", status.reworkUntil().toString());
        }
        DeskStatus.Choice choice = status.choice();
        if (choice != null) {
            json.put("slot", choice.slot().label())
                    .put("slotUntil", choice.until().toString());
        }
        return json;
    }
}
