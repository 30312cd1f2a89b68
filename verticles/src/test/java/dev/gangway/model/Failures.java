package dev.gangway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What calls fail with that are meant to fail as a job does. */
public final class Failures {
    private Failures() {}

    /** The failure that the call ends with. Any other end, a good one too, fails the test. */
    public static Failure failureOf(ThrowingCallable call) {
        FailureException failed = catchThrowableOfType(FailureException.class, call);
        assertThat(failed).as("a failure").isNotNull();
        return failed.failure();
    }

    /** The kind of that failure. */
    public static FailureKind kindOf(ThrowingCallable call) {
        return failureOf(call).kind();
    }
}
