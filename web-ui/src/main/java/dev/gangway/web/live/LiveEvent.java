package dev.gangway.web.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * One delta, encoded once for all readers.
 *
 * @param key what it is about; for a reader that lags, a newer event with the same key replaces it
 * @param frame the server-sent event as it goes out
 */
record LiveEvent(String key, Buffer frame) {
    static LiveEvent of(long sequence, String name, String key, JsonObject data) {
        // JSON without indentation holds no line break, so one data line is enough.
        return new LiveEvent(
                key, Buffer.buffer("id: " + sequence + "\nevent: " + name + "\ndata: " + data.encode() + "\n\n"));
    }
}
