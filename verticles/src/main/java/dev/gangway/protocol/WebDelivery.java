package dev.gangway.protocol;

import java.util.List;
import java.util.Optional;

/**
 * What was fetched of a file.
 *
 * @param bytes handed to the network, over all who fetched; more than the file has when some came twice
 * @param answers how many requests were answered with bytes of it
 * @param whole whether each of its bytes was handed over at least once
 * @param peers who fetched, addresses in digits, each once, in the order of their first request; not more than some
 * @param trouble what the last client met whose answer did not come to its end; empty = none
 */
public record WebDelivery(long bytes, long answers, boolean whole, List<String> peers, Optional<String> trouble) {
    /** Copies the list. */
    public WebDelivery {
        peers = List.copyOf(peers);
    }
}
