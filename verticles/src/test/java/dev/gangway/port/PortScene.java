package dev.gangway.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Serial;
import dev.gangway.recipe.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A machine with a little history, for tests that begin in the middle of a port's life. */
final class PortScene {
    static final RetryPolicy TWICE =
            new RetryPolicy(2, Duration.ofSeconds(4), Duration.ofSeconds(30), Set.of(), Set.of(), true);
    static final Failure BAD_FLASH = new Failure(FailureKind.MEDIUM_FAILED, "worn out");

    /** Boards in FEL can be asked; behind a serial line there may be one for the recipe "s". */
    static final PortRules RULES =
            new PortRules(2, EnumSet.of(BootMode.FEL), Map.of(BootMode.SERIAL_LINE, List.of("s", "t")));

    final PortMachine machine = new PortMachine(RULES, Instant.EPOCH);
    private Instant now = Instant.EPOCH;
    private long epochs;

    /** Time goes by. */
    void pass(Duration time) {
        now = now.plus(time);
    }

    List<PortEffect> on(PortInput input) {
        now = now.plusMillis(10);
        return machine.on(input, now);
    }

    /** The only effect. */
    PortEffect one(PortInput input) {
        List<PortEffect> effects = on(input);
        assertThat(effects).as("what comes of %s", input).hasSize(1);
        return effects.get(0);
    }

    /** Why the only effect refuses. */
    PortEffect.Refuse refused(PortInput input) {
        PortEffect effect = one(input);
        assertThat(effect).isInstanceOf(PortEffect.Refuse.class);
        return (PortEffect.Refuse) effect;
    }

    /** Has the input change nothing, not even in the effects. */
    void ignores(PortInput input) {
        var before = machine.state();
        assertThat(on(input)).containsExactly(new PortEffect.Ignored(input, before));
        assertThat(machine.state()).isEqualTo(before);
    }

    List<PortEffect> arrive(BootMode mode, boolean line) {
        Epoch epoch = new Epoch(++epochs);
        return on(new PortInput.Arrived(
                new BoardSighting(PortPath.virtual(1), epoch, epoch.value(), mode, 0x1f3a, 0xefe8, null, line)));
    }

    List<PortEffect> leave() {
        return on(new PortInput.Left(machine.epoch()));
    }

    /** A board waits for its scan. */
    void board(String id) {
        arrive(BootMode.FEL, false);
        on(new PortInput.Identified(machine.epoch(), identity(id), List.of("r")));
    }

    /** A line waits for its scan. */
    void line() {
        arrive(BootMode.SERIAL_LINE, true);
    }

    PortInput.Start start(String serial, String recipe) {
        return new PortInput.Start(
                machine.epoch(), new JobOrder(JobId.random(), new Serial(serial), recipe, "-", false), TWICE);
    }

    /** A job runs its first attempt. */
    JobOrder works(String serial, String recipe) {
        PortInput.Start start = start(serial, recipe);
        assertThat(one(start)).isInstanceOf(PortEffect.OpenRecord.class);
        on(new PortInput.Opened(start.order().job()));
        return start.order();
    }

    JobOrder passes(String serial, String recipe) {
        JobOrder order = works(serial, recipe);
        end(order, null);
        return order;
    }

    JobOrder fails(String serial, String recipe) {
        JobOrder order = works(serial, recipe);
        end(order, BAD_FLASH);
        return order;
    }

    /** The first attempt ends, the last one of its job, and the record is on disk. */
    void end(JobOrder order, @Nullable Failure failure) {
        on(new PortInput.AttemptDone(order.job(), 1, failure == null ? "" : "write", failure));
        on(new PortInput.Recorded(order.job(), 7));
    }

    static BoardIdentity identity(String id) {
        return new BoardIdentity(BootMode.FEL, "H3", new BoardId("sid:" + id));
    }
}
