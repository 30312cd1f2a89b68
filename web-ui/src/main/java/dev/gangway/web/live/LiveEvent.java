package dev.gangway.web.live;

import dev.gangway.model.DeskId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One delta, encoded once for all readers.
 *
 * @param key what it is about; for a reader that lags, a newer event with the same key replaces it
 * @param frame the server-sent event as it goes out
 * @param desk the only desk whose pages get it; null = all do
 */
record LiveEvent(String key, Buffer frame, @Nullable DeskId desk) {
    static LiveEvent of(long sequence, String name, String key, JsonObject data) {
        return new LiveEvent(key, frame(sequence, name, data), null);
    }

    /** One that concerns a single desk. */
    static LiveEvent at(DeskId desk, long sequence, String name, JsonObject data) {
        return new LiveEvent(name, frame(sequence, name, data), desk);
    }

    private static Buffer frame(long sequence, String name, JsonObject data) {
        // JSON without indentation holds no line break, so one data line is enough.
        return Buffer.buffer("id: " + sequence + "\nevent: " + name + "\ndata: " + data.encode() + "\n\n");
    }

    boolean isFor(DeskId reader) {
        return desk == null || desk.equals(reader);
    }
}
