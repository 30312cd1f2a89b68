package dev.gangway.unit;

import dev.gangway.config.PoolConfig;
import dev.gangway.message.JobOrder;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PoolDraw;
import dev.gangway.message.UnitGot;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.MacAddress;
import dev.gangway.model.Serial;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Template;
import dev.gangway.recipe.UnitType;
import dev.gangway.recipe.UnitValue;
import dev.gangway.unit.certificate.UnitKeys;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fixes what a unit has of its own before anything goes to the board. What comes from pools is looked for, handed out by the
 * ledger in one transaction, and only then used; whoever was faster gets the value, and the other looks again. Any worker
 * thread; blocks.
 */
public final class UnitDraws {
    /** More stations than this do not draw from one ledger at the same moment. */
    private static final int MOST_TRIES = 100;

    private static final long SECONDS = 30;

    private final Map<String, PoolConfig> pools;
    private final PoolLedger ledger;
    private final InstantSource clock;
    private final UnitKeys keys;
    private final RandomValues random = new RandomValues();

    /**
     * Draws from these pools, by this ledger.
     *
     * @param keys makes keys and has certificates made
     */
    public UnitDraws(Map<String, PoolConfig> pools, PoolLedger ledger, UnitKeys keys, InstantSource clock) {
        this.pools = Map.copyOf(pools);
        this.ledger = ledger;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * A value that was found for a unit and is not handed out yet.
     *
     * @param draw as it is handed out
     * @param line the line, of a pool that is a file
     * @param text the value, of a pool that is none
     */
    private record Found(PoolDraw draw, PoolFile.@Nullable Line line, String text) {}

    /**
     * What the unit has; drawn and on record when this returns.
     *
     * @throws FailureException UNIT_VALUE_MISSING with what to do, LEDGER_UNAVAILABLE
     */
    public UnitValues draw(Recipe recipe, JobOrder order) throws FailureException {
        if (recipe.unit().isEmpty()) {
            return UnitValues.NONE;
        }
        Map<String, Found> drawn = drawn(recipe, order);
        Map<String, UnitValues.Value> values = new LinkedHashMap<>();
        // The subject of a certificate may have any of the others.
        for (boolean certificates : new boolean[] {false, true}) {
            for (Map.Entry<String, UnitValue> declared : recipe.unit().entrySet()) {
                UnitValue value = declared.getValue();
                if (value.source() instanceof UnitValue.FromSigner == certificates) {
                    values.put(
                            declared.getKey(),
                            value.source().to(new Reading(recipe, declared.getKey(), value, order, drawn, values)));
                }
            }
        }
        return new UnitValues(values);
    }

    /**
     * A job has ended, and that is on record. Blocks.
     *
     * @throws IOException when what is kept of the unit's keys can't be removed
     */
    public void ended(Recipe recipe, JobOrder order, boolean passed) throws IOException {
        keys.ended(order, recipe.unit(), passed);
    }

    /** One at a time in this process, so that ports that start together do not run after the same value. */
    private synchronized Map<String, Found> drawn(Recipe recipe, JobOrder order) throws FailureException {
        Map<String, Boolean> burning = new LinkedHashMap<>();
        for (UnitValue value : recipe.unit().values()) {
            if (value.source() instanceof UnitValue.FromPool from) {
                burning.merge(from.pool(), from.burn(), Boolean::logicalOr);
            }
        }
        List<LabelDraw> labels = new ArrayList<>();
        recipe.unit().forEach((name, value) -> {
            if (value.source() instanceof UnitValue.FromLabel from) {
                labels.add(new LabelDraw(name, value, from, order));
            }
        });
        labels.removeIf(label -> !label.isAlone());
        if (burning.isEmpty() && labels.isEmpty()) {
            return Map.of();
        }
        String refused = "";
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            Map<String, Found> found = new LinkedHashMap<>();
            for (Map.Entry<String, Boolean> pool : burning.entrySet()) {
                found.put(pool.getKey(), find(pool(pool.getKey()), order.serial(), pool.getValue()));
            }
            for (LabelDraw label : labels) {
                found.put(label.pool(), address(label, order.serial()));
            }
            List<PoolDraw> draws = found.values().stream().map(Found::draw).toList();
            Optional<LedgerReply.NotRecorded> refusal = await(ledger.hand(
                            new LedgerAppend.ValuesDrawn(order.job(), order.serial(), draws, clock.instant())))
                    .refusal();
            if (refusal.isEmpty()) {
                return found;
            }
            if (!refusal.get().reason().equals("taken")) {
                throw new FailureException(
                        FailureKind.LEDGER_UNAVAILABLE, refusal.get().message());
            }
            if (refusal.get().message().equals(refused)) {
                throw missing(refused
                        + (LabelDraw.isIn(refused)
                                ? ": scan the label of this very unit, or stick a label with an address of its own on it"
                                : ""));
            }
            refused = refusal.get().message();
        }
        throw missing("other stations draw from the same pools all the time (" + refused + "): start the job again");
    }

    private PoolConfig pool(String name) throws FailureException {
        PoolConfig pool = pools.get(name);
        if (pool == null) {
            throw missing("this station has no pool \"" + name + "\": add it under pools in station.yaml");
        }
        return pool;
    }

    private Found find(PoolConfig pool, Serial serial, boolean burn) throws FailureException {
        return pool.source() instanceof PoolConfig.Lines lines
                ? line(pool, lines, serial, burn)
                : number(pool, (PoolConfig.Numbers) pool.source(), serial, burn);
    }

    private Found address(LabelDraw label, Serial serial) throws FailureException {
        LedgerReply.PoolUse use = await(ledger.use(new LedgerQuery.Pool(label.pool(), serial, 0, MacAddress.ALL)));
        PoolDraw draw = label.address(use.own().orElse(null));
        return new Found(draw, null, draw.shown());
    }

    private Found number(PoolConfig pool, PoolConfig.Numbers numbers, Serial serial, boolean burn)
            throws FailureException {
        LedgerReply.PoolUse use =
                await(ledger.use(new LedgerQuery.Pool(pool.name(), serial, numbers.first(), numbers.last())));
        UnitGot own = use.own().orElse(null);
        long place;
        if (own != null) {
            place = own.place();
            if (!numbers.has(place) || !numbers.value(place).equals(own.shown())) {
                throw missing(serial + " has " + own.shown() + " of the pool " + pool.name() + ", which is now "
                        + pool.source().described() + ": put the pool back as it was, or give the unit another serial");
            }
        } else {
            place = use.last().isEmpty()
                    ? numbers.first()
                    : numbers.first() + numbers.reached(use.last().getAsLong()) * numbers.step();
            if (place > numbers.last()) {
                throw missing("the pool " + pool.name() + " is exhausted ("
                        + pool.source().described()
                        + "): add a new range as another pool, or make this one longer, in station.yaml");
            }
        }
        String value = numbers.value(place);
        return new Found(of(pool.name(), numbers, place, burn), null, value);
    }

    /** A place of a pool of numbers, as it is handed out. */
    static PoolDraw of(String pool, PoolConfig.Numbers numbers, long place, boolean burn) {
        return new PoolDraw(pool, place, numbers.value(place), keys(numbers, place), burn);
    }

    /** A line of a pool's file, as it is handed out. */
    static PoolDraw of(String pool, PoolFile.Line line, boolean burn) {
        return new PoolDraw(
                pool,
                line.number(),
                line.shown(),
                List.of("line:" + line.fingerprint().hex()),
                burn);
    }

    private static List<String> keys(PoolConfig.Numbers numbers, long place) {
        List<String> keys = new ArrayList<>();
        if (numbers instanceof PoolConfig.Macs) {
            for (long address = place; address < place + numbers.step(); address++) {
                keys.add("mac:" + new MacAddress(address).bare());
            }
        } else {
            keys.add("text:" + numbers.value(place));
        }
        return keys;
    }

    private Found line(PoolConfig pool, PoolConfig.Lines lines, Serial serial, boolean burn) throws FailureException {
        PoolFile file = new PoolFile(pool.name(), lines);
        LedgerReply.PoolUse use = await(ledger.use(new LedgerQuery.Pool(pool.name(), serial, 1, Long.MAX_VALUE)));
        UnitGot own = use.own().orElse(null);
        PoolFile.Line line;
        if (own != null) {
            line = unchanged(pool, lines, file, own.place(), own.shown());
        } else {
            long last = use.last().orElse(0);
            if (last > 0) {
                unchanged(pool, lines, file, last, use.lastShown());
            }
            line = file.behind(last);
            if (line == null) {
                throw missing("the pool " + pool.name() + " is exhausted: add lines at the end of " + lines.file());
            }
        }
        return new Found(of(pool.name(), line, burn), line, "");
    }

    private static PoolFile.Line unchanged(
            PoolConfig pool, PoolConfig.Lines lines, PoolFile file, long number, String shown) throws FailureException {
        PoolFile.Line line = file.line(number);
        if (line == null || !line.shown().equals(shown)) {
            throw missing("the pool " + pool.name() + ": line " + number + " of " + lines.file()
                    + " is not what was handed out (" + shown
                    + "): put the file back as it was; new lines belong at its end");
        }
        return line;
    }

    private static FailureException missing(String message) {
        return new FailureException(FailureKind.UNIT_VALUE_MISSING, message);
    }

    private static <T> T await(Future<T> answer) throws FailureException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new FailureException(
                    FailureKind.LEDGER_UNAVAILABLE,
                    "the ledger did not hand out the unit's values: " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(FailureKind.STATION_STOPPED, "stopped while the unit's values were drawn", e);
        }
    }

    /** Reads one declared value. */
    private final class Reading implements UnitValue.Handler<UnitValues.Value, FailureException> {
        private final String name;
        private final UnitType type;
        private final Recipe recipe;
        private final JobOrder order;
        private final Map<String, Found> drawn;
        private final Map<String, UnitValues.Value> before;

        Reading(
                Recipe recipe,
                String name,
                UnitValue declared,
                JobOrder order,
                Map<String, Found> drawn,
                Map<String, UnitValues.Value> before) {
            this.recipe = recipe;
            this.before = before;
            this.name = name;
            this.type = declared.type();
            this.order = order;
            this.drawn = drawn;
        }

        @Override
        public UnitValues.Value pool(UnitValue.FromPool source) throws FailureException {
            Found found = Objects.requireNonNull(drawn.get(source.pool()));
            PoolFile.Line line = found.line();
            if (line == null || !(pool(source.pool()).source() instanceof PoolConfig.Lines lines)) {
                return read(found.text(), false, found.text() + " of the pool " + source.pool());
            }
            String column = source.column().isEmpty() ? lines.columns().get(0) : source.column();
            int at = lines.columns().indexOf(column);
            if (at < 0) {
                throw missing("the pool " + source.pool() + " has no column " + column + ": it has "
                        + String.join(", ", lines.columns()));
            }
            return read(
                    line.columns().get(at),
                    lines.secret().contains(column),
                    "the column " + column + " in line " + line.number() + " of " + lines.file());
        }

        private PoolConfig pool(String pool) throws FailureException {
            return UnitDraws.this.pool(pool);
        }

        @Override
        public UnitValues.Value serial(UnitValue.FromSerial source) throws FailureException {
            String serial = order.serial().value();
            Optional<String> found = source.in(serial);
            if (found.isEmpty()) {
                throw missing("the serial " + serial + " has nothing that " + source.pattern()
                        + " matches: scan the right label, or mend unit." + name + " in the recipe");
            }
            return read(found.get(), false, "\"" + found.get() + "\" in the serial " + serial);
        }

        @Override
        public UnitValues.Value label(UnitValue.FromLabel source) throws FailureException {
            LabelDraw label =
                    new LabelDraw(name, Objects.requireNonNull(recipe.unit().get(name)), source, order);
            Found found = drawn.get(label.pool());
            return read(
                    found == null ? label.text() : found.text(),
                    false,
                    "the element (" + source.gs1() + ") of the label");
        }

        @Override
        public UnitValues.Value random(UnitValue.Random source) {
            return new UnitValues.Value(type, random.of(order.job(), name, source.bytes()), true);
        }

        @Override
        public UnitValues.Value key(UnitValue.NewKey source) throws FailureException {
            UnitKeys.Key key = keys.key(order, name, source);
            return new UnitValues.Value(
                    type, HexFormat.of().formatHex(key.der()), true, "key sha256:" + key.fingerprint());
        }

        @Override
        public UnitValues.Value certificate(UnitValue.FromSigner source) throws FailureException {
            UnitValue key = recipe.unit().get(source.key());
            if (key == null || !(key.source() instanceof UnitValue.NewKey pair)) {
                throw missing("unit." + name + ": " + source.key() + " is no key: mend certificate in the recipe");
            }
            UnitValues known = new UnitValues(before);
            Map<String, String> subject = new LinkedHashMap<>();
            for (Map.Entry<String, String> part : source.subject().entrySet()) {
                subject.put(
                        part.getKey(),
                        Template.expand(
                                part.getValue(),
                                placeholder -> placeholder.equals(Template.SERIAL)
                                        ? Optional.of(order.serial().value())
                                        : known.value(placeholder)));
            }
            UnitKeys.Issued issued = keys.certificate(order, source.key(), pair, source.signer(), subject);
            return new UnitValues.Value(
                    type,
                    HexFormat.of().formatHex(issued.der()),
                    false,
                    "certificate " + issued.serial() + " sha256:" + issued.fingerprint());
        }

        /** Nothing of the text is in a message; {@code where} says where it stands. */
        private UnitValues.Value read(String text, boolean secret, String where) throws FailureException {
            return type.read(text)
                    .filter(value -> !value.isEmpty())
                    .map(value -> new UnitValues.Value(type, value, secret))
                    .orElseThrow(() -> missing("unit." + name + ": " + where + " is no "
                            + (type == UnitType.MAC ? "MAC address of one interface" : type.code()) + ": mend it"));
        }
    }
}
