package dev.gangway.web.live;

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
    private final Map<String, LiveEvent> waiting = new LinkedHashMap<>();

    LiveReader(HttpServerResponse response) {
        this.response = response;
        response.drainHandler(drained -> flush());
    }

    void offer(LiveEvent event) {
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
