package dev.gangway.shell;

import java.io.IOException;

/** The terminal at which a caller sits. One thread. */
public interface Terminal {
    /**
     * Has its keys handed over as they are typed, without an echo, control-C too, until what is returned is closed.
     *
     * @throws IOException when the terminal can't be set so; then it is as it was
     */
    Raw raw() throws IOException;

    /** A terminal whose keys are handed over; closed, it is as it was before. */
    @FunctionalInterface
    interface Raw extends AutoCloseable {
        @Override
        void close();
    }
}
