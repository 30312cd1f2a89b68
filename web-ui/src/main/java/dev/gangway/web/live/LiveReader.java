package dev.gangway.web.live;

import dev.gangway.model.DeskId;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One connected page. While its connection is congested, the newest event of each key waits and older ones are dropped;
 * memory is bounded by the number of ports. Event loop only.
 */
final class LiveReader {
    private final HttpServerResponse response;
    private final DeskId desk;
    private final Map<String, LiveEvent> waiting = new LinkedHashMap<>();

    /** A page that is at this desk. */
    LiveReader(HttpServerResponse response, DeskId desk) {
        this.response = response;
        this.desk = desk;
        response.drainHandler(drained -> flush());
    }

    void offer(LiveEvent event) {
        if (!event.isFor(desk)) {
            return;
        }
        // Removed first, so that what goes out stays in sequence.
        waiting.remove(event.key());
        waiting.put(event.key(), event);
        flush();
    }

    boolean isCongested() {
        return !waiting.isEmpty();
    }

    void close() {
        waiting.clear();
        response.reset();
    }

    private void flush() {
        Iterator<LiveEvent> next = waiting.values().iterator();
        while (next.hasNext() && !response.writeQueueFull()) {
            LiveEvent event = next.next();
            next.remove();
            response.write(event.frame());
        }
    }
}
