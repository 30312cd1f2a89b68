package dev.gangway.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.DeskId;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Question;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
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

    private static final PortRules RULES =
            new PortRules(3, EnumSet.of(BootMode.FEL), Map.of(BootMode.SERIAL_LINE, List.of("r")));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void keepsItsRules(long seed) {
        Walk walk = walked(seed, 0);

        assertThat(walk.nextBoards).as("where each board is seen").isZero();
        assertThat(walk.asked).as("retries that a person is asked to help").isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void keepsItsRulesWhereBoardsComeAndGoUnseenAlwaysOrInTurns(long seed) {
        for (int lines : new int[] {20, 10}) {
            assertThat(walked(seed, lines).nextBoards).isPositive();
        }
    }

    /** A long walk in which so many of 20 things that are plugged in are lines. */
    private static Walk walked(long seed, int lines) {
        Walk walk = new Walk(seed, lines);
        for (int i = 0; i < STEPS; i++) {
            walk.step();
        }
        walk.finish();
        assertThat(walk.closed).isEqualTo(walk.openedJobs);
        assertThat(walk.passedShown)
                .as("a walk that never passes proves nothing")
                .isPositive();
        assertThat(walk.quarantines).isPositive();
        assertThat(List.of(walk.ignored, walk.answers, walk.shells)).doesNotContain(0);
        return walk;
    }

    /** A world around the machine that answers its effects in random order, late, or with lies. */
    private static final class Walk implements PortHands {
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
        private @Nullable JobId shell;
        private int shells;
        private int passedShown;
        private int quarantines;
        private int ignored;
        private int nextBoards;
        private int answers;
        private int asked;
        private int serials;
        private final int lines;
        private boolean unasked;
        private boolean onLine;
        private PortState before = new PortState.Empty(null);
        private PortInput.@Nullable Start lastStart;

        Walk(long seed, int lines) {
            random = new Random(seed);
            this.lines = lines;
            machine = new PortMachine(RULES, now);
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
            return switch (random.nextInt(16)) {
                case 0, 1, 2 -> new PortInput.Arrived(something(new Epoch(++epochs)));
                case 3, 4 -> new PortInput.Left(new Epoch(Math.max(0, epochs - random.nextInt(2))));
                case 5 -> new PortInput.Unstable(random.nextBoolean());
                case 6, 7, 8, 9 -> start();
                case 10 ->
                    random.nextInt(4) == 0 ? new PortInput.Abort() : new PortInput.TimerFired(random.nextInt(50));
                case 11 -> random.nextInt(8) == 0 ? new PortInput.Quarantine("tried") : new PortInput.Release();
                case 13 ->
                    random.nextInt(4) == 0
                            ? new PortInput.Power("anna", PortCommand.Power.Wish.CYCLE)
                            : new PortInput.Rename(new Slot("07"));
                case 12 -> new PortInput.Reserve(random.nextBoolean() ? new Serial("R") : null);
                case 14 -> random.nextInt(5) == 0 ? shell() : start();
                default -> new PortInput.AttemptDone(JobId.random(), 1, "", null);
            };
        }

        private PortInput shell() {
            return shell == null
                    ? new PortInput.OpenShell(JobId.random(), "anna", "bootloader-shell", new Slot("07"))
                    : new PortInput.CloseShell(shell, "left");
        }

        private BootMode mode() {
            return random.nextInt(4) == 0 ? BootMode.RUNNING : BootMode.FEL;
        }

        /** Now and then the same order comes twice. */
        private PortInput.Start start() {
            PortInput.Start again = lastStart;
            if (again != null && random.nextInt(9) == 0) {
                return again;
            }
            JobOrder order = new JobOrder(JobId.random(), new Serial("S" + ++serials), "r", "-", false);
            PortInput.Start made = new PortInput.Start(machine.epoch(), order, POLICY);
            lastStart = made;
            return made;
        }

        void feed(PortInput input) {
            last = input;
            switching &= !(input instanceof PortInput.PowerDone);
            if (input instanceof PortInput.ShellEnded ended && ended.session().equals(shell)) {
                shell = null;
            }
            before = machine.state();
            if (input instanceof PortInput.AttemptDone done && done.job().equals(working)) {
                working = null;
            }
            if (input instanceof PortInput.Arrived arrived) {
                unasked = arrived.board().isUnasked();
            }
            List<PortEffect> effects = machine.on(input, now);
            effects.forEach(effect -> effect.tell(this));
            check();
            boolean remembered = input instanceof PortInput.Arrived
                    || input instanceof PortInput.Left
                    || input instanceof PortInput.Unstable
                    || input instanceof PortInput.Reserve
                    || input instanceof PortInput.PowerDone
                    || input instanceof PortInput.ShellEnded
                    || input instanceof PortInput.Met;
            assertThat(remembered || !effects.isEmpty() || !machine.state().equals(before))
                    .as("%s in %s is not passed over in silence", input, before)
                    .isTrue();
        }

        @Override
        public void identify(PortEffect.Identify effect) {
            assertThat(effect.board().isUnasked())
                    .as("a line and an adapter are not asked")
                    .isFalse();
            BoardIdentity board = someone();
            pending.add(
                    random.nextInt(9) == 0
                            ? new PortInput.NotIdentified(
                                    effect.board().epoch(), new Failure(FailureKind.TRANSFER_TIMEOUT, "silent"))
                            : new PortInput.Identified(
                                    effect.board().epoch(), board, random.nextInt(9) == 0 ? List.of() : List.of("r")));
        }

        @Override
        public void openRecord(PortEffect.OpenRecord effect) {
            JobId job = effect.order().job();
            assertThat(started.add(job)).as("a job is opened once").isTrue();
            onLine = machine.isLine();
            assertThat(effect.board() == null)
                    .as("only behind a line or an adapter nobody says before who is there")
                    .isEqualTo(unasked);
            if (before instanceof PortState.Passed) {
                assertThat(machine.isLine())
                        .as("a board that passed is let alone")
                        .isTrue();
                nextBoards++;
            }
            if (random.nextInt(9) == 0) {
                started.remove(job);
                pending.add(new PortInput.NotOpened(job));
            } else {
                openedJobs.add(job);
                pending.add(new PortInput.Opened(job));
            }
        }

        @Override
        public void runAttempt(PortEffect.RunAttempt effect) {
            JobId job = effect.order().job();
            assertThat(working).as("one attempt at a time").isNull();
            assertThat(openedJobs).as("no work before the record").contains(job);
            assertThat(closing).as("no work after the end").doesNotContainKey(job);
            assertThat(effect.attempt()).isBetween(1, POLICY.attempts());
            assertThat(switching).as("the power is left alone").isFalse();
            assertThat(shell).as("nobody is at the board").isNull();
            if (last instanceof PortInput.NotSwitched) {
                assertThat(effect.attempt())
                        .as("nobody is asked before a first attempt")
                        .isGreaterThan(1);
                assertThat(onLine).as("nobody is asked on a line").isFalse();
                asked++;
            }
            working = job;
            pending.add(new PortInput.Met(job, effect.attempt(), someone()));
            pending.add(new PortInput.StepBegan(job, effect.attempt(), "write", 1, 2, null));
            Question question = new Question("Is the light on?", List.of("YES", "NO"), now.plusSeconds(60));
            pending.add(new PortInput.StepBegan(job, effect.attempt(), "ask", 2, 2, null, question));
            for (int i = 0; i < 3; i++) {
                pending.add(answer(job, effect.attempt(), "YES"));
            }
            pending.add(answer(job, effect.attempt(), random.nextBoolean() ? "NO" : "PERHAPS"));
            pending.add(new PortInput.AttemptDone(job, effect.attempt(), "write", outcome()));
        }

        private static PortInput.Answer answer(JobId job, int attempt, String answer) {
            return new PortInput.Answer(new PortCommand.Answer(
                    new PortCommand.Answer.Asked(job, attempt, 2), answer, "anna", new DeskId("desk")));
        }

        @Override
        public void stopWork(PortEffect.StopWork effect) {
            assertThat(working).as("there is work to stop").isNotNull();
        }

        @Override
        public void giveAnswer(PortEffect.GiveAnswer effect) {
            assertThat(working)
                    .as("only a running attempt asks")
                    .isEqualTo(effect.answer().asked().job());
            assertThat(before).isInstanceOfSatisfying(PortState.Running.class, running -> assertThat(running.question())
                    .as("what was asked")
                    .isNotNull());
            answers++;
        }

        @Override
        public void setTimer(PortEffect.SetTimer effect) {
            pending.add(new PortInput.TimerFired(effect.timer()));
        }

        @Override
        public void powerCycle(PortEffect.PowerCycle effect) {
            assertThat(working).as("no attempt loses its power").isNull();
            if (random.nextInt(3) == 0) {
                pending.add(new PortInput.NotSwitched(effect.job()));
            }
        }

        @Override
        public void switchPower(PortEffect.SwitchPower effect) {
            assertThat(working).as("no job loses its power to a person").isNull();
            assertThat(shell).as("who is at the board keeps its power").isNull();
            switching = true;
            pending.add(new PortInput.PowerDone());
        }

        @Override
        public void openShell(PortEffect.OpenShell effect) {
            assertThat(working).as("nobody is at a board that works").isNull();
            assertThat(switching)
                    .as("nobody is at a board that loses its power")
                    .isFalse();
            assertThat(shell).as("one person at a time").isNull();
            shell = effect.order().session();
            shells++;
            if (random.nextInt(3) != 0) {
                pending.add(new PortInput.ShellEnded(effect.order().session()));
            }
        }

        @Override
        public void closeShell(PortEffect.CloseShell effect) {
            assertThat(effect.session()).as("who is there has to leave").isEqualTo(shell);
            pending.add(new PortInput.ShellEnded(effect.session()));
        }

        @Override
        public void relabel(PortEffect.Relabel effect) {
            assertThat(working).as("a job keeps its label").isNull();
        }

        @Override
        public void tellAttemptFailed(PortEffect.TellAttemptFailed effect) {
            assertThat(openedJobs).contains(effect.order().job());
        }

        @Override
        public void closeRecord(PortEffect.CloseRecord effect) {
            JobId job = effect.order().job();
            assertThat(working).as("the worker has returned").isNull();
            Verdict known = closing.putIfAbsent(job, effect.verdict());
            assertThat(known == null || known == effect.verdict())
                    .as("a verdict never changes")
                    .isTrue();
            pending.add(
                    random.nextInt(5) == 0
                            ? new PortInput.NotRecorded(job, "disk full")
                            : new PortInput.Recorded(job, serials));
        }

        @Override
        public void tellJobEnded(PortEffect.TellJobEnded effect) {
            assertThat(closed.add(effect.order().job()))
                    .as("an end is told once")
                    .isTrue();
        }

        @Override
        public void tellQuarantined(PortEffect.TellQuarantined effect) {
            quarantines++;
        }

        @Override
        public void tellReleased(PortEffect.TellReleased effect) {
            assertThat(before).isInstanceOfAny(PortState.Quarantined.class, PortState.Disabled.class);
        }

        @Override
        public void refuse(PortEffect.Refuse effect) {
            assertThat(machine.state()).as("what is refused does not happen").isEqualTo(before);
        }

        @Override
        public void ignored(PortEffect.Ignored effect) {
            assertThat(machine.state())
                    .as("what is ignored changes nothing")
                    .isEqualTo(before)
                    .isEqualTo(effect.state());
            ignored++;
        }

        private BoardIdentity someone() {
            return new BoardIdentity(BootMode.FEL, "H3", new BoardId("sid:" + random.nextInt(5)));
        }

        private @Nullable Failure outcome() {
            return switch (random.nextInt(4)) {
                case 0 -> new Failure(FailureKind.CABLE_LOST, "pulled");
                case 1 -> new Failure(FailureKind.MEDIUM_FAILED, "worn out");
                default -> null;
            };
        }

        private void check() {
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

        private BoardSighting something(Epoch epoch) {
            boolean line = random.nextInt(20) < lines;
            boolean adapter = line || random.nextInt(8) == 0;
            BootMode mode = adapter ? BootMode.SERIAL_LINE : mode();
            return new BoardSighting(PortPath.virtual(1), epoch, epoch.value(), mode, 0x1f3a, 0xefe8, null, line);
        }
    }
}
