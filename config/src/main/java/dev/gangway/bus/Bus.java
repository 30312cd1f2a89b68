package dev.gangway.bus;

import dev.gangway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Typed access to the event bus. Messages are immutable records and are delivered by reference inside this process.
 *
 * <p>Any thread may publish or ask. Handlers run on the Vert.x context that subscribed.
 */
public final class Bus {
    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
    private static final int HANDLER_FAILED = 1;

    private final Vertx vertx;
    private final DeliveryOptions local = new DeliveryOptions().setLocalOnly(true);

    /** Uses the event bus of this Vert.x instance and makes sure that the codec is registered there once. */
    public Bus(Vertx vertx) {
        this.vertx = vertx;
        LocalCodec.register(vertx.eventBus());
    }

    /** Sends the message to all who listen now. */
    public <M extends Message> void publish(Topic<M> topic, M message) {
        vertx.eventBus().publish(topic.address(), message, local);
    }

    /**
     * Listens until the returned consumer is unregistered or the subscribing verticle is undeployed. An exception in the
     * handler is logged and does not end the subscription.
     */
    public <M extends Message> MessageConsumer<Message> subscribe(Topic<M> topic, Consumer<M> handler) {
        return vertx.eventBus().<Message>localConsumer(topic.address(), delivery -> {
            try {
                handler.accept(topic.type().cast(delivery.body()));
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("topic", topic.address()).setCause(e).log("a subscriber failed");
            }
        });
    }

    /** Asks and waits at most the given time for the answer. */
    public <Q extends Message, R extends Message> Future<R> ask(Call<Q, R> call, Q query, Duration timeout) {
        DeliveryOptions options = new DeliveryOptions().setLocalOnly(true).setSendTimeout(timeout.toMillis());
        return vertx.eventBus().<Message>request(call.address(), query, options).map(answer -> call.reply()
                .cast(answer.body()));
    }

    /** Answers questions. A failed future or an exception reaches the asker as a failed future. */
    public <Q extends Message, R extends Message> MessageConsumer<Message> answer(
            Call<Q, R> call, Function<Q, Future<R>> handler) {
        return vertx.eventBus().<Message>localConsumer(call.address(), question -> {
            Future<R> answer;
            try {
                answer = handler.apply(call.query().cast(question.body()));
            } catch (RuntimeException e) {
                answer = Future.failedFuture(e);
            }
            answer.onComplete(reply -> question.reply(reply, local), failure -> {
                LOG.atError()
                        .addKeyValue("call", call.address())
                        .setCause(failure)
                        .log("a call was not answered");
                question.fail(HANDLER_FAILED, String.valueOf(failure.getMessage()));
            });
        });
    }
}
