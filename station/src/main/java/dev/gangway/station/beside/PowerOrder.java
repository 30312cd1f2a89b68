package dev.gangway.station.beside;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.PowerCycle;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortCommand.Power.Wish;
import dev.gangway.message.PortReply;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StationPlan;
import dev.gangway.time.SteadyClock;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Switches a port's power for a caller: the port's verticle does it, between its jobs; of a port on which no board was seen yet
 * there is none, and its hub is asked here. One caller's thread; any thread may cancel.
 */
final class PowerOrder {
    /** A power cycle waits for the hub twice, and for what the port's thread does before it. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Bus bus;
    private final StationPlan plan;
    private final SteadyClock clock;
    private final CountDownLatch cancelled = new CountDownLatch(1);

    PowerOrder(Bus bus, StationPlan plan, SteadyClock clock) {
        this.bus = bus;
        this.plan = plan;
        this.clock = clock;
    }

    /** A cycle that is cancelled gives the power back at once. */
    void cancel() {
        cancelled.countDown();
    }

    void run(Caller caller, JsonNode question) throws BesideException, IOException {
        PortPath port = PortCalled.find(bus, question.path("port").asText());
        Wish wish = Wish.valueOf(question.path("wish").asText());
        String operator = question.path("operator").asText("-");
        Duration off = Duration.ofMillis(
                question.path("offMillis").asLong(PowerCycle.USUAL.off().toMillis()));
        PowerState state = wish != Wish.CYCLE || off.equals(PowerCycle.USUAL.off())
                ? switched(port, wish, operator)
                : cycled(port, off, operator);
        LedgerAnswers.line(caller, LedgerWords.object().put("port", port.text()).put("state", state.name()));
    }

    /** A port knows the usual cycle only. */
    private PowerState cycled(PortPath port, Duration off, String operator) throws BesideException {
        PowerState gone = switched(port, Wish.OFF, operator);
        PowerState back;
        try {
            cancelled.await(off.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            back = switched(port, Wish.ON, operator);
        }
        return gone == PowerState.OFF ? back : gone;
    }

    private PowerState switched(PortPath port, Wish wish, String operator) throws BesideException {
        PortReply reply;
        try {
            reply = PortCalled.answered(
                    bus.ask(Addresses.PORT_COMMAND.at(port), new PortCommand.Power(operator, wish), PATIENCE));
        } catch (CompletionException e) {
            if (e.getCause() instanceof ReplyException answer && answer.failureType() == ReplyFailure.NO_HANDLERS) {
                return here(port, wish, operator);
            }
            throw new BesideException(ExitCode.ENVIRONMENT, "the port did not answer: " + e.getCause());
        }
        if (reply instanceof PortReply.Powered powered) {
            return powered.status().state();
        }
        throw new BesideException(
                ExitCode.ENVIRONMENT,
                reply.refusal().map(PortReply.Refused::message).orElse("the port does not tell its power"));
    }

    private PowerState here(PortPath port, Wish wish, String operator) throws BesideException {
        if (plan.busOf(port).filter(one -> one.ports().contains(port)).isEmpty()) {
            throw new BesideException(
                    ExitCode.NOT_FOUND, "there is no port " + port + ": `gangway ports show` lists them");
        }
        PortPower power = plan.power()
                .of(port)
                .orElseThrow(() -> new BesideException(
                        ExitCode.ENVIRONMENT,
                        "nothing switches the power of " + port
                                + ": use a hub that does, as uhubctl lists them, name another"
                                + " switch in the port map (ports: power:), or pull the plug"));
        try {
            PowerState state =
                    switch (wish) {
                        case ON -> power.set(true);
                        case OFF -> PowerCycle.off(power);
                        case CYCLE ->
                            PowerCycle.USUAL.run(power, time -> {
                                try {
                                    cancelled.await(time.toMillis(), TimeUnit.MILLISECONDS);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
                    };
            bus.ask(
                    Addresses.LEDGER_APPEND,
                    new LedgerAppend.Note(
                            "power",
                            operator,
                            clock.wall(),
                            Map.of("port", port.text(), "wish", wish.name(), "result", state.code())),
                    PATIENCE);
            return state;
        } catch (ChannelException e) {
            throw new BesideException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
        }
    }
}
