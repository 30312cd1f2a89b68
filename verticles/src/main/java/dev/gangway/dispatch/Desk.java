package dev.gangway.dispatch;

import dev.gangway.message.DeskStatus;
import dev.gangway.model.DeskId;
import dev.gangway.model.Slot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One place where a person scans, with what earlier scans have set for the next one. Immutable; {@link Desks} keeps them.
 *
 * @param id which
 * @param badge whose badge counts; null = nobody's
 * @param reworkUntil until when a serial that has passed before is let through, once; null = it is refused
 * @param choice the slot that takes the next serial
 */
record Desk(
        DeskId id,
        DeskStatus.@Nullable Badge badge,
        @Nullable Instant reworkUntil,
        DeskStatus.@Nullable Choice choice) {
    /** How long a scanned slot label counts. */
    static final Duration CHOICE_COUNTS = Duration.ofSeconds(60);

    /** How long a supervisor's permission of rework counts. */
    static final Duration REWORK_COUNTS = Duration.ofSeconds(60);

    /** A desk where nothing was scanned. */
    static Desk blank(DeskId id) {
        return new Desk(id, null, null, null);
    }

    /** The desk as it is at this time: without what is over, and without a rework whose badge is over. */
    Desk at(Instant now) {
        boolean badgeEnded = badge != null && !now.isBefore(badge.until());
        boolean reworkEnded = badgeEnded || (reworkUntil != null && !now.isBefore(reworkUntil));
        boolean choiceEnded = choice != null && !now.isBefore(choice.until());
        return new Desk(id, badgeEnded ? null : badge, reworkEnded ? null : reworkUntil, choiceEnded ? null : choice);
    }

    /** Somebody does something here: the badge counts for this long from now. */
    Desk used(Instant now, Duration badgeIdle) {
        return badge == null ? this : withBadge(new DeskStatus.Badge(badge.operator(), now.plus(badgeIdle)));
    }

    private Desk withBadge(DeskStatus.Badge longer) {
        return new Desk(id, longer, reworkUntil, choice);
    }

    /** This person works here from now on. What the one before allowed does not count for them. */
    Desk badge(String operator, Instant now, Duration badgeIdle) {
        return ended().withBadge(new DeskStatus.Badge(operator, now.plus(badgeIdle)));
    }

    /** Nobody's badge counts, and nothing that it allowed. */
    Desk ended() {
        return new Desk(id, null, null, choice);
    }

    /** The next serial may have passed before. */
    Desk reworkAllowed(Instant now) {
        return new Desk(id, badge, now.plus(REWORK_COUNTS), choice);
    }

    boolean allowsRework() {
        return reworkUntil != null;
    }

    /** The next serial goes to this slot. */
    Desk chosen(Slot slot, Instant now) {
        return new Desk(id, badge, reworkUntil, new DeskStatus.Choice(slot, now.plus(CHOICE_COUNTS)));
    }

    /** A serial was taken, or all was cancelled: what was set for the next serial is used up. */
    Desk served() {
        return new Desk(id, badge, null, null);
    }

    /** A question was answered: the slot was chosen for that. */
    Desk answered() {
        return new Desk(id, badge, reworkUntil, null);
    }

    /** Whether nothing is set here. */
    boolean isBlank() {
        return badge == null && reworkUntil == null && choice == null;
    }

    /** Who signs what is done here, if this login sent it. */
    String operator(String login) {
        return status().operator(login);
    }

    /** The same for others. */
    DeskStatus status() {
        return new DeskStatus(id, badge, reworkUntil, choice);
    }
}
