package dev.gangway.dispatch;

import dev.gangway.model.DeskId;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The desks at which something is set; the one place where that is kept. One thread, the dispatcher's event loop. */
final class Desks {
    /** Far more than a line has; a program that makes up names must not fill the memory. */
    static final int MOST = 1_000;

    private final Map<DeskId, Desk> set = new LinkedHashMap<>();

    /** The desk as it is at this time. */
    Desk of(DeskId id, Instant now) {
        Desk known = set.get(id);
        return known == null ? Desk.blank(id) : known.at(now);
    }

    /** Keeps the desk as it is now; the one that was used longest ago goes when there are too many. */
    void put(Desk desk, Instant now) {
        set.values().removeIf(other -> other.at(now).isBlank());
        set.remove(desk.id());
        if (desk.isBlank()) {
            return;
        }
        if (set.size() >= MOST) {
            Iterator<DeskId> oldest = set.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        set.put(desk.id(), desk);
    }
}
