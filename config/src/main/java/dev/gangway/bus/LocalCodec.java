package dev.gangway.bus;

import dev.gangway.message.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/** Hands messages over by reference, and refuses to put one on a wire. */
final class LocalCodec implements MessageCodec<Message, Message> {
    private static final String NAME = "gangway";

    private LocalCodec() {}

    static void register(EventBus bus) {
        try {
            bus.registerCodec(new LocalCodec());
        } catch (IllegalStateException alreadyRegistered) {
            return;
        }
        bus.codecSelector(body -> body instanceof Message ? NAME : null);
    }

    @Override
    public void encodeToWire(Buffer buffer, Message message) {
        throw new IllegalStateException("station messages never leave the process");
    }

    @Override
    public Message decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("station messages never leave the process");
    }

    @Override
    public Message transform(Message message) {
        return message;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
