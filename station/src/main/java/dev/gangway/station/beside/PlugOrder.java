package dev.gangway.station.beside;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.VirtualPlug;
import dev.gangway.message.VirtualPlugged;
import dev.gangway.model.PortPath;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Plugs a virtual board in for a caller, or pulls it: whoever has the hands at the virtual hub does it. Blocks. */
final class PlugOrder {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Bus bus;

    PlugOrder(Bus bus) {
        this.bus = bus;
    }

    void run(Caller caller, JsonNode question) throws BesideException, IOException {
        PortPath port = PortCalled.find(bus, question.path("port").asText());
        VirtualPlug wish = new VirtualPlug(
                port,
                question.path("plugged").asBoolean() ? VirtualPlug.Wish.PLUG : VirtualPlug.Wish.UNPLUG,
                question.path("board").asText());
        VirtualPlugged now = ask(wish);
        if (!now.refusal().isEmpty()) {
            throw new BesideException(ExitCode.NOT_PASSED, now.refusal());
        }
        LedgerAnswers.line(caller, LedgerWords.object().put("port", port.text()).put("plugged", now.plugged()));
    }

    private VirtualPlugged ask(VirtualPlug wish) throws BesideException {
        try {
            return PortCalled.answered(bus.ask(Addresses.VIRTUAL_PLUG, wish, PATIENCE));
        } catch (CompletionException e) {
            if (e.getCause() instanceof ReplyException answer && answer.failureType() == ReplyFailure.NO_HANDLERS) {
                throw new BesideException(
                        ExitCode.NOT_PASSED,
                        "the running station has real USB: its boards are plugged in and pulled by hand");
            }
            throw new BesideException(ExitCode.ENVIRONMENT, "the virtual hub did not answer: " + e.getCause());
        }
    }
}
