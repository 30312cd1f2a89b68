package dev.gangway.unit;

import dev.gangway.config.PoolConfig;
import dev.gangway.ledger.Appended;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PoolDraw;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.MacAddress;
import dev.gangway.model.Serial;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Puts on record what of a pool units got elsewhere, before this station. Blocks. */
public final class PoolImport {
    private static final long SECONDS = 60;

    private final PoolConfig pool;
    private final Function<LedgerAppend, Future<Appended>> ledger;
    private final InstantSource clock;

    /** Into this pool. */
    public PoolImport(PoolConfig pool, Function<LedgerAppend, Future<Appended>> ledger, InstantSource clock) {
        this.pool = pool;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Takes a file of lines {@code SERIAL,VALUE}; its whole form is looked at before the first is put on record, and a line that
     * is on record already is no error, so that a file can be given again.
     *
     * @return how many units
     * @throws FailureException UNIT_VALUE_MISSING naming the line
     */
    public long run(Path file) throws FailureException {
        List<LedgerAppend.ValuesDrawn> draws = new ArrayList<>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    draws.add(draw(file, number, line));
                }
            }
        } catch (IOException e) {
            throw trouble(file + " cannot be read: " + FileTrouble.told(e));
        }
        for (LedgerAppend.ValuesDrawn draw : draws) {
            Optional<LedgerReply.NotRecorded> refusal =
                    await(ledger.apply(draw)).reply().refusal();
            if (refusal.isPresent()) {
                throw trouble(file + ", unit " + draw.serial() + ": "
                        + refusal.get().message() + "; what stands before it is on record");
            }
        }
        return draws.size();
    }

    private LedgerAppend.ValuesDrawn draw(Path file, int number, String line) throws FailureException {
        int comma = line.indexOf(',');
        String where = file + ", line " + number + ": ";
        if (comma < 1) {
            throw trouble(where + "write SERIAL,VALUE");
        }
        Serial serial;
        try {
            serial = new Serial(line.substring(0, comma).strip());
        } catch (IllegalArgumentException e) {
            throw trouble(where + e.getMessage());
        }
        PoolDraw draw = place(line.substring(comma + 1).strip())
                .orElseThrow(() -> trouble(where + "its value is none of the pool " + pool.name() + " ("
                        + pool.source().described() + ")"));
        return new LedgerAppend.ValuesDrawn(null, serial, List.of(draw), clock.instant());
    }

    private Optional<PoolDraw> place(String value) throws FailureException {
        if (pool.source() instanceof PoolConfig.Lines lines) {
            PoolFile.Line line = value.matches("[1-9][0-9]{0,9}")
                    ? new PoolFile(pool.name(), lines).line(Long.parseLong(value))
                    : null;
            return Optional.ofNullable(line).map(found -> UnitDraws.of(pool.name(), found, false));
        }
        PoolConfig.Numbers numbers = (PoolConfig.Numbers) pool.source();
        Optional<Long> place = numbers instanceof PoolConfig.Counter counter
                ? number(counter, value)
                : MacAddress.parse(value).map(MacAddress::value);
        return place.filter(numbers::has).map(found -> UnitDraws.of(pool.name(), numbers, found, false));
    }

    private static Optional<Long> number(PoolConfig.Counter counter, String value) {
        int at = counter.text().indexOf('#');
        int end = counter.text().length() - counter.text().lastIndexOf('#') - 1;
        String digits = value.length() < at + end ? "" : value.substring(at, value.length() - end);
        return Optional.of(digits)
                .filter(text -> text.matches("[0-9]{1,13}"))
                .map(Long::parseLong)
                .filter(number -> counter.value(number).equals(value));
    }

    private static Appended await(Future<Appended> answer) throws FailureException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new FailureException(
                    FailureKind.LEDGER_UNAVAILABLE, "the ledger did not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(FailureKind.STOPPED_BY_PERSON, "stopped", e);
        }
    }

    private static FailureException trouble(String message) {
        return new FailureException(FailureKind.UNIT_VALUE_MISSING, message);
    }
}
