package dev.gangway.message;

import dev.gangway.model.DeskId;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The whole port map, told at each change.
 *
 * @param ports every port that has a tile, in the order in which they got their slots
 * @param lesson the lesson that is under way, if any; the map changes only during one
 * @param advice what is wrong with the hubs that the map names, with what to do
 */
public record PortMap(List<Entry> ports, @Nullable Lesson lesson, List<HubAdvice> advice) implements Message {
    /** Copies the lists. */
    public PortMap {
        ports = List.copyOf(ports);
        advice = List.copyOf(advice);
    }

    /** Where a port's slot comes from. */
    public enum Origin {
        /** The configuration file; only who edits that can change it. */
        CONFIGURED,
        /** A lesson. */
        LEARNED,
        /** Nobody named it: the next free number. */
        GIVEN;

        /** The stable name in JSON. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One port.
     *
     * @param port which
     * @param slot its label
     * @param row of its tile, from 1 at the top
     * @param column of its tile, from 1 at the left
     * @param origin who named it
     */
    public record Entry(PortPath port, Slot slot, int row, int column, Origin origin) {}

    /**
     * A person teaches the map: plugs one board after the other and scans each slot's label.
     *
     * @param since when it began
     * @param operator who began it
     * @param desk where it is held: a slot's label that is scanned there is an answer to it
     * @param asking the port whose label is asked for; null while a board has to be plugged in
     * @param suggestion the label that an empty answer means
     * @param waiting how many more boards were plugged in since and are asked for next
     */
    public record Lesson(
            Instant since,
            String operator,
            DeskId desk,
            @Nullable PortPath asking,
            Slot suggestion,
            int waiting) {}

    /**
     * A hub that the map names and that is not where it was.
     *
     * @param from where it was
     * @param to where it seems to be now; null when it is nowhere, or may be one of several
     * @param message what to do, in a sentence
     */
    public record HubAdvice(HubPath from, @Nullable HubPath to, String message) {}
}
