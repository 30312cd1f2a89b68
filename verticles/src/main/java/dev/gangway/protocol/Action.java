package dev.gangway.protocol;

import dev.gangway.language.None;
import dev.gangway.language.Verb;
import dev.gangway.model.FailureException;

/**
 * A verb, and what it does.
 *
 * @param verb as recipes use it
 * @param body what runs its steps
 * @param <A> the arguments of its steps
 * @param <S> what the steps of one attempt share
 */
public record Action<A, S>(Verb<A> verb, Body<A, S> body) {
    /** Runs a step. */
    @FunctionalInterface
    public interface Body<A, S> {
        /** Blocks until the step is done. */
        void run(S steps, A arguments) throws FailureException;
    }

    /** Runs a step that has no arguments. */
    @FunctionalInterface
    public interface Plain<S> {
        /** Blocks until the step is done. */
        void run(S steps) throws FailureException;
    }

    /** A verb with its keys, and what it does. */
    public static <A, S> Action<A, S> on(Verb<A> verb, Body<A, S> body) {
        return new Action<>(verb, body);
    }

    /** A verb that says everything, and what it does. */
    public static <S> Action<None, S> plain(Verb<None> verb, Plain<S> body) {
        return new Action<>(verb, (steps, none) -> body.run(steps));
    }

    /** Runs a step of this verb with the arguments that the recipe has for it. */
    public void run(S steps, Object arguments) throws FailureException {
        body.run(steps, verb.arguments(arguments));
    }
}
