package dev.gangway.station.cli.ledger;

import dev.gangway.ledger.DrawSink;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.JobSink;
import dev.gangway.ledger.LedgerView;
import dev.gangway.ledger.PoolCount;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.message.StoredJob;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.JobId;
import dev.gangway.model.Serial;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.beside.BesideException;
import dev.gangway.station.beside.StationBeside;
import dev.gangway.station.cli.call.CommandFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The record of a station that runs, as it tells it. */
record BesideLedger(StationBeside station) implements LedgerView {
    @Override
    public List<StoredJob> jobsOf(Serial serial) {
        List<StoredJob> jobs = new ArrayList<>();
        try {
            station.jobsOf(serial, jobs::add);
        } catch (BesideException e) {
            throw failure(e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, FileTrouble.told(e));
        }
        return jobs;
    }

    @Override
    public Optional<StoredJob> job(JobId job) {
        try {
            return station.job(job);
        } catch (BesideException e) {
            throw failure(e);
        }
    }

    @Override
    public long forEach(JobFilter filter, JobSink sink) throws IOException {
        try {
            return station.forEach(filter, sink);
        } catch (BesideException e) {
            throw failure(e);
        }
    }

    @Override
    public long forEachDraw(String pool, DrawSink sink) throws IOException {
        try {
            return station.forEachDraw(pool, sink);
        } catch (BesideException e) {
            throw failure(e);
        }
    }

    @Override
    public List<PoolCount> pools() {
        try {
            return station.pools();
        } catch (BesideException e) {
            throw failure(e);
        }
    }

    @Override
    public String missingAtEnd() {
        try {
            return station.missingAtEnd();
        } catch (BesideException e) {
            throw failure(e);
        }
    }

    @Override
    public VerifyReport verify(@Nullable String expected) {
        try {
            return station.verify(expected);
        } catch (BesideException e) {
            throw failure(e);
        }
    }

    static CommandFailure failure(BesideException e) {
        return new CommandFailure(e.code(), String.valueOf(e.getMessage()));
    }

    @Override
    public void close() {
        // Each question has its own way through the door.
    }
}
