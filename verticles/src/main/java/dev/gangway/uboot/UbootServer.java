package dev.gangway.uboot;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import java.io.IOException;
import java.net.InetAddress;

/** A server from which a board at the bench fetches files. */
public interface UbootServer extends AutoCloseable {
    /** Serves a stretch of an image until that is closed. */
    Served serve(ImageData image, long from, long length) throws FailureException;

    @Override
    void close();

    /** A file that can be fetched. */
    interface Served extends AutoCloseable {
        /** Its name. */
        String name();

        /** The server's address. */
        String host();

        /** The server's UDP port. */
        int port();

        @Override
        void close();
    }

    /** Opens one. */
    @FunctionalInterface
    interface Opening {
        /**
         * Binds and serves.
         *
         * @throws IOException when it can't be bound
         */
        UbootServer open(InetAddress address, int port) throws IOException;
    }
}
