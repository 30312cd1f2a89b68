package dev.gangway.web;

import dev.gangway.bus.Bus;
import dev.gangway.model.PortPath;
import dev.gangway.web.live.LineBoard;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Terminals at the prompts of boards, each over a WebSocket. The guard has seen that it comes from our own page, and the login that
 * somebody is logged in where that is needed; whether they may, they are told over the socket: a browser tells a page nothing of a
 * socket that was refused. Event loop only.
 */
final class ShellRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ShellRoutes.class);

    private final Vertx vertx;
    private final Bus bus;
    private final LineBoard line;
    private final PageDesks desks;
    private final ShellAccess access;

    ShellRoutes(Vertx vertx, Bus bus, LineBoard line, PageDesks desks, ShellAccess access) {
        this.vertx = vertx;
        this.bus = bus;
        this.line = line;
        this.desks = desks;
        this.access = access;
    }

    void addTo(Router router) {
        router.get("/api/v1/ports/:port/shell/:shell").handler(this::open);
    }

    private void open(RoutingContext context) {
        if (!Guard.isSocket(context.request())) {
            new HttpProblem(
                            426,
                            "websocket-only",
                            "Not this way",
                            "A shell is a WebSocket: open it in the page, at /shell.")
                    .send(context.response());
            return;
        }
        PortPath port = ApiRoutes.portOf(context);
        if (port == null || line.status(port) == null) {
            ApiRoutes.noSuchPort(context);
            return;
        }
        String shell = context.pathParam("shell");
        PageDesks.Seat seat = desks.seat(context);
        @Nullable String name = shell.matches("[a-z-]{1,32}") ? shell : null;
        context.request()
                .toWebSocket()
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("port", port)
                        .addKeyValue("cause", String.valueOf(failure.getMessage()))
                        .log("a page got no WebSocket"))
                .onSuccess(socket ->
                        new ShellSocket(vertx, bus, socket, seat, access).begin(port, name == null ? "shell" : name));
    }
}
