package dev.gangway.web.live;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages that watch the line. Each gets the whole line first and then every change with a growing id; one that
 * cannot keep up skips to the newest state of each port. Event loop only.
 */
public final class LiveStream {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);

    /** Far more than a line has screens; beyond it something opens streams without closing them. */
    private static final int MOST_READERS = 64;

    /** Beats that may pass while a reader takes nothing, before its connection is given up. */
    private static final int MOST_CONGESTED_BEATS = 20;

    private final LineBoard board;
    private final Map<LiveReader, Integer> readers = new LinkedHashMap<>();

    /** Whether somebody lost a stream since there was room; told once. */
    private boolean crowded;

    /** A line that nobody watches yet. */
    public LiveStream(LineIdentity line, List<SlotPlace> slots, InstantSource clock) {
        board = new LineBoard(line, slots, clock, this::tellAll);
    }

    /** The line that is shown. */
    public LineBoard board() {
        return board;
    }

    /**
     * Makes this response a stream that lasts until either side closes it, or the watcher is no more welcome. When there are
     * too many, the one who has most of them gives one up: whoever opens many only takes from itself.
     */
    public void open(HttpServerResponse response, LiveReader.Watcher watcher) {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .write("retry: 1000\n\n");
        LiveReader reader = new LiveReader(response, watcher);
        response.exceptionHandler(gone -> readers.remove(reader));
        response.closeHandler(closed -> readers.remove(reader));
        reader.offer(board.snapshotEvent());
        readers.put(reader, 0);
        makeRoom();
    }

    /** The source with most streams gives one, and of its streams the desk with most of them; the oldest of those. */
    private void makeRoom() {
        while (readers.size() > MOST_READERS) {
            List<LiveReader> mostOfSource = most(List.copyOf(readers.keySet()), LiveReader.Watcher::source);
            LiveReader given = most(mostOfSource, LiveReader.Watcher::desk).get(0);
            if (!crowded) {
                crowded = true;
                LOG.atWarn()
                        .addKeyValue("source", given.watcher().source())
                        .addKeyValue("streams", mostOfSource.size())
                        .log("more pages watch than are served: whoever watches with most loses some");
            }
            drop(given);
        }
    }

    /** Those that have the commonest of these keys; of keys that are equally common the one that came first. */
    private static <K> List<LiveReader> most(List<LiveReader> among, Function<LiveReader.Watcher, K> key) {
        Map<K, List<LiveReader>> groups = among.stream()
                .collect(Collectors.groupingBy(
                        reader -> key.apply(reader.watcher()), LinkedHashMap::new, Collectors.toList()));
        return groups.values().stream()
                .reduce((first, next) -> next.size() > first.size() ? next : first)
                .orElse(List.of());
    }

    /** Ends the streams of those who may not watch any more: they logged out, or their session is over. */
    public void dismiss() {
        List.copyOf(readers.keySet()).stream()
                .filter(reader -> !reader.watcher().welcome().getAsBoolean())
                .forEach(this::drop);
    }

    private void drop(LiveReader reader) {
        readers.remove(reader);
        reader.close();
    }

    /** Shows every page that the station lives, and drops those that take nothing; called every second. */
    public void beat() {
        dismiss();
        crowded &= readers.size() >= MOST_READERS;
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
