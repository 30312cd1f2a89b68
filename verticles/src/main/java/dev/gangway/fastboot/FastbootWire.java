package dev.gangway.fastboot;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Datagrams;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/** How fastboot's messages travel to one board and back (the project's fastboot dossier, sections 2 and 5). One thread. */
interface FastbootWire {
    /** The wire over this channel, made ready for the first command. */
    static FastbootWire over(Channel channel) throws FailureException {
        if (channel instanceof UsbSession usb) {
            return UsbWire.open(usb);
        }
        if (channel instanceof ByteStream stream) {
            return TcpWire.open(stream);
        }
        return UdpWire.open((Datagrams) channel);
    }

    /** Sends a command. */
    void command(ByteBuffer command) throws ChannelException;

    /**
     * Sends bytes of a data phase, at least one.
     *
     * @param progress gets the bytes that went since the last time
     */
    void send(ByteBuffer bytes, Duration stalled, LongConsumer progress) throws ChannelException;

    /** Receives one answer, or as much of it as fits; the position moves. */
    void answer(ByteBuffer into, Duration patience) throws ChannelException;

    /** Receives bytes of a data phase, until the buffer is full; the position moves. */
    void receive(ByteBuffer into, Duration stalled) throws ChannelException;
}
