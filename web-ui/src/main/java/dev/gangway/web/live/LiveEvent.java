package dev.gangway.web.live;

import dev.gangway.model.DeskId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One delta, encoded once for all readers, when the first of them takes it: a line that nobody watches encodes nothing. Its data
 * does not change any more. Event loop only.
 */
final class LiveEvent {
    private final long sequence;
    private final String name;
    private final String key;
    private final JsonObject data;
    private final @Nullable DeskId desk;
    private @Nullable Buffer frame;

    private LiveEvent(long sequence, String name, String key, JsonObject data, @Nullable DeskId desk) {
        this.sequence = sequence;
        this.name = name;
        this.key = key;
        this.data = data;
        this.desk = desk;
    }

    static LiveEvent of(long sequence, String name, String key, JsonObject data) {
        return new LiveEvent(sequence, name, key, data, null);
    }

    /** One that concerns a single desk. */
    static LiveEvent at(DeskId desk, long sequence, String name, JsonObject data) {
        return new LiveEvent(sequence, name, name, data, desk);
    }

    /** What it is about; for a reader that lags, a newer event with the same key replaces it. */
    String key() {
        return key;
    }

    /** The server-sent event as it goes out. */
    Buffer frame() {
        Buffer made = frame;
        if (made == null) {
            // JSON without indentation holds no line break, so one data line is enough.
            made = Buffer.buffer("id: " + sequence + "\nevent: " + name + "\ndata: " + data.encode() + "\n\n");
            frame = made;
        }
        return made;
    }

    /** Whether this desk's pages get it: all do where it concerns no single one. */
    boolean isFor(DeskId reader) {
        return desk == null || desk.equals(reader);
    }
}
