package dev.gangway.model;

/**
 * One failure as a value.
 *
 * @param kind what went wrong, and who can mend it
 * @param message what exactly happened, one sentence for the engineer, without secrets
 */
public record Failure(FailureKind kind, String message) {
    @Override
    public String toString() {
        return kind.code() + ": " + message;
    }
}
