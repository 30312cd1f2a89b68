package dev.gangway.export.kafka;

import dev.gangway.message.StoredJob;
import java.io.IOException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Why records do not reach the broker, for a person. Kafka's messages name hosts, topics and settings, never passwords. */
final class SendProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private SendProblem(String message, Throwable cause) {
        super(message, cause);
    }

    /** A failed send with the record that it was for, where the record is the reason. */
    static Throwable of(StoredJob job, Throwable cause) {
        return cause instanceof RecordTooLargeException
                ? new SendProblem(
                        "record " + job.seq() + " of unit " + job.summary().serial() + " is too large for Kafka: raise"
                                + " max.request.size in kafka.properties and the topic's max.message.bytes ("
                                + firstLine(cause) + ")",
                        cause)
                : cause;
    }

    /** One sentence about any failure of the export to this topic. */
    static String reason(Throwable cause, String topic) {
        if (cause instanceof AuthenticationException && !(cause instanceof SslAuthenticationException)) {
            return "the broker refused the login: " + firstLine(cause);
        }
        if (cause instanceof IOException) {
            return firstLine(cause);
        }
        Throwable root = cause;
        while (!(root instanceof SendProblem) && root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof SendProblem) {
            return firstLine(root);
        }
        // The client says the same of a topic that nobody could be asked for; one that a broker denies has that as its
        // cause.
        if (root instanceof TimeoutException && firstLine(root).contains("not present in metadata")) {
            return "no broker answers: check the network and kafka.bootstrap (" + firstLine(root) + ")";
        }
        if (root instanceof UnknownTopicOrPartitionException) {
            return "the broker has no topic " + topic + ", or hides it from this station: create it or allow Describe";
        }
        return root.getClass().getSimpleName() + ": " + firstLine(root);
    }

    private static String firstLine(Throwable cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
