package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.bus.Call;
import dev.gangway.message.ShellCommand;
import dev.gangway.message.ShellReply;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One person's terminal. Their page sends {@code {"keys": "…"}}; it gets {@code {"text": "…"}} for the terminal and
 * {@code {"told": "…"}} for the person, and no more is taken from the port than the page has room for. The session ends with the
 * socket, with the person's right to it, and when nothing is typed for long. Event loop only.
 */
final class ShellSocket {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A page whose machine is gone says nothing of it. */
    private static final long LOOK_MILLIS = 10_000;

    private static final int MOST_KEYS = 16_384;
    private static final short NORMAL = 1000;

    /** Of the range that is for programs' own use. */
    private static final short REFUSED = 4403;

    private final Vertx vertx;
    private final Bus bus;
    private final ServerWebSocket socket;
    private final PageDesks.Seat seat;
    private final ShellAccess access;
    private final JobId session = JobId.random();
    private @Nullable Call<ShellCommand, ShellReply> call;
    private long look = -1;
    private long typedAt = System.nanoTime();
    private boolean typed;
    private boolean heard = true;
    private boolean over;

    ShellSocket(Vertx vertx, Bus bus, ServerWebSocket socket, PageDesks.Seat seat, ShellAccess access) {
        this.vertx = vertx;
        this.bus = bus;
        this.socket = socket;
        this.seat = seat;
        this.access = access;
    }

    /** Opens the shell if this person may, and goes on until either side ends it. */
    void begin(PortPath port, String shell) {
        Call<ShellCommand, ShellReply> there = Addresses.SHELL.at(port);
        socket.closeHandler(gone -> left("the page was closed"));
        socket.exceptionHandler(broken -> left("the connection to the page broke"));
        socket.textMessageHandler(this::keys);
        socket.pongHandler(pong -> heard = true);
        seat.signer(true)
                .onFailure(failure -> end("The station did not answer: try again.", REFUSED))
                .onSuccess(operator -> {
                    String refusal = access.refusal(operator);
                    if (!refusal.isEmpty()) {
                        end(refusal, REFUSED);
                        return;
                    }
                    bus.ask(there, new ShellCommand.Open(session, operator, shell), PATIENCE)
                            .onFailure(failure -> end("The slot did not answer: try again.", REFUSED))
                            .onSuccess(reply -> opened(there, reply));
                });
    }

    private void opened(Call<ShellCommand, ShellReply> there, ShellReply reply) {
        if (!reply.open()) {
            end(reply.told(), REFUSED);
            return;
        }
        call = there;
        if (over) { // the page was closed meanwhile
            ask(new ShellCommand.Close(session, "the page was closed"));
            return;
        }
        typedAt = System.nanoTime();
        look = vertx.setPeriodic(Math.min(LOOK_MILLIS, access.idle().toMillis()), id -> look());
        take();
    }

    private void take() {
        Call<ShellCommand, ShellReply> there = call;
        if (over || there == null) {
            return;
        }
        bus.ask(there, new ShellCommand.Take(session), PATIENCE)
                .onFailure(failure -> end("The slot does not answer any more: open the shell again.", NORMAL))
                .onSuccess(this::show);
    }

    private void show(ShellReply reply) {
        if (over) {
            return;
        }
        if (!reply.text().isEmpty()) {
            socket.writeTextMessage(new JsonObject().put("text", reply.text()).encode());
        }
        if (!reply.open()) {
            end(reply.told(), NORMAL);
        } else if (socket.writeQueueFull()) {
            socket.drainHandler(drained -> take());
        } else {
            take();
        }
    }

    private void keys(String message) {
        if (over) { // typed before the page heard of the end
            return;
        }
        String keys;
        try {
            keys = new JsonObject(message).getValue("keys") instanceof String text ? text : "";
        } catch (DecodeException notAnObject) {
            keys = "";
        }
        if (keys.isEmpty() || keys.length() > MOST_KEYS) {
            tell("That was no key: send {\"keys\": \"…\"} with at most " + MOST_KEYS + " characters.");
            return;
        }
        typedAt = System.nanoTime();
        typed = true;
        ask(new ShellCommand.Type(session, keys));
    }

    private void ask(ShellCommand command) {
        Call<ShellCommand, ShellReply> there = call;
        if (there != null) {
            bus.ask(there, command, PATIENCE).onSuccess(reply -> {
                if (reply.open() && !reply.told().isEmpty()) {
                    tell(reply.told());
                }
            });
        }
    }

    /** Whether the page is still there, the person still may, and still works. */
    private void look() {
        if (!heard) {
            left("the page does not answer any more");
            socket.close();
            return;
        }
        heard = false;
        socket.writePing(Buffer.buffer("gw"));
        if (System.nanoTime() - typedAt >= access.idle().toNanos()) {
            end("Nothing was typed for " + access.idle().toSeconds() + " s, so this shell is closed.", NORMAL);
            return;
        }
        boolean works = typed;
        typed = false;
        seat.signer(works).onSuccess(operator -> {
            if (!access.refusal(operator).isEmpty()) {
                end("The badge or the login has ended, and this shell with it.", REFUSED);
            }
        });
    }

    private void tell(String sentence) {
        if (!over) {
            socket.writeTextMessage(new JsonObject().put("told", sentence).encode());
        }
    }

    private void end(String why, short code) {
        if (over) {
            return;
        }
        tell(why);
        left(why);
        socket.close(code);
    }

    private void left(String why) {
        if (!over) {
            over = true;
            vertx.cancelTimer(look);
            ask(new ShellCommand.Close(session, why));
        }
    }
}
