package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.web.live.PortMapJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The port map of the page: look, and change it while a lesson is under way. A lesson begins with a scan, so that the one
 * rule of who may begin one, and badges, hold here too. Event loop only.
 */
final class PortMapRoutes {
    /** Storing the map waits for the disk, which may be slow; who gives up early would say that it was not stored. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int MOST_PLACE = 99;

    private final Bus bus;
    private final Function<RoutingContext, Future<String>> signers;

    /** Routes whose changes these people sign. */
    PortMapRoutes(Bus bus, Function<RoutingContext, Future<String>> signers) {
        this.bus = bus;
        this.signers = signers;
    }

    void addTo(Router router) {
        router.get("/api/v1/port-map").handler(context -> ask(context, new PortMapCommand.Show()));
        router.post("/api/v1/port-map").handler(context -> ApiRoutes.json(context, this::command));
    }

    private void command(RoutingContext context, JsonObject body) {
        signers.apply(context)
                .onSuccess(operator -> command(context, body, operator))
                .onFailure(failure -> ApiRoutes.noAnswer(context, failure));
    }

    private void command(RoutingContext context, JsonObject body, String operator) {
        PortMapCommand command;
        try {
            command = commandOf(body, operator);
        } catch (IllegalArgumentException e) {
            ApiRoutes.malformed(context, e.getMessage() + ".");
            return;
        }
        if (command == null) {
            ApiRoutes.malformed(
                    context,
                    "Send {\"command\": \"answer\", \"label\"} | {\"command\": \"put\", \"port\", \"slot\", \"row\","
                            + " \"column\"} | {\"command\": \"remove\", \"port\"} | {\"command\": \"move\", \"from\","
                            + " \"to\"} | {\"command\": \"end\"}; a lesson begins with the scan CMD-LEARN or"
                            + " GANGWAY:LEARN.");
        } else {
            ask(context, command);
        }
    }

    private static @Nullable PortMapCommand commandOf(JsonObject body, String operator) {
        return switch (text(body, "command")) {
            case "end" -> new PortMapCommand.End(operator);
            case "answer" -> new PortMapCommand.Answer(operator, text(body, "label"));
            case "put" ->
                new PortMapCommand.Put(
                        operator,
                        new PortPath(text(body, "port")),
                        new Slot(text(body, "slot")),
                        place(body, "row"),
                        place(body, "column"));
            case "remove" -> new PortMapCommand.Remove(operator, new PortPath(text(body, "port")));
            case "move" ->
                new PortMapCommand.MoveHub(operator, new HubPath(text(body, "from")), new HubPath(text(body, "to")));
            default -> null;
        };
    }

    private static String text(JsonObject body, String name) {
        return body.getValue(name) instanceof String text ? text.strip() : "";
    }

    private static int place(JsonObject body, String name) {
        Object value = body.getValue(name);
        if (value == null) {
            return 0;
        }
        if (value instanceof Integer number && number >= 0 && number <= MOST_PLACE) {
            return number;
        }
        throw new IllegalArgumentException(name + " is a number from 1 to " + MOST_PLACE + ", or 0 for no fixed place");
    }

    private void ask(RoutingContext context, PortMapCommand command) {
        bus.ask(Addresses.PORT_MAP, command, PATIENCE)
                .onSuccess(reply -> answer(context, reply))
                .onFailure(failure -> ApiRoutes.noWord(context, failure));
    }

    private static void answer(RoutingContext context, PortMapReply reply) {
        reply.to(new PortMapReply.Handler<Runnable>() {
                    @Override
                    public Runnable current(PortMapReply.Current current) {
                        return () -> ApiRoutes.send(
                                context, PortMapJson.of(current.map()).put("message", current.message()));
                    }

                    @Override
                    public Runnable refused(PortMapReply.Refused refused) {
                        return () -> new HttpProblem(409, refused.reason(), "The port map refused", refused.message())
                                .send(context.response());
                    }
                })
                .run();
    }
}
