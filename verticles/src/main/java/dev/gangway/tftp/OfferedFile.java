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
    private final long padded;
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
            long padded,
            Consumer<OfferedFile> withdraw) {
        if (from < 0 || length < 0 || from > data.length() - length || padded < length) {
            throw new IllegalArgumentException(
                    length + " bytes at " + from + " of " + data.length() + ", as " + padded);
        }
        this.name = name;
        this.server = server;
        this.data = data;
        this.from = from;
        this.length = length;
        this.padded = padded;
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
        return padded;
    }

    @Override
    public void read(long at, int count, ByteBuffer into) {
        int there = (int) Math.max(0, Math.min(count, length - at));
        if (there > 0) {
            into.put(data.slice(from + at, there));
        }
        for (int i = there; i < count; i++) {
            into.put((byte) 0);
        }
    }
}
