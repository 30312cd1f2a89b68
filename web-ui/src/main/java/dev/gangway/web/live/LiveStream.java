package dev.gangway.web.live;

import dev.gangway.model.DeskId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pages that watch the line. Each gets the whole line first and then every change with a growing id; one that
 * cannot keep up skips to the newest state of each port. Event loop only.
 */
public final class LiveStream {
    /** Far more than a line has screens; beyond it something opens streams without closing them. */
    private static final int MOST_READERS = 64;

    /** Beats that may pass while a reader takes nothing, before its connection is given up. */
    private static final int MOST_CONGESTED_BEATS = 20;

    private final LineBoard board;
    private final Map<LiveReader, Integer> readers = new LinkedHashMap<>();

    /** A line that nobody watches yet. */
    public LiveStream(LineIdentity line, List<SlotPlace> slots, InstantSource clock) {
        board = new LineBoard(line, slots, clock, this::tellAll);
    }

    /** The line that is shown. */
    public LineBoard board() {
        return board;
    }

    /**
     * Makes this response a stream that lasts until either side closes it.
     *
     * @param desk whose page it is: it gets what concerns this desk, beside what all get
     * @return false when there are too many already
     */
    public boolean open(HttpServerResponse response, DeskId desk) {
        if (readers.size() >= MOST_READERS) {
            return false;
        }
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .write("retry: 1000\n\n");
        LiveReader reader = new LiveReader(response, desk);
        response.exceptionHandler(gone -> readers.remove(reader));
        response.closeHandler(closed -> readers.remove(reader));
        reader.offer(board.snapshotEvent());
        readers.put(reader, 0);
        return true;
    }

    /** Shows every page that the station lives, and drops those that take nothing; called every second. */
    public void beat() {
        board.beat();
        Iterator<Map.Entry<LiveReader, Integer>> each = readers.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<LiveReader, Integer> entry = each.next();
            entry.setValue(entry.getKey().isCongested() ? entry.getValue() + 1 : 0);
            if (entry.getValue() > MOST_CONGESTED_BEATS) {
                each.remove();
                entry.getKey().close();
            }
        }
    }

    private void tellAll(LiveEvent event) {
        // Copied: writing to a connection that just broke removes its reader.
        List.copyOf(readers.keySet()).forEach(reader -> reader.offer(event));
    }
}
