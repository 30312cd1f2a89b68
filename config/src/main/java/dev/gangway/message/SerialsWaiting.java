package dev.gangway.message;

import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The serials that wait for a board, whichever desk scanned them; told at each change. One whose time is over waits no more,
 * without another word.
 *
 * @param serials in the order in which they take boards
 */
public record SerialsWaiting(List<Entry> serials) implements Message {
    /** Nothing waits. */
    public static final SerialsWaiting NONE = new SerialsWaiting(List.of());

    /** Copies the list. */
    public SerialsWaiting {
        serials = List.copyOf(serials);
    }

    /**
     * One of them.
     *
     * @param serial which
     * @param slot the slot that its board goes into; null = any
     * @param until when it is forgotten
     * @param operator who scanned it, {@code -} for nobody
     */
    public record Entry(Serial serial, @Nullable Slot slot, Instant until, String operator) {}

    /** What each slot that was chosen waits for: of several serials, the one that takes its board. */
    public Map<Slot, Serial> atSlots() {
        Map<Slot, Serial> at = new LinkedHashMap<>();
        for (Entry entry : serials) {
            Slot slot = entry.slot();
            if (slot != null) {
                at.putIfAbsent(slot, entry.serial());
            }
        }
        return at;
    }
}
