package dev.gangway.job;

import dev.gangway.language.Verb;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Protocols;
import java.util.HashMap;
import java.util.Map;

/** What the protocols can do in one attempt, by verb. One thread, the worker. */
final class Repertoire {
    private final Map<String, Performance> byVerb = new HashMap<>();

    /** Runs a step with its arguments. */
    @FunctionalInterface
    private interface Performance {
        void run(Object arguments) throws FailureException;
    }

    Repertoire(Protocols protocols, Attempt attempt) {
        protocols.all().forEach(protocol -> learn(protocol, attempt));
    }

    private <S> void learn(Protocol<?, S> protocol, Attempt attempt) {
        S steps = protocol.attempt(attempt);
        protocol.actions()
                .forEach(action -> byVerb.put(action.verb().name(), arguments -> action.run(steps, arguments)));
    }

    /** Runs a step of this verb. */
    void run(Verb<?> verb, Object arguments) throws FailureException {
        Performance performance = byVerb.get(verb.name());
        if (performance == null) {
            throw new IllegalStateException("no protocol runs " + verb);
        }
        performance.run(arguments);
    }
}
