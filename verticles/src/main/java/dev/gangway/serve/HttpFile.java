package dev.gangway.serve;

import dev.gangway.protocol.FileSource;
import dev.gangway.protocol.WebDelivery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A file that is offered, and what was fetched of it. Of the server's event loop. */
final class HttpFile {
    private static final int MOST_PEERS = 64;

    private final String path;
    private final FileSource source;
    private final Coverage coverage = new Coverage();
    private final Set<String> peers = new LinkedHashSet<>();
    private final Set<HttpTransfer> transfers = new HashSet<>();
    private long bytes;
    private long answers;
    private Optional<String> trouble = Optional.empty();

    HttpFile(String path, FileSource source) {
        this.path = path;
        this.source = source;
    }

    /** The path in its address, exactly. */
    String path() {
        return path;
    }

    FileSource source() {
        return source;
    }

    void began(HttpTransfer transfer) {
        transfers.add(transfer);
    }

    void ended(HttpTransfer transfer) {
        transfers.remove(transfer);
    }

    /** An answer with content begins. */
    void answering(String peer) {
        answers++;
        if (peers.size() < MOST_PEERS) {
            peers.add(peer);
        }
    }

    void sent(long from, long to) {
        bytes += to - from;
        coverage.add(from, to);
    }

    void failed(String why) {
        trouble = Optional.of(why);
    }

    /** Cuts off whoever still fetches. */
    void withdraw() {
        new ArrayList<>(transfers).forEach(transfer -> transfer.cut("it is not offered any more"));
    }

    WebDelivery delivered() {
        boolean whole = answers > 0
                && source.length().isPresent()
                && coverage.isWhole(source.length().getAsLong());
        return new WebDelivery(bytes, answers, whole, List.copyOf(peers), trouble);
    }
}
