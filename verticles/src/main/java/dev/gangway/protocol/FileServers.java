package dev.gangway.protocol;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import java.io.IOException;
import java.net.InetAddress;

/** From where boards fetch files over the network: the station's servers, for all ports. Any thread. */
public interface FileServers {
    /** Of a station that serves no files. */
    Own NONE = new NoFiles();

    /**
     * Offers a stretch of an image until the offer is closed.
     *
     * @param from where it begins, bytes
     * @param length how many bytes, from 0
     * @throws FailureException when there is no server
     */
    FileOffer offer(ImageData data, long from, long length) throws FailureException;

    /**
     * Offers a file over HTTP until the offer is closed.
     *
     * @param name its last name; what an address may not have becomes {@code _}
     * @throws FailureException when there is no such server
     */
    WebOffer publish(String name, FileSource source) throws FailureException;

    /** A server that somebody opened, who closes it. */
    interface Own extends FileServers, AutoCloseable {
        @Override
        void close();
    }

    /** Opens a server. */
    @FunctionalInterface
    interface Opening {
        /**
         * Binds and serves.
         *
         * @param address of the one interface that boards are on
         * @param port the UDP port of TFTP; 0 = any free one. That of HTTP is any free one
         * @throws IOException when it can't be bound
         */
        Own open(InetAddress address, int port) throws IOException;
    }
}
