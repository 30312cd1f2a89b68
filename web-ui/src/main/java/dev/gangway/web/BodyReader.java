package dev.gangway.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Reads a request's body up to a limit. What comes beyond it is thrown away as it arrives, so that the sender gets an
 * answer instead of a broken connection; a sender that does not stop at all is cut off.
 */
final class BodyReader {
    /** Longest body that is read to its end only to be refused politely, in bytes. */
    private static final long MOST_DISCARDED = 64L * 1024 * 1024;

    private final HttpServerRequest request;
    private final int limit;
    private final Buffer body = Buffer.buffer();
    private long arrived;

    private BodyReader(HttpServerRequest request, int limit) {
        this.request = request;
        this.limit = limit;
    }

    /**
     * Reads it all.
     *
     * @param limit most bytes that are accepted
     * @return the body; empty when it was longer than the limit; failed when the sender went away
     */
    static Future<Optional<Buffer>> read(HttpServerRequest request, int limit) {
        return new BodyReader(request, limit).read();
    }

    private Future<Optional<Buffer>> read() {
        Promise<Optional<Buffer>> done = Promise.promise();
        request.exceptionHandler(done::tryFail);
        request.handler(this::take);
        request.endHandler(end -> done.tryComplete(arrived > limit ? Optional.empty() : Optional.of(body)));
        return done.future();
    }

    private void take(Buffer part) {
        arrived += part.length();
        if (arrived <= limit) {
            body.appendBuffer(part);
        } else if (arrived > MOST_DISCARDED) {
            request.connection().close();
        }
    }
}
