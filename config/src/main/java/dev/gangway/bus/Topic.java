package dev.gangway.bus;

import dev.gangway.message.Message;

/**
 * An address where messages of one type are published to whoever listens.
 *
 * @param address the event bus address
 * @param type the sealed root of what is published there
 * @param <M> the same as a type
 */
public record Topic<M extends Message>(String address, Class<M> type) {}
