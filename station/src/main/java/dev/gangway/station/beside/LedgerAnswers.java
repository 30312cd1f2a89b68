package dev.gangway.station.beside;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.json.JobJson;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.PoolCount;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.StoredJob;
import dev.gangway.model.JobId;
import dev.gangway.model.Serial;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import io.vertx.core.Future;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells callers what the open ledger says. Each answer reads on a connection of its own, beside the writer. */
final class LedgerAnswers {
    private static final long SECONDS = 60;

    private final H2Ledger ledger;

    LedgerAnswers(H2Ledger ledger) {
        this.ledger = ledger;
    }

    /** Prints an answer's line; not on, when nobody listens any more. */
    static void line(Caller caller, JsonNode json) throws IOException {
        caller.out().print(JobJson.text(json) + "\n");
        if (caller.out().checkError()) {
            throw new EOFException("the caller is gone");
        }
    }

    void unit(Caller caller, JsonNode question) throws LedgerException, IOException {
        try (LedgerReader reader = ledger.reader()) {
            for (var job : reader.jobsOf(new Serial(question.path("serial").asText()))) {
                line(caller, JobJson.of(job));
            }
        }
    }

    void job(Caller caller, JsonNode question) throws LedgerException, IOException {
        try (LedgerReader reader = ledger.reader()) {
            Optional<StoredJob> found =
                    reader.job(new JobId(question.path("job").asText()));
            if (found.isPresent()) {
                line(caller, JobJson.of(found.get()));
            }
        }
    }

    void jobs(Caller caller, JsonNode question) throws LedgerException, IOException {
        try (LedgerReader reader = ledger.reader()) {
            reader.forEach(LedgerWords.filter(question), job -> line(caller, JobJson.of(job)));
        }
    }

    void missing(Caller caller) throws LedgerException, IOException {
        try (LedgerReader reader = ledger.reader()) {
            line(caller, LedgerWords.object().put("missing", reader.missingAtEnd()));
        }
    }

    void pools(Caller caller) throws LedgerException, IOException {
        try (LedgerReader reader = ledger.reader()) {
            for (PoolCount count : reader.pools()) {
                line(caller, LedgerWords.of(count));
            }
        }
    }

    void draws(Caller caller, JsonNode question) throws LedgerException, IOException {
        try (LedgerReader reader = ledger.reader()) {
            reader.forEachDraw(question.path("pool").asText(), value -> line(caller, LedgerWords.of(value)));
        }
    }

    void verify(Caller caller, JsonNode question) throws LedgerException, IOException {
        try (LedgerReader reader = ledger.reader()) {
            line(caller, LedgerWords.of(reader.verify(LedgerWords.value(question, "expected", text -> text))));
        }
    }

    void outbox(Caller caller) throws LedgerException, BesideException, IOException {
        line(caller, LedgerWords.of(await(ledger.status())));
    }

    void resend(Caller caller, JsonNode question) throws LedgerException, BesideException, IOException {
        long jobs = await(ledger.resend(
                question.path("from").asLong(), question.path("to").asLong()));
        line(caller, LedgerWords.object().put("resending", jobs));
    }

    private static <T> T await(Future<T> answer) throws LedgerException, BesideException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LedgerException known) {
                throw known;
            }
            throw new BesideException(ExitCode.ENVIRONMENT, "the outbox cannot be read: " + e.getCause());
        } catch (TimeoutException e) {
            throw new BesideException(ExitCode.ENVIRONMENT, "the ledger did not answer within " + SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BesideException(ExitCode.INTERRUPTED, "interrupted");
        }
    }
}
