package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.OfferCommand;
import dev.gangway.message.OfferReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Passes the body of a request on, piece by piece: nothing more is read from the sender before a piece was taken. What was refused is
 * thrown away as it arrives, up to a limit. One event loop.
 */
final class FileRelay {
    private static final int PIECE = 256 * 1024;

    /** A disk that makes room, or writes back all that it has, takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Longest rest that is read to its end only so that the sender gets an answer, in bytes. */
    private static final long MOST_DISCARDED = 64L * 1024 * 1024;

    private final Bus bus;
    private final HttpServerRequest request;
    private final String id;
    private final long declared;
    private final Promise<OfferReply> done = Promise.promise();
    private final Answers answers = new Answers(this);
    private Buffer piece = Buffer.buffer();
    private long taken;
    private long discarded;
    private boolean sending;
    private boolean ended;
    private boolean cut;

    private FileRelay(Bus bus, HttpServerRequest request, String id) {
        this.bus = bus;
        this.request = request;
        this.id = id;
        this.declared = declared(request.getHeader("Content-Length"));
    }

    /**
     * Passes all of it on.
     *
     * @param id of the look that it is for
     * @return what was answered to the last piece; a refusal as soon as there is one; failed when the sender went away or the station
     *     does not answer
     */
    static Future<OfferReply> relay(Bus bus, HttpServerRequest request, String id) {
        FileRelay relay = new FileRelay(bus, request, id);
        request.exceptionHandler(relay::cut);
        request.handler(relay::take);
        request.endHandler(end -> relay.end());
        return relay.done.future();
    }

    private static long declared(@Nullable String header) {
        try {
            return header == null ? -1 : Long.parseLong(header);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    private void take(Buffer part) {
        if (done.future().isComplete()) {
            discarded += part.length();
            if (discarded > MOST_DISCARDED) {
                request.connection().close();
            }
            return;
        }
        piece.appendBuffer(part);
        if (piece.length() >= PIECE && !sending) {
            pass();
        }
    }

    private void end() {
        ended = true;
        if (!sending && !done.future().isComplete()) {
            pass();
        }
    }

    private void pass() {
        request.pause();
        sending = true;
        Buffer passed = piece;
        piece = Buffer.buffer();
        bus.ask(Addresses.OFFERS, new OfferCommand.Piece(id, taken, declared, passed.getBytes()), PATIENCE)
                .onComplete(
                        reply -> {
                            sending = false;
                            reply.to(answers);
                            goOn();
                        },
                        failure -> {
                            sending = false;
                            giveUp(failure);
                            request.resume();
                        });
    }

    private void goOn() {
        if (done.future().isComplete()) {
            request.resume();
        } else if (cut) {
            giveUp(new IllegalStateException("the sender went away"));
        } else if (piece.length() >= PIECE || (ended && piece.length() > 0)) {
            pass();
        } else {
            request.resume();
        }
    }

    private void cut(Throwable failure) {
        cut = true;
        if (!sending && !done.future().isComplete()) {
            giveUp(failure);
        }
    }

    /** What was taken of this request is worth nothing; what another one sends is not this one's business. */
    private void giveUp(Throwable failure) {
        if (taken > 0) {
            bus.ask(Addresses.OFFERS, new OfferCommand.Drop(id), PATIENCE);
        }
        done.tryFail(failure);
    }

    /** What follows from the answer to a piece. */
    private record Answers(FileRelay relay) implements OfferReply.Handler<Boolean> {
        @Override
        public Boolean taken(OfferReply.Taken reply) {
            relay.taken = reply.bytes();
            boolean isLast = relay.ended && relay.piece.length() == 0;
            if (!isLast) {
                return false;
            }
            if (reply.bytes() == reply.total()) {
                return relay.done.tryComplete(reply);
            }
            relay.bus.ask(Addresses.OFFERS, new OfferCommand.Drop(relay.id), PATIENCE);
            return relay.done.tryComplete(new OfferReply.Refused(
                    "not-taken",
                    "The file ended after " + reply.bytes() + " of " + reply.total()
                            + " bytes, and nothing of it was kept: choose it again."));
        }

        @Override
        public Boolean refused(OfferReply.Refused reply) {
            return relay.done.tryComplete(reply);
        }

        @Override
        public Boolean shelf(OfferReply.Shelf reply) {
            return relay.done.tryComplete(reply);
        }

        @Override
        public Boolean seen(OfferReply.Seen reply) {
            return relay.done.tryComplete(reply);
        }
    }
}
