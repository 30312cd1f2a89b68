package dev.gangway.port;

import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.PowerStatus;
import dev.gangway.model.PowerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;

/**
 * Switches and watches the power of one port and puts on record who did. Runs on the port's event loop; the hub is asked
 * on the worker.
 */
final class PowerDesk {
    private static final String STATION = "-";

    private final PortWorker worker;
    private final PortVoice voice;
    private final PowerWatch watch;

    /** A port of whose power nothing is known yet. */
    PowerDesk(Vertx vertx, PortSettings settings, InstantSource clock, PortWorker worker, PortVoice voice) {
        this.worker = worker;
        this.voice = voice;
        this.watch = new PowerWatch(
                vertx,
                settings.port(),
                clock,
                worker::powerState,
                status -> voice.note("power-came-back", STATION, Map.of("switched-off-by", status.operator())));
    }

    /** A person switches the power; what became of it. Does not fail. */
    Future<PortReply> order(String operator, PortCommand.Power.Wish wish) {
        return worker.power(wish)
                .map(state -> {
                    voice.note("power", operator, Map.of("wish", wish.name(), "result", state.code()));
                    PowerStatus status = watch.switched(state, operator);
                    return state == PowerState.NOT_SWITCHED
                            ? new PortReply.Refused(
                                    "not-switched",
                                    "Nothing switches the power of this slot by itself: pull the plug"
                                            + " instead, use a hub that does, or name another switch in the port map.")
                            : (PortReply) new PortReply.Powered(status);
                })
                .otherwise(e -> new PortReply.Refused(
                        "not-switched",
                        "The power could not be switched: "
                                + voice.failure("switching the power", e).message() + "."));
    }

    /** A job has the port's power switched off and on, where something can; how it stands afterwards. */
    Future<PowerState> cycle() {
        return worker.power(PortCommand.Power.Wish.CYCLE)
                .onSuccess(state -> watch.switched(state, STATION))
                .onFailure(e -> voice.warn("the port's power could not be cycled", e));
    }

    /** A step of a job switched the power. */
    void stepSwitched(PowerState state) {
        watch.switched(state, STATION);
    }

    /** How the power stands. While a job runs the worker has no time for questions, and what is known is answered. */
    Future<PortReply> report(boolean jobRuns) {
        Future<PowerStatus> asked = jobRuns ? Future.succeededFuture(watch.known()) : watch.ask();
        return asked.otherwise(e -> {
                    voice.warn("the hub does not tell the port's power", e);
                    return watch.known();
                })
                .map(PortReply.Powered::new);
    }

    /** A board appeared: on a port without power it should not have. */
    void boardArrived() {
        watch.boardArrived();
    }
}
