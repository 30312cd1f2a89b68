package dev.gangway.protocol;

import dev.gangway.model.FailureException;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A prompt of a board at which a person may work. A recipe tells the way to it: the same steps that a job does before it writes.
 *
 * @param name as people choose it: {@code bootloader-shell}
 * @param where what they are told of where they are: {@code At U-Boot's prompt}
 * @param through verbs of steps that may lead there; none of them writes to a medium
 * @param reached verbs of the steps after which the board is there
 * @param opening takes the board from the steps
 * @param <S> the protocol's steps of one attempt
 */
public record BoardShell<S>(String name, String where, Set<String> through, Set<String> reached, Opening<S> opening) {
    /** Copies the sets. */
    public BoardShell {
        through = Set.copyOf(through);
        reached = Set.copyOf(reached);
    }

    /** Takes the board as the steps have left it. */
    @FunctionalInterface
    public interface Opening<S> {
        /** Has the board show its prompt. */
        BoardTerminal of(S steps) throws FailureException;
    }

    /**
     * The same recipe with the steps only that lead there; empty when it never comes there.
     *
     * @param also verbs of no protocol that may lead there
     */
    public Optional<Recipe> way(Recipe recipe, Set<String> also) {
        List<Step> steps = new ArrayList<>();
        for (Step step : recipe.steps()) {
            String verb = step.verb().name();
            boolean there = reached.contains(verb);
            if (there || through.contains(verb) || also.contains(verb)) {
                steps.add(step);
            }
            if (there) {
                return Optional.of(recipe.with(steps));
            }
        }
        return Optional.empty();
    }
}
