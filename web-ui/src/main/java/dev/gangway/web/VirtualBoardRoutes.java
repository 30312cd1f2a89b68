package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.VirtualPlug;
import dev.gangway.message.VirtualPlugged;
import dev.gangway.model.PortPath;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Plugging and pulling boards of a virtual hub; a station on real USB has none and says so. Event loop only. */
final class VirtualBoardRoutes {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BOARD = 400;
    private static final String PATH = "/api/v1/ports/:port/virtual-board";

    private final Bus bus;

    VirtualBoardRoutes(Bus bus) {
        this.bus = bus;
    }

    void addTo(Router router) {
        router.get(PATH).handler(context -> ask(context, VirtualPlug.Wish.LOOK, ""));
        router.post(PATH).handler(context -> ApiRoutes.json(context, this::plug));
    }

    private void plug(RoutingContext context, JsonObject body) {
        Object board = body.getValue("board", "");
        if (body.getValue("plugged") instanceof Boolean plugged
                && board instanceof String text
                && text.length() <= MOST_BOARD) {
            ask(context, plugged ? VirtualPlug.Wish.PLUG : VirtualPlug.Wish.UNPLUG, text);
        } else {
            ApiRoutes.malformed(
                    context,
                    "Send {\"plugged\": true | false, \"board\": \"…\"}; the board may be left out, be a recipe's name, or"
                            + " what `gangway boards --help` shows.");
        }
    }

    private void ask(RoutingContext context, VirtualPlug.Wish wish, String board) {
        PortPath port;
        try {
            port = new PortPath(context.pathParam("port"));
        } catch (IllegalArgumentException notAPort) {
            noBoards(context);
            return;
        }
        bus.ask(Addresses.VIRTUAL_PLUG, new VirtualPlug(port, wish, board), PATIENCE)
                .onSuccess(reply -> answer(context, wish, reply))
                .onFailure(failure -> {
                    if (!isNobody(failure)) {
                        ApiRoutes.noAnswer(context, failure);
                    } else if (wish == VirtualPlug.Wish.LOOK) {
                        notVirtual(context, port);
                    } else {
                        noBoards(context);
                    }
                });
    }

    /** Whether no virtual hub is there to answer. */
    private static boolean isNobody(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }

    /** Who looks at a slot is told; that its boards are plugged by hand is no mistake. */
    private static void notVirtual(RoutingContext context, PortPath port) {
        ApiRoutes.send(context, new JsonObject().put("port", port.text()).put("virtual", false));
    }

    private static void answer(RoutingContext context, VirtualPlug.Wish wish, VirtualPlugged reply) {
        if (!reply.refusal().isEmpty() && wish == VirtualPlug.Wish.LOOK) {
            notVirtual(context, reply.port());
        } else if (reply.refusal().isEmpty()) {
            ApiRoutes.send(
                    context, new JsonObject().put("port", reply.port().text()).put("plugged", reply.plugged()));
        } else {
            new HttpProblem(409, "not-plugged", "The virtual hub refused", reply.refusal()).send(context.response());
        }
    }

    private static void noBoards(RoutingContext context) {
        new HttpProblem(
                        404,
                        "not-virtual",
                        "No virtual port",
                        "There is no virtual port of that name here: boards of real USB are plugged by hand.")
                .send(context.response());
    }
}
