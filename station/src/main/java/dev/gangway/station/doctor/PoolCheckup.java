package dev.gangway.station.doctor;

import dev.gangway.config.PoolConfig;
import dev.gangway.ledger.DrawSink;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.ledger.h2.H2Reader;
import dev.gangway.model.FailureException;
import dev.gangway.station.beside.BesideException;
import dev.gangway.station.beside.StationBeside;
import dev.gangway.unit.PoolCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Whether the pools still have what was handed out of them, and enough is left. */
final class PoolCheckup implements Checkup {
    private static final String CHECK = "pools";

    private final Collection<PoolConfig> pools;
    private final Path data;

    PoolCheckup(Collection<PoolConfig> pools, Path data) {
        this.pools = pools;
        this.data = data;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        for (PoolConfig pool : pools) {
            try {
                PoolCheck check = new PoolCheck(pool);
                drawn(pool.name(), value -> check.take(value.serial(), value.got()));
                check.problems().forEach(problem -> findings.add(Finding.warn(CHECK, problem, "gangway pool check")));
            } catch (FailureException e) {
                findings.add(Finding.problem(CHECK, e.failure().message(), "gangway pool check"));
            } catch (LedgerException | BesideException | IOException e) {
                findings.add(Finding.warn(CHECK, String.valueOf(e.getMessage()), "gangway ledger verify"));
            }
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.ok(CHECK, pools.size() + " pools have what was handed out of them, and enough is left"));
        }
        return findings;
    }

    private void drawn(String pool, DrawSink sink) throws LedgerException, BesideException, IOException {
        if (!H2Ledger.existsIn(data)) {
            return;
        }
        Optional<StationBeside> beside = StationBeside.on(data);
        if (beside.isPresent()) {
            beside.get().forEachDraw(pool, sink);
            return;
        }
        try (H2Reader reader = H2Reader.open(data)) {
            reader.forEachDraw(pool, sink);
        }
    }
}
