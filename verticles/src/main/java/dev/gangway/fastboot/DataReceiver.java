package dev.gangway.fastboot;

import dev.gangway.fastboot.FastbootLink.Answer;
import dev.gangway.format.FormatException;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** Commands after which the board sends data ({@code fetch}, {@code upload}; dossier, section 3). One thread. */
final class DataReceiver {
    private static final int PIECE = 1 << 20;
    private static final Duration BEGIN = Duration.ofSeconds(30);
    private static final Duration STALLED = Duration.ofSeconds(10);

    private final FastbootLink link;
    private final ByteBuffer held = ByteBuffer.allocateDirect(PIECE);

    DataReceiver(FastbootLink link) {
        this.link = link;
    }

    /**
     * Sends the command and takes its data.
     *
     * @param wanted how many bytes have to come; empty = as many as the board says
     * @return how many came
     * @throws FormatException as the sink throws it; the session is not usable any more then
     */
    long receive(String command, OptionalLong wanted, DataSink sink, LongConsumer progress)
            throws FailureException, FormatException {
        Answer answer = link.command(command, BEGIN);
        FastbootClient.require(command, answer);
        long length = announced(command, answer, wanted);
        boolean whole = false;
        try {
            for (long at = 0; at < length; at += held.limit()) {
                link.receive(held.clear().limit((int) Math.min(PIECE, length - at)), STALLED);
                sink.take(at, held.flip());
                progress.accept(held.limit());
            }
            whole = true;
        } finally {
            if (!whole) {
                link.broken(new FailureException(FailureKind.PROTOCOL_GARBAGE, command + " was not taken to its end"));
            }
        }
        Answer done = link.answer(command, BEGIN);
        if (done.kind() == Answer.Kind.DATA) {
            throw link.broken(
                    new FailureException(FailureKind.PROTOCOL_GARBAGE, command + ": the board announced data twice"));
        }
        FastbootClient.require(command, done);
        return length;
    }

    private long announced(String command, Answer answer, OptionalLong wanted) throws FailureException {
        if (answer.kind() == Answer.Kind.DATA && answer.text().matches("[0-9a-fA-F]{8}")) {
            long length = Long.parseLong(answer.text(), 16);
            if (wanted.isEmpty() || wanted.getAsLong() == length) {
                return length;
            }
        }
        throw link.broken(new FailureException(
                FailureKind.PROTOCOL_GARBAGE,
                command + ": the board answered " + answer.kind() + answer.text() + " instead of its data"));
    }
}
