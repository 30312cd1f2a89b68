package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.ConsoleQuery;
import dev.gangway.message.ConsoleText;
import dev.gangway.model.JobId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/** What a board said on its console: to follow while its job runs, and afterwards. Event loop only. */
final class ConsoleRoutes {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Bus bus;

    ConsoleRoutes(Bus bus) {
        this.bus = bus;
    }

    void addTo(Router router) {
        router.get("/api/v1/jobs/:job/console").handler(context -> ask(context, false));
        router.get("/api/v1/jobs/:job/console.log").handler(context -> ask(context, true));
    }

    private void ask(RoutingContext context, boolean plain) {
        Optional<JobId> job = job(context.pathParam("job"));
        Optional<Long> attempt = number(context, "attempt");
        Optional<Long> after = number(context, "after");
        if (job.isEmpty() || attempt.isEmpty() || after.isEmpty()) {
            ApiRoutes.malformed(
                    context,
                    "Ask for /api/v1/jobs/JOB/console?attempt=N&after=LINES; a job is 32 digits, the numbers may be left"
                            + " out.");
            return;
        }
        ConsoleQuery query = new ConsoleQuery(job.get(), Math.toIntExact(attempt.get()), after.get());
        bus.ask(Addresses.CONSOLE, query, PATIENCE)
                .onSuccess(text -> tell(context, text, plain))
                .onFailure(failure -> ApiRoutes.noAnswer(context, failure));
    }

    private static void tell(RoutingContext context, ConsoleText text, boolean plain) {
        if (!plain) {
            ApiRoutes.send(
                    context,
                    new JsonObject()
                            .put("attempt", text.attempt())
                            .put("live", text.live())
                            .put("next", text.next())
                            .put("text", text.text())
                            .put("problem", text.problem()));
        } else if (text.attempt() == 0) {
            new HttpProblem(404, "no-console", "Nothing is kept", text.problem()).send(context.response());
        } else if (!context.response().closed()) {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(text.text());
        }
    }

    /** The job that a page names; empty when it names none. */
    static Optional<JobId> job(String text) {
        try {
            return Optional.of(new JobId(text));
        } catch (IllegalArgumentException | NullPointerException notAJob) {
            return Optional.empty();
        }
    }

    /** A number of the query, 0 where it is left out; empty when it is none. */
    private static Optional<Long> number(RoutingContext context, String name) {
        String text = context.request().getParam(name);
        return text == null
                ? Optional.of(0L)
                : text.matches("[0-9]{1,9}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
