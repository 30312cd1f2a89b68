package dev.gangway.channel;

import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.PortPath;

/**
 * Finds out who has connected to the station by itself. It has no thread; whoever accepts connections asks it, several at a time.
 */
@FunctionalInterface
public interface Reception {
    /**
     * Lets a board in, or refuses it. Blocks no longer than the reception's own time for it.
     *
     * @param stream what connected; closed by the caller when it is refused, else by the guest
     * @throws FailureException when nobody may come in like that, with the reason for the log
     */
    Guest receive(ByteStream stream) throws FailureException;

    /** A board that is connected and has proved who it is. Safe for any thread. */
    interface Guest extends AutoCloseable {
        /** Its own port: whoever it is. */
        PortPath port();

        /** What it answers as. */
        BootMode mode();

        /**
         * Does what the connection needs while nobody speaks to the board, without waiting.
         *
         * @return false when the connection has ended
         */
        boolean tend();

        /**
         * Speaks to the board; one at a time. Closing the stream ends the conversation, not the connection.
         *
         * @throws ChannelException DISCONNECTED when the connection has ended, BUSY when somebody speaks to it already
         */
        ByteStream converse() throws ChannelException;

        /** Ends the connection; harmless when repeated. */
        @Override
        void close();
    }
}
