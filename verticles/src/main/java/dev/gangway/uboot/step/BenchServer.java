package dev.gangway.uboot.step;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.FileOffer;
import dev.gangway.protocol.FileServers;
import dev.gangway.uboot.UbootServer;

/** The station's kind of server for people at the bench. */
record BenchServer(FileServers.Own server) implements UbootServer {
    @Override
    public Served serve(ImageData image, long from, long length) throws FailureException {
        return new BenchFile(server.offer(image, from, length));
    }

    @Override
    public void close() {
        server.close();
    }

    private record BenchFile(FileOffer offer) implements Served {
        @Override
        public String name() {
            return offer.name();
        }

        @Override
        public String host() {
            return offer.host();
        }

        @Override
        public int port() {
            return offer.port();
        }

        @Override
        public void close() {
            offer.close();
        }
    }
}
