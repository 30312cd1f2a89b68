package dev.gangway.station.cli.ledger;

import dev.gangway.config.PoolConfig;
import dev.gangway.ledger.DrawnValue;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerView;
import dev.gangway.ledger.PoolCount;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.model.FailureException;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.call.TextTable;
import dev.gangway.station.cli.place.Workplace;
import dev.gangway.unit.PoolCheck;
import dev.gangway.unit.PoolImport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway pool}: values of which each goes to one unit only. */
@Command(
        name = "pool",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Values of which each goes to one unit only, also while the station runs.")
public final class PoolCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    private Map<String, PoolConfig> pools() {
        return Workplace.of(root.globals()).config().pools();
    }

    private PoolConfig pool(String name) {
        Map<String, PoolConfig> pools = pools();
        PoolConfig pool = pools.get(name);
        if (pool == null) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "the station has no pool " + name + "; it has: "
                            + (pools.isEmpty()
                                    ? "none, see pools in station.yaml"
                                    : String.join(", ", pools.keySet())));
        }
        return pool;
    }

    private Path folder() {
        return Workplace.of(root.globals()).data();
    }

    /** A station that never ran has handed nothing out. */
    private int read(LedgerCommand.Work work, int never) {
        Path folder = folder();
        return H2Ledger.existsIn(folder) ? LedgerCommand.read(folder, work) : never;
    }

    private Map<String, PoolCount> counts() {
        List<PoolCount> counts = new ArrayList<>();
        read(
                ledger -> {
                    counts.addAll(ledger.pools());
                    return ExitCode.OK;
                },
                ExitCode.OK);
        return counts.stream().collect(Collectors.toMap(PoolCount::pool, Function.identity()));
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The pools, what was handed out of each, and what is left.")
    int list() {
        Map<String, PoolCount> counts = counts();
        TextTable table = new TextTable("pool", "left", "used", "kept", "burnt", "open", "what is in it");
        for (PoolConfig pool : pools().values()) {
            PoolCount count = counts.getOrDefault(pool.name(), new PoolCount(pool.name(), 0, 0, 0, 0, 0));
            long left = left(pool, count);
            if (root.globals().json()) {
                JsonOut.line(JsonOut.object()
                        .put("pool", pool.name())
                        .put("left", left)
                        .put("used", count.used())
                        .put("kept", count.kept())
                        .put("burnt", count.burnt())
                        .put("open", count.drawn())
                        .put("low", left < pool.low())
                        .put("content", pool.source().described()));
            } else {
                table.row(
                        pool.name(),
                        left + (left < pool.low() ? " (low)" : ""),
                        Long.toString(count.used()),
                        Long.toString(count.kept()),
                        Long.toString(count.burnt()),
                        Long.toString(count.drawn()),
                        pool.source().described());
            }
        }
        if (!root.globals().json()) {
            table.print(System.out);
        }
        return ExitCode.OK;
    }

    private static long left(PoolConfig pool, PoolCount count) {
        try {
            return PoolCheck.left(pool, count.all() == 0 ? null : count.last());
        } catch (FailureException e) {
            throw new CommandFailure(ExitCode.INVALID, e.failure().message());
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Which unit has which value of a pool; of a secret, its fingerprint.")
    int show(@Parameters(paramLabel = "POOL", description = "the pool's name") String name) {
        PoolConfig pool = pool(name);
        TextTable table = new TextTable("value", "unit", "fate");
        int code = read(
                ledger -> {
                    ledger.forEachDraw(pool.name(), value -> row(table, value));
                    return ExitCode.OK;
                },
                ExitCode.OK);
        if (!root.globals().json()) {
            table.print(System.out);
        }
        return code;
    }

    private void row(TextTable table, DrawnValue value) {
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("pool", value.got().pool())
                    .put("place", value.got().place())
                    .put("value", value.got().shown())
                    .put("serial", value.serial().value())
                    .put("fate", value.got().fate().code()));
        } else {
            table.row(
                    value.got().shown(),
                    value.serial().value(),
                    value.got().fate().code());
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Whether the pools still have what was handed out of them, and enough is left; exit code 1 when not.")
    int check() {
        List<String> problems = new ArrayList<>();
        for (PoolConfig pool : pools().values()) {
            try {
                PoolCheck check = new PoolCheck(pool);
                read(
                        ledger -> {
                            check(check, pool, ledger);
                            return ExitCode.OK;
                        },
                        ExitCode.OK);
                problems.addAll(check.problems());
            } catch (FailureException e) {
                problems.add(e.failure().message());
            }
        }
        for (String problem : problems) {
            if (root.globals().json()) {
                JsonOut.line(JsonOut.object().put("problem", problem));
            } else {
                System.out.println(problem);
            }
        }
        if (problems.isEmpty() && !root.globals().json()) {
            System.out.println(pools().size() + " pools are well");
        }
        return problems.isEmpty() ? ExitCode.OK : ExitCode.NOT_PASSED;
    }

    private static void check(PoolCheck check, PoolConfig pool, LedgerView ledger) throws LedgerException, IOException {
        ledger.forEachDraw(pool.name(), value -> check.take(value.serial(), value.got()));
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Puts on record what of a pool units have from elsewhere, so that nobody else gets it. The file has lines"
                        + " SERIAL,VALUE; of a pool of lines, VALUE is the line's number.",
                "The station must not run. A line that is refused ends it; what stands before it is on record, and the file can be given again."
            })
    int importFrom(
            @Parameters(paramLabel = "POOL", description = "the pool's name") String name,
            @Parameters(paramLabel = "FILE", description = "lines SERIAL,VALUE") Path file) {
        PoolConfig pool = pool(name);
        try (H2Ledger ledger = H2Ledger.open(folder(), Clock.systemUTC())) {
            long units = new PoolImport(pool, ledger::append, Clock.systemUTC()).run(file);
            if (root.globals().json()) {
                JsonOut.line(JsonOut.object().put("pool", name).put("units", units));
            } else {
                System.out.println("On record: values of " + units + " units");
            }
            return ExitCode.OK;
        } catch (LedgerException e) {
            throw LedgerCommand.failure(e);
        } catch (FailureException e) {
            throw new CommandFailure(ExitCode.INVALID, e.failure().message());
        }
    }
}
