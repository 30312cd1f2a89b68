package dev.gangway.serve;

import dev.gangway.protocol.FileSource;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer to one request for a file: sent piece by piece, as the client takes it and as the file comes. Of the event loop. */
final class HttpTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTransfer.class);

    private static final int PIECE = 1 << 17;

    /** So much waits for the network at once, and so much goes out before others get their turn. */
    private static final int QUEUE = 1 << 19;

    private static final int A_TURN = 1 << 20;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final HttpFile file;
    private final FileSource source;
    private final Context loop;
    private final Runnable over;
    private final String peer;
    private final long began = System.nanoTime();
    private OptionalLong end = OptionalLong.empty();
    private boolean answered;
    private boolean isOver;
    private long first;
    private long at;
    private int turn;

    HttpTransfer(HttpServerRequest request, HttpFile file, Context loop, Runnable over) {
        this.request = request;
        this.response = request.response();
        this.file = file;
        this.source = file.source();
        this.loop = loop;
        this.over = over;
        this.peer = request.remoteAddress().hostAddress();
    }

    String peer() {
        return peer;
    }

    void begin() {
        file.began(this);
        response.setWriteQueueMaxSize(QUEUE);
        response.closeHandler(closed -> end("the client went away"));
        response.exceptionHandler(failure -> end("the client went away: " + failure.getMessage()));
        go(++turn);
    }

    /** Goes on, unless something else has done that since. */
    private void later(int mine) {
        loop.runOnContext(now -> go(mine));
    }

    private void go(int mine) {
        if (isOver || mine != turn) {
            return;
        }
        Optional<String> failure = source.failure();
        if (failure.isPresent()) {
            cut(failure.get());
        } else if (answered || answer()) {
            send();
        } else {
            await(source.ready());
        }
    }

    private void await(long seen) {
        int next = ++turn;
        source.onMore(seen, () -> later(next));
    }

    private boolean answer() {
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        HttpAnswer.Asked asked = new HttpAnswer.Asked(
                Optional.ofNullable(request.getHeader("Range")).filter(value -> !isHead),
                Optional.ofNullable(request.getHeader("If-Range")),
                isHead || request.version() != HttpVersion.HTTP_1_0);
        Optional<HttpAnswer> known = HttpAnswer.of(asked, source);
        if (known.isEmpty()) {
            return false;
        }
        HttpAnswer answer = known.get();
        answered = true;
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        if (isHead || !answer.hasContent()) {
            response.end();
            end("");
            return true;
        }
        file.answering(peer);
        response.setChunked(answer.to().isEmpty());
        first = answer.from();
        at = first;
        end = answer.to();
        if (at >= source.ready()) {
            response.writeHead(); // who waits for bytes sees that there will be some
        }
        return true;
    }

    private void send() {
        long sent = 0;
        while (!isOver) {
            OptionalLong to = end.isPresent() ? end : source.length();
            if (to.isPresent() && at >= to.getAsLong()) {
                long whole = at - first;
                response.end().onSuccess(gone -> LOG.atInfo()
                        .addKeyValue("file", file.path())
                        .addKeyValue("peer", peer)
                        .addKeyValue("bytes", whole)
                        .addKeyValue("ms", (System.nanoTime() - began) / 1_000_000)
                        .log("HTTP delivered"));
                end("");
                return;
            }
            long there = Math.min(source.ready(), to.orElse(Long.MAX_VALUE));
            if (at >= there) {
                await(at);
                return;
            }
            int mine = ++turn;
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> go(mine));
                return;
            }
            if (sent >= A_TURN) {
                later(mine);
                return;
            }
            int count = (int) Math.min(PIECE, there - at);
            write(count);
            sent += count;
        }
    }

    private void write(int count) {
        byte[] piece = new byte[count];
        try {
            ByteBuffer bytes = source.read(at, count);
            bytes.get(piece);
        } catch (IOException e) {
            cut("the station can't read it: " + e.getMessage());
            return;
        }
        long from = at;
        at += count;
        response.write(Buffer.buffer(piece)).onSuccess(written -> file.sent(from, from + count));
    }

    /** Ends the connection in the middle, so that the client can't take what it has for all. */
    void cut(String why) {
        if (!isOver) {
            end(why);
            request.connection().close();
        }
    }

    private void end(String why) {
        if (isOver) {
            return;
        }
        isOver = true;
        file.ended(this);
        over.run();
        if (!why.isEmpty()) {
            file.failed(peer + ": " + why + ", after " + (at - first) + " bytes from " + first + " on");
            LOG.atInfo()
                    .addKeyValue("file", file.path())
                    .addKeyValue("peer", peer)
                    .log("HTTP failed: " + why);
        }
    }
}
