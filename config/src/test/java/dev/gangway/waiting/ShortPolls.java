package dev.gangway.waiting;

import java.time.Duration;
import java.util.NoSuchElementException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has every wait of every module's tests look a hundred times a second. Awaitility looks first after its interval, which is a
 * tenth of a second: most waits here are for less. Looking that early, a condition may find nothing yet where it takes the last or
 * the first of something: that is waited for too.
 */
public final class ShortPolls implements BeforeAllCallback {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollInterval(INTERVAL);
        Awaitility.ignoreExceptionsByDefaultMatching(e -> e instanceof IndexOutOfBoundsException
                || e instanceof NoSuchElementException
                || e instanceof NullPointerException);
    }
}
