package dev.gangway.tftp;

import dev.gangway.format.ImageData;
import dev.gangway.protocol.FileOffer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A stretch of an image under a name. Any thread. */
final class OfferedFile implements FileOffer, TftpSource {
    private final String name;
    private final InetSocketAddress server;
    private final ImageData data;
    private final long from;
    private final long length;
    private final Consumer<OfferedFile> withdraw;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong resent = new AtomicLong();
    private volatile boolean withdrawn;

    OfferedFile(
            String name,
            InetSocketAddress server,
            ImageData data,
            long from,
            long length,
            Consumer<OfferedFile> withdraw) {
        if (from < 0 || length < 0 || from > data.length() - length) {
            throw new IllegalArgumentException(length + " bytes at " + from + " of " + data.length());
        }
        this.name = name;
        this.server = server;
        this.data = data;
        this.from = from;
        this.length = length;
        this.withdraw = withdraw;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String host() {
        return server.getAddress().getHostAddress();
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public long acknowledged() {
        return acknowledged.get();
    }

    @Override
    public long resent() {
        return resent.get();
    }

    @Override
    public void close() {
        withdrawn = true;
        withdraw.accept(this);
    }

    boolean isWithdrawn() {
        return withdrawn;
    }

    void count(long bytes, long blocks) {
        acknowledged.addAndGet(bytes);
        resent.addAndGet(blocks);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void read(long at, int count, ByteBuffer into) {
        into.put(data.slice(from + at, count));
    }
}
