package dev.gangway.port;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.PowerCycle;
import dev.gangway.channel.PowerSwitches;
import dev.gangway.config.PortConsole;
import dev.gangway.job.AttemptListener;
import dev.gangway.job.AttemptRunner;
import dev.gangway.job.BoardGate;
import dev.gangway.job.BoardIdentifier;
import dev.gangway.job.ImageFolder;
import dev.gangway.job.JobServices;
import dev.gangway.job.ShellVisit;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import dev.gangway.model.Slot;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a port on which blocking USB calls run, in the order in which they were asked for. Called by the
 * port's event loop; the futures complete there.
 */
final class PortWorker {
    private final Protocols protocols;
    private final BoardBus bus;
    private final PowerSwitches switches;
    private final PortPath port;
    private final BoardGate gate;
    private final @Nullable PortConsole console;
    private final WorkerExecutor thread;
    private volatile @Nullable AttemptRunner running;

    PortWorker(
            Vertx vertx,
            Protocols protocols,
            BoardBus bus,
            PowerSwitches switches,
            PortSettings settings,
            BoardGate gate) {
        this.protocols = protocols;
        this.bus = bus;
        this.switches = switches;
        this.port = settings.port();
        this.console = settings.fixture().console();
        this.gate = gate;
        this.thread = vertx.createSharedWorkerExecutor("usb-" + port, 1, 1, TimeUnit.DAYS);
    }

    /** Asks a board what it is; {@code likely} are the modes from which recipes start here. */
    Future<BoardIdentity> identify(BoardSighting board, List<BootMode> likely) {
        return thread.executeBlocking(
                () -> new BoardIdentifier(bus, gate).identify(board, protocols.answering(board.mode(), likely)));
    }

    /**
     * Runs one attempt of a job.
     *
     * @param nonce tells what this attempt leaves on the board from what others left
     */
    Future<AttemptRunner.Outcome> run(
            JobLog job, int attempt, ImageFolder images, JobServices services, int nonce, AttemptListener listener) {
        AttemptRunner runner = new AttemptRunner(
                new AttemptRunner.Inputs(
                        protocols,
                        bus,
                        switches,
                        port,
                        gate,
                        console,
                        job.board(),
                        job.recipe(),
                        job.order(),
                        attempt,
                        images,
                        services,
                        nonce),
                listener);
        running = runner;
        return thread.executeBlocking(() -> JobTrace.over(port, job.slot(), job.order(), runner::run))
                .onComplete(done -> running = null);
    }

    /**
     * Brings the board to a prompt and a person there, until they leave.
     *
     * @param way the steps that lead there
     * @param order the session's name and who the person is
     */
    Future<AttemptRunner.Outcome> shell(
            Recipe way,
            JobOrder order,
            Slot slot,
            ShellVisit visit,
            ImageFolder images,
            JobServices services,
            int nonce,
            AttemptListener listener) {
        AttemptRunner runner = new AttemptRunner(
                new AttemptRunner.Inputs(
                        protocols, bus, switches, port, gate, console, null, way, order, 1, images, services, nonce),
                listener,
                visit);
        running = runner;
        return thread.executeBlocking(() -> JobTrace.over(port, slot, order, runner::run))
                .onComplete(done -> running = null);
    }

    /** The attach that the worker knows of; any thread. */
    Epoch epoch() {
        return gate.epoch();
    }

    /** Makes the running attempt return soon, if there is one. */
    void stop(Failure why) {
        AttemptRunner runner = running;
        if (runner != null) {
            runner.stop(why);
        }
    }

    /** Hands an answer to the running attempt; false when that asks nothing, or no more. */
    boolean answer(PortCommand.Answer answer) {
        AttemptRunner runner = running;
        return runner != null && runner.answer(answer);
    }

    /** The step of this number has had its time. */
    void timeUp(int step) {
        AttemptRunner runner = running;
        if (runner != null) {
            runner.timeUp(step);
        }
    }

    /** Switches the port's power and tells what is so afterwards; fails as POWER_NOT_SWITCHED when the switch does not answer. */
    Future<PowerState> power(PortCommand.Power.Wish wish) {
        return onHub(power -> switch (wish) {
            case ON -> power.set(true);
            case OFF -> PowerCycle.off(power);
            case CYCLE ->
                PowerCycle.USUAL.run(power, time -> {
                    gate.open();
                    gate.pause(time);
                });
        });
    }

    /** How the port's power stands; {@link #power} without switching. */
    Future<PowerState> powerState() {
        return onHub(PortPower::state);
    }

    @FunctionalInterface
    private interface PowerCall {
        PowerState on(PortPower power) throws ChannelException, FailureException;
    }

    private Future<PowerState> onHub(PowerCall call) {
        return thread.executeBlocking(() -> {
            Optional<PortPower> power = switches.of(port);
            try {
                return power.isPresent() ? call.on(power.get()) : PowerState.NOT_SWITCHED;
            } catch (ChannelException e) {
                throw new FailureException(FailureKind.POWER_NOT_SWITCHED, String.valueOf(e.getMessage()), e);
            }
        });
    }

    Future<Void> close() {
        stop(PortJob.stationStopped());
        return thread.close();
    }
}
