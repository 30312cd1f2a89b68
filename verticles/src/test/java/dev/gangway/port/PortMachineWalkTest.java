package dev.gangway.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long random walks: whatever happens in whatever order, the rules that are never broken hold. */
class PortMachineWalkTest {
    private static final int STEPS = 20_000;
    private static final RetryPolicy POLICY =
            new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(9), Set.of(), Set.of(), true);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void keepsItsRules(long seed) {
        Walk walk = new Walk(seed);
        for (int i = 0; i < STEPS; i++) {
            walk.step();
        }
        walk.finish();
        assertThat(walk.closed).isEqualTo(walk.openedJobs);
        assertThat(walk.passedShown)
                .as("a walk that never passes proves nothing")
                .isPositive();
        assertThat(walk.quarantines).isPositive();
    }

    /** A world around the machine that answers its effects in random order, late, or with lies. */
    private static final class Walk {
        private final Random random;
        private final PortMachine machine;
        private Instant now = Instant.EPOCH;
        private long epochs;
        private final List<PortInput> pending = new ArrayList<>();
        private final Map<JobId, Verdict> closing = new HashMap<>();
        private final Set<JobId> started = new HashSet<>();
        private final Set<JobId> openedJobs = new HashSet<>();
        private final Set<JobId> closed = new HashSet<>();
        private @Nullable JobId working;
        private @Nullable PortInput last;
        private boolean switching;
        private int passedShown;
        private int quarantines;
        private int serials;

        Walk(long seed) {
            random = new Random(seed);
            machine = new PortMachine(3, now);
        }

        void step() {
            now = now.plusMillis(random.nextInt(300));
            if (!pending.isEmpty() && random.nextInt(3) != 0) {
                feed(pending.remove(random.nextInt(pending.size())));
                return;
            }
            feed(somethingHappens());
        }

        private PortInput somethingHappens() {
            return switch (random.nextInt(15)) {
                case 0, 1, 2 -> new PortInput.Arrived(sighting(new Epoch(++epochs), mode()));
                case 3, 4 -> new PortInput.Left(new Epoch(Math.max(0, epochs - random.nextInt(2))));
                case 5 -> new PortInput.Unstable(random.nextBoolean());
                case 6, 7, 8, 9 ->
                    new PortInput.Start(
                            machine.epoch(),
                            new JobOrder(JobId.random(), new Serial("S" + ++serials), "r", "-", false),
                            POLICY);
                case 10 ->
                    random.nextInt(4) == 0 ? new PortInput.Abort() : new PortInput.TimerFired(random.nextInt(50));
                case 11 -> random.nextInt(8) == 0 ? new PortInput.Quarantine("tried") : new PortInput.Release();
                case 13 ->
                    random.nextInt(4) == 0
                            ? new PortInput.Power(PortCommand.Power.Wish.CYCLE)
                            : new PortInput.Rename(new Slot("07"));
                case 12 -> new PortInput.Reserve(random.nextBoolean() ? new Serial("R") : null);
                default -> new PortInput.AttemptDone(JobId.random(), 1, "", null);
            };
        }

        private BootMode mode() {
            return random.nextInt(4) == 0 ? BootMode.RUNNING : BootMode.FEL;
        }

        void feed(PortInput input) {
            last = input;
            switching &= !(input instanceof PortInput.PowerDone);
            PortState before = machine.state();
            if (input instanceof PortInput.AttemptDone done && done.job().equals(working)) {
                working = null;
            }
            for (PortEffect effect : machine.on(input, now)) {
                carryOut(effect);
            }
            check(before);
        }

        private void carryOut(PortEffect effect) {
            if (effect instanceof PortEffect.Identify identify) {
                BoardIdentity board = new BoardIdentity(BootMode.FEL, "H3", new BoardId("sid:" + random.nextInt(5)));
                pending.add(
                        random.nextInt(9) == 0
                                ? new PortInput.NotIdentified(
                                        identify.board().epoch(), new Failure(FailureKind.TRANSFER_TIMEOUT, "silent"))
                                : new PortInput.Identified(
                                        identify.board().epoch(),
                                        board,
                                        random.nextInt(9) == 0 ? List.of() : List.of("r")));
            } else if (effect instanceof PortEffect.OpenRecord open) {
                JobId job = open.order().job();
                assertThat(started.add(job)).as("a job is opened once").isTrue();
                if (random.nextInt(9) == 0) {
                    pending.add(new PortInput.NotOpened(job));
                } else {
                    openedJobs.add(job);
                    pending.add(new PortInput.Opened(job));
                }
            } else if (effect instanceof PortEffect.RunAttempt run) {
                assertThat(working).as("one attempt at a time").isNull();
                assertThat(openedJobs)
                        .as("no work before the record")
                        .contains(run.order().job());
                assertThat(closing)
                        .as("no work after the end")
                        .doesNotContainKey(run.order().job());
                assertThat(run.attempt()).isBetween(1, POLICY.attempts());
                assertThat(switching).as("the power is left alone").isFalse();
                working = run.order().job();
                pending.add(new PortInput.StepBegan(run.order().job(), run.attempt(), "write", 1, 1, null));
                pending.add(new PortInput.AttemptDone(run.order().job(), run.attempt(), "write", outcome()));
            } else if (effect instanceof PortEffect.SwitchPower) {
                assertThat(working).as("no job loses its power to a person").isNull();
                switching = true;
                pending.add(new PortInput.PowerDone());
            } else if (effect instanceof PortEffect.SetTimer timer) {
                pending.add(new PortInput.TimerFired(timer.timer()));
            } else if (effect instanceof PortEffect.CloseRecord close) {
                JobId job = close.order().job();
                assertThat(working).as("the worker has returned").isNull();
                Verdict known = closing.putIfAbsent(job, close.verdict());
                assertThat(known == null || known == close.verdict())
                        .as("a verdict never changes")
                        .isTrue();
                pending.add(
                        random.nextInt(5) == 0
                                ? new PortInput.NotRecorded(job, "disk full")
                                : new PortInput.Recorded(job, serials));
            } else if (effect instanceof PortEffect.TellJobEnded ended) {
                assertThat(closed.add(ended.order().job()))
                        .as("an end is told once")
                        .isTrue();
            } else if (effect instanceof PortEffect.TellQuarantined) {
                quarantines++;
            }
        }

        private @Nullable Failure outcome() {
            return switch (random.nextInt(4)) {
                case 0 -> new Failure(FailureKind.CABLE_LOST, "pulled");
                case 1 -> new Failure(FailureKind.MEDIUM_FAILED, "worn out");
                default -> null;
            };
        }

        private void check(PortState before) {
            PortState state = machine.state();
            if (state instanceof PortState.Passed && !(before instanceof PortState.Passed)) {
                assertThat(last).as("only a record on disk turns a port green").isInstanceOf(PortInput.Recorded.class);
                JobId job = ((PortInput.Recorded) Objects.requireNonNull(last)).job();
                assertThat(closing.get(job)).isEqualTo(Verdict.PASSED);
                passedShown++;
            }
            if (state instanceof PortState.Empty || state instanceof PortState.AwaitingScan) {
                assertThat(working).as("an idle port has no work").isNull();
                assertThat(machine.order()).isNull();
            }
            if (machine.order() != null && working != null) {
                assertThat(machine.order().job()).isEqualTo(working);
                assertThat(state).isInstanceOf(PortState.Running.class);
            }
        }

        /** Answers what is still open, so that every job that was opened must come to its end. */
        void finish() {
            for (int i = 0; i < 1000 && !pending.isEmpty(); i++) {
                feed(pending.remove(0));
            }
        }

        private static BoardSighting sighting(Epoch epoch, BootMode mode) {
            return new BoardSighting(PortPath.virtual(1), epoch, epoch.value(), mode, 0x1f3a, 0xefe8, null);
        }
    }
}
