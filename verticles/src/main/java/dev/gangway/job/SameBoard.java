package dev.gangway.job;

import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.Mark;
import dev.gangway.protocol.Expected;
import dev.gangway.recipe.IdentityRule;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The board of a job, as far as it is known, and whether whoever answers now is it. The rule for all protocols: another board
 * is claimed only when a mark that was told before is told otherwise now, twice; what was worked out but not told proves the
 * board when it fits, and nothing when it does not, unless the recipe holds its firmware to it. One thread, the worker.
 */
final class SameBoard implements Expected {
    private final IdentityRule rule;
    private final Map<String, Mark> told = new LinkedHashMap<>();
    private final Map<String, Mark> derived = new LinkedHashMap<>();
    private final Map<BootMode, IdentityBasis> basis = new EnumMap<>(BootMode.class);
    private @Nullable Meeting meeting;

    /**
     * A board that told this of itself when the job was bound to it.
     *
     * @param rule which marks have to stay
     */
    SameBoard(BoardIdentity first, IdentityRule rule) {
        this.rule = rule;
        first.marks().forEach(this::learn);
        first.derived().forEach(mark -> derived.put(mark.name(), mark));
    }

    /**
     * A board behind a line, of which nothing is known: who answers first is it.
     *
     * @param meeting is told who that is, and may refuse it
     */
    SameBoard(Meeting meeting, IdentityRule rule) {
        this.rule = rule;
        this.meeting = meeting;
    }

    /** Takes who is behind a line. */
    @FunctionalInterface
    interface Meeting {
        void met(BoardIdentity board) throws FailureException;
    }

    /** Asks a board what it is. */
    @FunctionalInterface
    interface Question {
        BoardIdentity ask() throws FailureException;
    }

    @Override
    public void hold(Mark mark, Reading again) throws FailureException {
        Optional<Mark> other = contradicted(mark);
        if (other.isPresent()) {
            accuse(other.get(), mark, again.read());
        }
    }

    /**
     * Holds what an open board tells of itself against what is known, and learns from it.
     *
     * @throws FailureException BOARD_SWAPPED or PROTOCOL_GARBAGE, as {@link Expected#hold}
     */
    void recognise(Question question) throws FailureException {
        BoardIdentity answer = question.ask();
        for (Mark mark : answer.marks()) {
            Optional<Mark> other = contradicted(mark);
            if (other.isPresent()) {
                Optional<Mark> again = question.ask().mark(mark.name());
                accuse(other.get(), mark, again.orElse(mark));
            }
        }
        Meeting first = meeting;
        if (first != null) {
            first.met(answer);
            meeting = null;
        }
        basis.merge(answer.mode(), basisOf(answer.marks()), IdentityBasis::weaker);
        answer.marks().forEach(this::learn);
        answer.derived().forEach(mark -> derived.putIfAbsent(mark.name(), mark));
    }

    /** On what it rests, for each mode in which the board was met, that it was the job's board; the weakest of the mode. */
    Map<BootMode, IdentityBasis> basis() {
        return Map.copyOf(basis);
    }

    /** What was known before, if it is not what the board tells now, and counts. */
    private Optional<Mark> contradicted(Mark mark) {
        Mark before = told.get(mark.name());
        if (before != null && counts(mark)) {
            return before.value().equals(mark.value()) ? Optional.empty() : Optional.of(before);
        }
        Mark predicted = derived.get(mark.name());
        return rule == IdentityRule.DERIVED
                        && predicted != null
                        && !predicted.value().equals(mark.value())
                ? Optional.of(predicted)
                : Optional.empty();
    }

    private boolean counts(Mark mark) {
        return rule != IdentityRule.CHIP || mark.basis() != IdentityBasis.SERIAL;
    }

    /** A wrong bit on the wire must not accuse the operator. */
    private static void accuse(Mark was, Mark is, Mark again) throws FailureException {
        if (again.value().equals(was.value())) {
            return;
        }
        if (!again.value().equals(is.value())) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the board was asked twice who it is and did not say the same: " + is.text() + ", " + again.text());
        }
        throw new FailureException(
                FailureKind.BOARD_SWAPPED,
                "the job began with " + was.text() + ", but " + is.text() + " answers now: put the board back that"
                        + " belongs here, and scan again");
    }

    /** The strongest mark that the board told and that was known before. */
    private IdentityBasis basisOf(List<Mark> marks) {
        IdentityBasis best = IdentityBasis.PORT;
        for (Mark mark : marks) {
            Mark before = told.get(mark.name());
            Mark predicted = derived.get(mark.name());
            if (predicted != null && predicted.value().equals(mark.value())) {
                best = stronger(best, IdentityBasis.DERIVED_SERIAL);
            } else if (before != null && before.value().equals(mark.value())) {
                best = stronger(best, before.basis().weaker(mark.basis()));
            }
        }
        return best;
    }

    private static IdentityBasis stronger(IdentityBasis one, IdentityBasis other) {
        return one.weaker(other) == one ? other : one;
    }

    private void learn(Mark mark) {
        told.put(mark.name(), mark);
    }
}
