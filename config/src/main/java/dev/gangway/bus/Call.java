package dev.gangway.bus;

import dev.gangway.message.Message;

/**
 * An address where one party answers questions.
 *
 * @param address the event bus address
 * @param query what is asked
 * @param reply what is answered; expected refusals are cases of it, so that a failed future means a bug or a time-out
 * @param <Q> the question as a type
 * @param <R> the answer as a type
 */
public record Call<Q extends Message, R extends Message>(String address, Class<Q> query, Class<R> reply) {
    /** The same call at one port's own address. */
    public Call<Q, R> at(dev.gangway.model.PortPath port) {
        return new Call<>(address + "." + port.text(), query, reply);
    }
}
