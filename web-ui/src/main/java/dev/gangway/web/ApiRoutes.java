package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.PictureRead;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.ScanRead;
import dev.gangway.model.DeskId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Question;
import dev.gangway.web.live.LiveReader;
import dev.gangway.web.live.LiveStream;
import dev.gangway.web.live.PortJson;
import dev.gangway.web.live.ScanJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API that the page uses: look, follow, scan, command. Event loop only. */
final class ApiRoutes {
    /** The live stream. */
    static final String EVENTS = "/api/v1/events";

    private static final Logger LOG = LoggerFactory.getLogger(ApiRoutes.class);

    /** An order is carried out however late; who gives up early would say that it was not. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A power cycle waits for the hub twice, and for what the port's thread does before it. */
    private static final Duration PATIENCE_OF_HUBS = Duration.ofSeconds(20);

    /** Longest JSON body, in bytes; a barcode has at most some thousand characters. */
    private static final int MOST_JSON = 64 * 1024;

    /** Longest picture of a label, in bytes. */
    private static final int MOST_PICTURE = 8 * 1024 * 1024;

    private static final int MOST_REASON = 200;
    private static final Set<String> JSON = Set.of("application/json");
    private static final Set<String> PICTURES = Set.of("image/png", "image/jpeg");

    private final Bus bus;
    private final LiveStream live;
    private final Sessions sessions;
    private final LabelDecoder decoder;
    private final PageDesks desks;
    private final ShellRoutes shells;

    ApiRoutes(Vertx vertx, Bus bus, LiveStream live, Sessions sessions, LabelDecoder decoder, ShellAccess shells) {
        this.bus = bus;
        this.live = live;
        this.sessions = sessions;
        this.decoder = decoder;
        this.desks = new PageDesks(bus, sessions);
        this.shells = new ShellRoutes(vertx, bus, live.board(), desks, shells);
    }

    void addTo(Router router) {
        router.get("/api/v1/state").handler(this::state);
        router.get(EVENTS).handler(this::events);
        router.head(EVENTS).handler(ApiRoutes::eventsHead);
        router.get("/api/v1/ports/:port").handler(this::port);
        router.post("/api/v1/scan").handler(context -> json(context, this::scan));
        router.post("/api/v1/scan-image").handler(this::scanImage);
        router.post("/api/v1/ports/:port/command").handler(context -> json(context, this::command));
        router.get("/api/v1/ports/:port/power").handler(this::power);
        new PortMapRoutes(bus, desks::signer).addTo(router);
        new VirtualBoardRoutes(bus).addTo(router);
        new ConsoleRoutes(bus).addTo(router);
        new OfferRoutes(bus, desks::signer).addTo(router);
        shells.addTo(router);
    }

    private void state(RoutingContext context) {
        String operator = sessions.operator(context.request());
        send(context, live.board().snapshot().put("operator", operator == null ? Sessions.NOBODY : operator));
    }

    private void events(RoutingContext context) {
        DeskId desk = desks.of(context);
        HttpServerRequest request = context.request();
        live.open(
                context.response(),
                new LiveReader.Watcher(
                        sessions.desk(request) + "@" + request.remoteAddress().hostAddress(),
                        desk,
                        () -> sessions.operator(request) != null));
        desks.status(desk).onSuccess(live.board()::accept).onFailure(ApiRoutes::deskUnknown);
    }

    private static void eventsHead(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end();
    }

    /** The page goes on without; the desk's next change tells it. */
    private static void deskUnknown(Throwable failure) {
        LOG.atWarn().addKeyValue("cause", String.valueOf(failure.getMessage())).log("a page did not hear of its desk");
    }

    private void port(RoutingContext context) {
        PortPath port = portOf(context);
        JsonObject detail = port == null ? null : live.board().detail(port);
        if (detail == null) {
            noSuchPort(context);
        } else {
            send(context, detail);
        }
    }

    private void scan(RoutingContext context, JsonObject body) {
        if (!(body.getValue("text") instanceof String text)) {
            malformed(context, "Send {\"text\": \"…\"} with the characters as the scanner delivered them.");
            return;
        }
        String source = "port-map".equals(body.getValue("for")) ? ScanRead.PORT_MAP : ScanRead.WEB;
        ask(new ScanRead(source, desks.of(context), text, desks.login(context)))
                .onSuccess(outcome -> send(context, outcome))
                .onFailure(failure -> noWord(context, failure));
    }

    private void scanImage(RoutingContext context) {
        if (!Guard.hasType(context, PICTURES)) {
            return;
        }
        BodyReader.read(context.request(), MOST_PICTURE)
                .onFailure(gone -> context.request().connection().close())
                .onSuccess(picture -> {
                    if (picture.isEmpty()) {
                        tooLong(context, "A picture may have 8 MiB: take a smaller one, or only of the label.");
                    } else {
                        decode(context, picture.get());
                    }
                });
    }

    private void decode(RoutingContext context, Buffer picture) {
        DeskId desk = desks.of(context);
        String login = desks.login(context);
        decoder.decode(picture.getBytes())
                .onFailure(failure -> unreadable(
                        context, "The file is no picture that can be read here: send a PNG or" + " JPEG of the label."))
                .onSuccess(texts -> {
                    if (texts.isEmpty()) {
                        unreadable(
                                context, "No barcode was found: take the picture again, closer, sharp and straight.");
                    } else {
                        scanAll(texts, desk, login)
                                .onSuccess(outcomes -> send(context, new JsonObject().put("outcomes", outcomes)))
                                .onFailure(failure -> noWord(context, failure));
                    }
                });
    }

    private Future<JsonArray> scanAll(List<String> texts, DeskId desk, String login) {
        return bus.ask(Addresses.PICTURE, new PictureRead(desk, texts, login), ScanRead.LONGEST_ANSWER)
                .map(reply -> {
                    JsonArray outcomes = new JsonArray();
                    reply.outcomes().forEach(outcome -> outcomes.add(ScanJson.of(outcome)));
                    return outcomes;
                });
    }

    private Future<JsonObject> ask(ScanRead scan) {
        return bus.ask(Addresses.SCAN, scan, ScanRead.LONGEST_ANSWER).map(ScanJson::of);
    }

    private void command(RoutingContext context, JsonObject body) {
        PortPath port = portOf(context);
        if (port == null || live.board().status(port) == null) {
            noSuchPort(context);
            return;
        }
        desks.signer(context)
                .onSuccess(operator -> order(context, port, commandOf(body, operator, desks.of(context))))
                .onFailure(failure -> noAnswer(context, failure));
    }

    private void order(RoutingContext context, PortPath port, Optional<PortCommand> command) {
        if (command.isEmpty()) {
            malformed(
                    context,
                    "Send {\"command\": \"abort\" | \"release\" | \"power-on\" | \"power-off\" | \"power-cycle\" |"
                            + " \"quarantine\" | \"disable\", \"reason\": \"…\"}; a reason of at most 200 characters is"
                            + " needed for the last two. Or {\"command\": \"answer\", \"answer\": \"…\", \"job\": \"…\","
                            + " \"attempt\": 1, \"step\": 1} as the slot asks it.");
            return;
        }
        Duration patience = command.get() instanceof PortCommand.Power ? PATIENCE_OF_HUBS : PATIENCE;
        bus.ask(Addresses.PORT_COMMAND.at(port), command.get(), patience)
                .onSuccess(reply -> answer(context, reply))
                .onFailure(failure -> noWord(context, failure));
    }

    /** Asks the hub how the port's power stands now. */
    private void power(RoutingContext context) {
        PortPath port = portOf(context);
        if (port == null || live.board().status(port) == null) {
            noSuchPort(context);
            return;
        }
        bus.ask(Addresses.PORT_COMMAND.at(port), new PortCommand.PowerReport(), PATIENCE_OF_HUBS)
                .onSuccess(reply -> answer(context, reply))
                .onFailure(failure -> noAnswer(context, failure));
    }

    private static Optional<PortCommand> commandOf(JsonObject body, String operator, DeskId desk) {
        if (!(body.getValue("command") instanceof String name)) {
            return Optional.empty();
        }
        String reason = body.getValue("reason") instanceof String text ? text.strip() : "";
        boolean reasoned = !reason.isEmpty() && reason.length() <= MOST_REASON;
        return switch (name) {
            case "abort" -> Optional.of(new PortCommand.Abort(operator));
            case "answer" -> answerOf(body, operator, desk);
            case "release" -> Optional.of(new PortCommand.Release(operator));
            case "quarantine" ->
                reasoned ? Optional.of(new PortCommand.Quarantine(operator, reason)) : Optional.empty();
            case "power-on" -> Optional.of(new PortCommand.Power(operator, PortCommand.Power.Wish.ON));
            case "power-off" -> Optional.of(new PortCommand.Power(operator, PortCommand.Power.Wish.OFF));
            case "power-cycle" -> Optional.of(new PortCommand.Power(operator, PortCommand.Power.Wish.CYCLE));
            case "disable" -> reasoned ? Optional.of(new PortCommand.Disable(operator, reason)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<PortCommand> answerOf(JsonObject body, String operator, DeskId desk) {
        if (body.getValue("answer") instanceof String answer
                && answer.matches(Question.ANSWER)
                && body.getValue("attempt") instanceof Integer attempt
                && body.getValue("step") instanceof Integer step
                && body.getValue("job") instanceof String job) {
            return ConsoleRoutes.job(job)
                    .map(id -> new PortCommand.Answer(
                            new PortCommand.Answer.Asked(id, attempt, step), answer, operator, desk));
        }
        return Optional.empty();
    }

    private static void answer(RoutingContext context, PortReply reply) {
        reply.to(new Told(context)).run();
    }

    /** How the page is told what a port answered. */
    private record Told(RoutingContext context) implements PortReply.Handler<Runnable> {
        @Override
        public Runnable accepted(PortReply.Accepted reply) {
            return () -> send(context, PortJson.of(reply.status()));
        }

        @Override
        public Runnable powered(PortReply.Powered reply) {
            return () -> send(context, PortJson.of(reply.status()));
        }

        @Override
        public Runnable refused(PortReply.Refused reply) {
            return () ->
                    new HttpProblem(409, reply.reason(), "The port refused", reply.message()).send(context.response());
        }
    }

    static void json(RoutingContext context, BiConsumer<RoutingContext, JsonObject> next) {
        if (!Guard.hasType(context, JSON)) {
            return;
        }
        BodyReader.read(context.request(), MOST_JSON)
                .onFailure(gone -> context.request().connection().close())
                .onSuccess(body -> {
                    if (body.isEmpty()) {
                        tooLong(
                                context,
                                "That is longer than any barcode, so it was not taken: check the scanner, then scan"
                                        + " again.");
                        return;
                    }
                    JsonObject object;
                    try {
                        object = body.get().toJsonObject();
                    } catch (DecodeException | ClassCastException notAnObject) {
                        malformed(context, "The body is no JSON object.");
                        return;
                    }
                    next.accept(context, object);
                });
    }

    static @Nullable PortPath portOf(RoutingContext context) {
        try {
            return new PortPath(context.pathParam("port"));
        } catch (IllegalArgumentException | NullPointerException notAPort) {
            return null;
        }
    }

    static void send(RoutingContext context, JsonObject body) {
        if (context.response().closed()) {
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.encode());
    }

    static void noSuchPort(RoutingContext context) {
        new HttpProblem(
                        404,
                        "no-such-port",
                        "No such port",
                        "The line has no port of that name: /api/v1/state lists them.")
                .send(context.response());
    }

    static void malformed(RoutingContext context, String detail) {
        new HttpProblem(400, "malformed", "The request is not understood", detail).send(context.response());
    }

    private static void tooLong(RoutingContext context, String detail) {
        new HttpProblem(413, "too-long", "Too long", detail).send(context.response());
    }

    private static void unreadable(RoutingContext context, String detail) {
        new HttpProblem(422, "unreadable", "Nothing to scan", detail).send(context.response());
    }

    /** Of a question: nothing was asked to be done. */
    static void noAnswer(RoutingContext context, Throwable failure) {
        unavailable(
                context, failure, "The station did not answer in time. Try again; if it stays so, call the engineer.");
    }

    /** Of an order: it is not known whether it is carried out. */
    static void noWord(RoutingContext context, Throwable failure) {
        unavailable(
                context,
                failure,
                "The station did not say in time whether it does that: look at the slot before you try again; if it"
                        + " stays so, call the engineer.");
    }

    private static void unavailable(RoutingContext context, Throwable failure, String detail) {
        LOG.atWarn()
                .addKeyValue("path", RequestPath.of(context))
                .addKeyValue("cause", String.valueOf(failure.getMessage()))
                .log("the station did not answer the page");
        new HttpProblem(503, "unavailable", "The station did not answer", detail).send(context.response());
    }
}
