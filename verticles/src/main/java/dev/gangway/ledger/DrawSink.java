package dev.gangway.ledger;

import java.io.IOException;

/** Takes values that were drawn. */
@FunctionalInterface
public interface DrawSink {
    /** The next one. */
    void accept(DrawnValue value) throws IOException;
}
