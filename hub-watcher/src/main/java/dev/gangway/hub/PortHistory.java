package dev.gangway.hub;

import dev.gangway.channel.Sighting;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.message.HubEvent.BoardArrived;
import dev.gangway.message.HubEvent.BoardLeft;
import dev.gangway.message.HubEvent.PortUnstable;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the watcher remembers of one port: its epoch, what is there, and how often it flapped.
 *
 * <pre>
 *             change, fewer than flapChanges
 *            ┌────────┐
 *            v        │   flapChanges within flapWindow
 *        steady ──────┴──────────────────────────────> unstable ──┐ change: nothing is told
 *            ^                                             │  ^───┘
 *            └─────────── no change for steadyFor ─────────┘
 * </pre>
 *
 * <p>A leave counts when the board had been there for less than shortPresence; its return counts too if it comes in the
 * same mode. While a job runs nothing counts: there boards leave and return because they are told to.
 */
final class PortHistory {
    private final PortPath port;
    private final HubSettings settings;

    // Mutable state, one thread.
    private Epoch epoch = Epoch.NONE;
    private @Nullable BoardSighting present;
    private boolean identified;
    private Instant lastChange = Instant.MIN;
    private @Nullable BootMode leftShortlyAs;
    private final Deque<Instant> flaps = new ArrayDeque<>();
    private boolean unstable;

    PortHistory(PortPath port, HubSettings settings) {
        this.port = port;
        this.settings = settings;
    }

    /** What is there and may be told. */
    Optional<BoardSighting> told() {
        return unstable ? Optional.empty() : Optional.ofNullable(present);
    }

    /** Takes what a survey saw on this port. */
    List<HubEvent> see(@Nullable Sighting seen, boolean jobRuns, Instant now) {
        List<HubEvent> events = new ArrayList<>();
        BoardSighting before = present;
        if (before != null && (seen == null || seen.deviceKey() != before.deviceKey())) {
            leave(before, jobRuns, now, events);
        }
        if (seen != null && present == null) {
            arrive(seen, jobRuns, now, events);
        } else if (seen != null && !identified && seen.isDescribed()) {
            identify(seen, events);
        }
        if (unstable && !now.isBefore(lastChange.plus(settings.steadyFor()))) {
            unstable = false;
            flaps.clear();
            leftShortlyAs = null;
            events.add(new PortUnstable(port, false));
            Optional.ofNullable(present).map(BoardArrived::new).ifPresent(events::add);
        }
        return events;
    }

    private void leave(BoardSighting board, boolean jobRuns, Instant now, List<HubEvent> events) {
        boolean shortly = now.isBefore(lastChange.plus(settings.shortPresence()));
        leftShortlyAs = shortly && !jobRuns ? board.mode() : null;
        present = null;
        identified = false;
        lastChange = now;
        if (!unstable) {
            events.add(new BoardLeft(port, board.epoch()));
            if (leftShortlyAs != null) {
                flap(now, events);
            }
        }
    }

    private void arrive(Sighting seen, boolean jobRuns, Instant now, List<HubEvent> events) {
        epoch = epoch.next();
        BoardSighting board = BootModeTable.seen(seen, epoch);
        present = board;
        identified = seen.isDescribed();
        lastChange = now;
        boolean returned = !jobRuns && maybeSameMode(leftShortlyAs, board.mode());
        if (unstable) {
            return;
        }
        if (returned) {
            flap(now, events);
        } else {
            flaps.clear();
        }
        if (!unstable) {
            events.add(new BoardArrived(board));
        }
    }

    /** An id that has not arrived, before or now, does not tell another mode. */
    private boolean maybeSameMode(@Nullable BootMode left, BootMode now) {
        return left != null && (!identified || left == BootMode.UNKNOWN || left == now);
    }

    private void identify(Sighting seen, List<HubEvent> events) {
        BoardSighting board = BootModeTable.seen(seen, epoch);
        present = board;
        identified = true;
        if (!unstable) {
            events.add(new BoardArrived(board));
        }
    }

    private void flap(Instant now, List<HubEvent> events) {
        flaps.add(now);
        while (flaps.element().isBefore(now.minus(settings.flapWindow()))) {
            flaps.remove();
        }
        if (flaps.size() >= settings.flapChanges()) {
            unstable = true;
            events.add(new PortUnstable(port, true));
        }
    }
}
