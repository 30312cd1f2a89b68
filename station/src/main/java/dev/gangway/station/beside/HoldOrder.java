package dev.gangway.station.beside;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps a port for a caller that works on it by itself: no job begins there, pages say who works there, and both are on record. One
 * caller a port; it ends with the caller. A port that was out of use before stays so. One caller's thread; any thread may cancel.
 */
final class HoldOrder {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Bus bus;
    private final Set<PortPath> held;
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * An order.
     *
     * @param held the ports that are kept at present; safe for several threads
     */
    HoldOrder(Bus bus, Set<PortPath> held) {
        this.bus = bus;
        this.held = held;
    }

    void cancel() {
        over.countDown();
    }

    /** Keeps it until the caller is gone. */
    void run(Caller caller, JsonNode question) throws BesideException, IOException {
        PortPath port = PortCalled.find(bus, question.path("port").asText());
        String operator = question.path("operator").asText("-");
        if (!held.add(port)) {
            throw new BesideException(
                    ExitCode.ENVIRONMENT, "somebody works on " + port + " already: wait until they have left");
        }
        try {
            boolean taken = take(port, operator, question.path("reason").asText());
            try {
                LedgerAnswers.line(caller, LedgerWords.object().put("held", port.text()));
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                if (taken) {
                    ask(port, new PortCommand.Release(operator));
                }
            }
        } finally {
            held.remove(port);
        }
    }

    /** Whether it has to be given back. */
    private boolean take(PortPath port, String operator, String reason) throws BesideException {
        Optional<PortReply> now = ask(port, new PortCommand.Report());
        boolean usable = now.isPresent()
                && now.get() instanceof PortReply.Accepted known
                && !(known.status().state() instanceof PortState.Disabled)
                && !(known.status().state() instanceof PortState.Quarantined);
        if (!usable) {
            return false;
        }
        Optional<PortReply.Refused> refused =
                ask(port, new PortCommand.Disable(operator, reason)).flatMap(PortReply::refusal);
        if (refused.isPresent()) {
            throw new BesideException(ExitCode.ENVIRONMENT, refused.get().message());
        }
        return true;
    }

    /** Empty on a port where no board was seen yet, which nobody owns. */
    private Optional<PortReply> ask(PortPath port, PortCommand command) throws BesideException {
        try {
            return Optional.of(PortCalled.answered(bus.ask(Addresses.PORT_COMMAND.at(port), command, PATIENCE)));
        } catch (CompletionException e) {
            if (e.getCause() instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
                return Optional.empty();
            }
            throw new BesideException(ExitCode.ENVIRONMENT, "the port does not answer: " + e.getCause());
        }
    }
}
