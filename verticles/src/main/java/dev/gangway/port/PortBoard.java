package dev.gangway.port;

import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The board or the line on a port, as far as it is known: the part of {@link PortMachine}'s drawing from EMPTY to
 * AWAITING_SCAN. One thread, the machine's.
 */
final class PortBoard {
    private PortRules rules;
    private final PortOutput out;
    private Epoch epoch = Epoch.NONE;
    private @Nullable BoardSighting seen;
    private @Nullable BoardIdentity identity;
    private List<String> recipes = List.of();
    private @Nullable Serial reserved;

    /** Nothing is plugged in at present. */
    PortBoard(PortRules rules, PortOutput out) {
        this.rules = rules;
        this.out = out;
    }

    /** Goes by these rules from now on. */
    void follow(PortRules others) {
        rules = others;
    }

    /** Whether it comes and goes, so that nothing else is known of it. */
    boolean isUnstable() {
        return out.state() instanceof PortState.Detected detected
                && detected.problem() != null
                && detected.problem().kind() == FailureKind.PORT_UNSTABLE;
    }

    /** The attach that is or was the last one. */
    Epoch epoch() {
        return epoch;
    }

    /** Who it is, once known. */
    @Nullable
    BoardIdentity identity() {
        return identity;
    }

    /** The recipes that fit it. */
    List<String> recipes() {
        return recipes;
    }

    boolean isThere() {
        return seen != null;
    }

    /** Whether the board of this attach is there. */
    boolean isThere(Epoch which) {
        return isThere() && which.equals(epoch);
    }

    /** What is there; null when nothing is. */
    @Nullable
    BoardSighting seen() {
        return seen;
    }

    /** Whether the bus shows it as a line, whose boards come and go unseen. */
    boolean isLine() {
        return seen != null && seen.line();
    }

    /** Whether nobody is asked who is there before a job. */
    boolean isUnasked() {
        return seen != null && seen.isUnasked();
    }

    /** Whether it can take a job: a board that said who it is, or one that is not asked before. */
    boolean isReady() {
        return isUnasked() || identity != null;
    }

    /** Whether it can't be anybody but this one. */
    boolean isCertainly(BoardIdentity who) {
        return identity != null
                && identity.boardId() != null
                && identity.boardId().equals(who.boardId());
    }

    // ---- what happens to it

    /** It is there, or is seen better than before. */
    void arrived(BoardSighting sighting) {
        seen = sighting;
        epoch = sighting.epoch();
    }

    /** It is gone; who it was is still known. */
    void left() {
        seen = null;
    }

    /** Nothing is known of it any more. */
    void forget() {
        seen = null;
        identity = null;
        recipes = List.of();
    }

    /** A serial waits for a board here; null takes it back. */
    void reserve(@Nullable Serial serial) {
        reserved = serial;
    }

    /** A job begins; where nobody was asked, nobody knows who is there now. */
    void bound() {
        reserved = null;
        if (isUnasked()) {
            identity = null;
        }
    }

    /** An attempt has met who is there. */
    void met(BoardIdentity who) {
        identity = who;
    }

    // ---- what it shows

    void showEmpty() {
        out.become(new PortState.Empty(reserved));
    }

    /** A board that is known, or a line behind which one may be, waits for its scan. */
    void showWaiting() {
        out.become(new PortState.AwaitingScan(identity));
    }

    void showUnstable() {
        Failure problem = new Failure(FailureKind.PORT_UNSTABLE, "the board comes and goes every few seconds");
        out.become(new PortState.Detected(BootMode.UNKNOWN, problem));
    }

    /** What is there now. The result of a finished job may stay. */
    void show(BoardSighting there, boolean isKnown, boolean resultStays) {
        if (there.isUnasked()) {
            showUnasked(there, resultStays);
        } else {
            showBoard(there, isKnown, resultStays);
        }
    }

    /** Asked nothing before a job, a line or an adapter waits for its scan. The result of a finished job may stay until then. */
    private void showUnasked(BoardSighting line, boolean resultStays) {
        recipes = rules.onLine(line.mode());
        if (resultStays) {
            return;
        }
        identity = null;
        if (recipes.isEmpty()) {
            out.become(new PortState.Detected(line.mode(), notServed(line)));
        } else {
            showWaiting();
        }
    }

    /** Asks the board who it is. The result of a finished job stays until it is known to be another board. */
    private void showBoard(BoardSighting board, boolean isKnown, boolean resultStays) {
        boolean asked = rules.asked().contains(board.mode());
        if (!resultStays && !isKnown) {
            identity = null;
            recipes = List.of();
            out.become(new PortState.Detected(board.mode(), null));
        }
        if (asked) {
            out.add(new PortEffect.Identify(board));
        } else if (!resultStays && board.isDescribed()) {
            out.become(new PortState.Detected(board.mode(), notServed(board)));
        }
    }

    void identified(BoardIdentity who, List<String> fitting) {
        identity = who;
        recipes = List.copyOf(fitting);
        if (recipes.isEmpty()) {
            Failure problem = new Failure(FailureKind.CHIP_NOT_SERVED, "no recipe serves " + who.chip());
            out.become(new PortState.Detected(who.mode(), problem));
        } else {
            showWaiting();
        }
    }

    void notIdentified(Failure why) {
        identity = null;
        recipes = List.of();
        out.become(new PortState.Detected(seen == null ? BootMode.UNKNOWN : seen.mode(), why));
    }

    private static Failure notServed(BoardSighting sighting) {
        String what;
        if (sighting.isUnasked()) {
            what = "no recipe of this slot is for boards behind a "
                    + sighting.mode().code();
        } else if (sighting.mode() == BootMode.UNKNOWN) {
            what = String.format(
                    Locale.ROOT,
                    "no boot mode fits the device %04x:%04x: it is no board, or its descriptors are broken",
                    sighting.vid(),
                    sighting.pid());
        } else {
            what = "the board is in " + sighting.mode().code() + " mode, in which this station can't ask it who it is";
        }
        return new Failure(FailureKind.CHIP_NOT_SERVED, what);
    }
}
