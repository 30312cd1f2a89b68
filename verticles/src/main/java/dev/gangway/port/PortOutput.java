package dev.gangway.port;

import dev.gangway.model.PortState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes out of a port's machine and its job: the state that others see, what has to be done after the present input,
 * and which timer counts. One thread, the machine's.
 */
final class PortOutput {
    private PortState state = new PortState.Empty(null);
    private Instant since;
    private Instant now;
    private long timer;
    private List<PortEffect> effects = new ArrayList<>();

    PortOutput(Instant now) {
        this.now = now;
        this.since = now;
    }

    /** An input comes in. */
    void begin(Instant at) {
        now = at;
        effects = new ArrayList<>();
    }

    /** What has to be done after the present input, in order. */
    List<PortEffect> effects() {
        return effects;
    }

    PortState state() {
        return state;
    }

    /** When the state began. */
    Instant since() {
        return since;
    }

    /** The time of the present input. */
    Instant now() {
        return now;
    }

    void become(PortState next) {
        if (!next.equals(state)) {
            state = next;
            since = now;
        }
    }

    void add(PortEffect effect) {
        effects.add(effect);
    }

    void refuse(String reason, String message) {
        add(new PortEffect.Refuse(reason, message));
    }

    /** The input changes nothing. */
    void ignore(PortInput input) {
        add(new PortEffect.Ignored(input, state));
    }

    /** Sets the one timer; one set before no longer counts. */
    void setTimer(Duration delay) {
        timer++;
        add(new PortEffect.SetTimer(timer, delay));
    }

    /** No timer counts any more. */
    void cancelTimer() {
        timer++;
    }

    /** Whether it is this timer that counts. */
    boolean counts(long which) {
        return which == timer;
    }
}
