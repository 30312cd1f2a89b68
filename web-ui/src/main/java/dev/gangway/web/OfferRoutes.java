package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.OfferCommand;
import dev.gangway.message.OfferReply;
import dev.gangway.web.live.OfferJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the line may flash. Asking shows what this station has already; whatever makes the station fetch or take something, or
 * changes what is flashed, is a POST, which the {@link Guard} takes from our own page only. Event loop only.
 */
final class OfferRoutes {
    /** Choosing waits for the ledger and the disk. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int MOST_LINK = 2_000;
    private static final Set<String> FILES = Set.of("application/octet-stream");
    private static final String ID = "[0-9a-f]{32}";

    private final Bus bus;
    private final Function<RoutingContext, Future<String>> signers;

    /** Routes whose changes these people sign. */
    OfferRoutes(Bus bus, Function<RoutingContext, Future<String>> signers) {
        this.bus = bus;
        this.signers = signers;
    }

    void addTo(Router router) {
        router.get("/api/v1/offers").handler(context -> ask(context, new OfferCommand.Show()));
        router.get("/api/v1/offers/:id").handler(this::follow);
        router.post("/api/v1/offers").handler(context -> ApiRoutes.json(context, this::command));
        router.post("/api/v1/offers/:id/file").handler(this::file);
    }

    private void follow(RoutingContext context) {
        String id = context.pathParam("id");
        ask(context, new OfferCommand.Follow(id.matches(ID) ? id : ""));
    }

    /** The bytes of a file that was announced; nobody who does not know the look's id, which is by chance, sends any. */
    private void file(RoutingContext context) {
        if (!Guard.hasType(context, FILES)) {
            return;
        }
        String id = context.pathParam("id");
        FileRelay.relay(bus, context.request(), id.matches(ID) ? id : "")
                .onSuccess(reply -> {
                    if (reply instanceof OfferReply.Taken) {
                        ask(context, new OfferCommand.Follow(id));
                    } else {
                        reply.to(new Told(context)).run();
                    }
                })
                .onFailure(failure -> {
                    if (!context.response().closed()) {
                        ApiRoutes.noAnswer(context, failure);
                    }
                });
    }

    private void command(RoutingContext context, JsonObject body) {
        signers.apply(context)
                .onSuccess(operator -> {
                    OfferCommand command = commandOf(body, operator);
                    if (command == null) {
                        ApiRoutes.malformed(
                                context,
                                "Send {\"command\": \"look\", \"recipe\": LINK, \"image\": LINK, \"name\": RECIPE, \"as\": IMAGE,"
                                        + " \"member\": PATH} | {\"command\": \"send\", \"name\": RECIPE, \"as\": IMAGE, \"file\": NAME,"
                                        + " \"bytes\": LENGTH, \"member\": PATH} | {\"command\": \"choose\", \"id\"} |"
                                        + " {\"command\": \"drop\", \"id\"} | {\"command\": \"release\"}; a link has at most 2000"
                                        + " characters.");
                    } else {
                        ask(context, command);
                    }
                })
                .onFailure(failure -> ApiRoutes.noAnswer(context, failure));
    }

    private static @Nullable OfferCommand commandOf(JsonObject body, String operator) {
        for (String key : body.fieldNames()) {
            boolean isNumber = key.equals("bytes") && body.getValue(key) instanceof Number;
            if (!isNumber && !(body.getValue(key) instanceof String text && text.length() <= MOST_LINK)) {
                return null;
            }
        }
        return switch (body.getString("command", "")) {
            case "look" ->
                new OfferCommand.Look(
                        text(body, "recipe"),
                        text(body, "image"),
                        text(body, "name"),
                        text(body, "as"),
                        text(body, "member"));
            case "send" ->
                body.getValue("bytes") instanceof Number bytes
                        ? new OfferCommand.Send(
                                text(body, "name"),
                                text(body, "as"),
                                text(body, "file"),
                                text(body, "member"),
                                bytes.longValue(),
                                operator)
                        : null;
            case "drop" -> new OfferCommand.Drop(text(body, "id"));
            case "choose" -> new OfferCommand.Choose(text(body, "id"), operator);
            case "release" -> new OfferCommand.Release(operator);
            default -> null;
        };
    }

    private static String text(JsonObject body, String name) {
        return body.getString(name, "").strip();
    }

    private void ask(RoutingContext context, OfferCommand command) {
        bus.ask(Addresses.OFFERS, command, PATIENCE)
                .onSuccess(reply -> reply.to(new Told(context)).run())
                .onFailure(failure -> ApiRoutes.noWord(context, failure));
    }

    /** How the page is told what was answered. */
    private record Told(RoutingContext context) implements OfferReply.Handler<Runnable> {
        @Override
        public Runnable shelf(OfferReply.Shelf reply) {
            return () -> ApiRoutes.send(context, OfferJson.of(reply));
        }

        @Override
        public Runnable seen(OfferReply.Seen reply) {
            return () -> ApiRoutes.send(context, OfferJson.of(reply.offer()));
        }

        @Override
        public Runnable taken(OfferReply.Taken reply) {
            return () -> ApiRoutes.send(
                    context, new JsonObject().put("bytes", reply.bytes()).put("total", reply.total()));
        }

        @Override
        public Runnable refused(OfferReply.Refused reply) {
            return () -> new HttpProblem(409, reply.reason(), "The station refused", reply.message())
                    .send(context.response());
        }
    }
}
