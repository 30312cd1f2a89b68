package dev.gangway.web.live;

import dev.gangway.message.SerialsWaiting;
import dev.gangway.model.Slot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The stable JSON form of the serials that wait for a board, the next one first. */
final class WaitingJson {
    private WaitingJson() {}

    static JsonArray of(SerialsWaiting waiting) {
        JsonArray all = new JsonArray();
        for (SerialsWaiting.Entry entry : waiting.serials()) {
            JsonObject json = new JsonObject()
                    .put("serial", entry.serial().value())
                    .put("until", entry.until().toString())
                    .put("operator", entry.operator());
            Slot slot = entry.slot();
            all.add(slot == null ? json : json.put("slot", slot.label()));
        }
        return all;
    }
}
