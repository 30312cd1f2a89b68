package dev.gangway.port;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.JobEvent;
import dev.gangway.message.JobOrder;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.Progress;
import dev.gangway.message.StationTrouble;
import dev.gangway.message.StepResult;
import dev.gangway.model.Digest;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.time.SteadyClock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What others hear of one port: events on the bus, notes in the ledger, lines in the log. The port's event loop only. */
final class PortVoice {
    private static final Logger LOG = LoggerFactory.getLogger(PortVoice.class);

    /** How long the ledger may take to answer. */
    static final Duration LEDGER_TIMEOUT = Duration.ofSeconds(30);

    private final Bus bus;
    private final PortPath port;
    private final SteadyClock clock;
    private final Supplier<Epoch> epoch;
    private Slot slot;
    private boolean unrecorded;

    /**
     * A port's voice.
     *
     * @param epoch the current attach, told with each event
     */
    PortVoice(Bus bus, PortPath port, Slot slot, SteadyClock clock, Supplier<Epoch> epoch) {
        this.bus = bus;
        this.port = port;
        this.slot = slot;
        this.clock = clock;
        this.epoch = epoch;
    }

    /** The port's label at present. */
    Slot slot() {
        return slot;
    }

    void relabel(Slot label) {
        slot = label;
    }

    void jobStarted(JobOrder order, Digest recipeDigest) {
        tell(new JobEvent.JobStarted(port, slot, epoch.get(), clock.wall(), order, recipeDigest));
    }

    void stepFinished(JobOrder order, StepResult result) {
        tell(new JobEvent.StepFinished(port, slot, epoch.get(), clock.wall(), order, result));
    }

    void attemptFailed(PortEffect.TellAttemptFailed failed) {
        Duration retryIn = failed.retryIn();
        tell(new JobEvent.AttemptFailed(
                port,
                slot,
                epoch.get(),
                clock.wall(),
                failed.order(),
                failed.attempt(),
                failed.step(),
                failed.failure(),
                retryIn == null ? null : retryIn.toMillis() / 1000.0));
    }

    void jobEnded(JobSummary summary, long seq) {
        tell(new JobEvent.JobEnded(port, slot, epoch.get(), clock.wall(), summary, seq));
    }

    void quarantined(String reason) {
        note("quarantined", "-", Map.of("reason", reason));
        tell(new JobEvent.PortQuarantined(port, slot, epoch.get(), clock.wall(), reason));
    }

    void released() {
        tell(new JobEvent.PortReleased(port, slot, epoch.get(), clock.wall(), "released by a person"));
    }

    /** Progress is no event of record; any thread. */
    void progress(Epoch of, String step, long bytes, long total, long bytesPerSecond) {
        bus.publish(Addresses.PROGRESS, new Progress(port, of, step, bytes, total, bytesPerSecond));
    }

    private void tell(JobEvent event) {
        bus.publish(Addresses.JOB_EVENTS, event);
    }

    /** Puts on record what a person or the station did to this port. */
    void note(String kind, String operator, Map<String, String> facts) {
        Map<String, String> all = new TreeMap<>(facts);
        all.put("port", port.text());
        all.put("slot", slot.label());
        bus.ask(Addresses.LEDGER_APPEND, new LedgerAppend.Note(kind, operator, clock.wall(), all), LEDGER_TIMEOUT)
                .onSuccess(reply -> onRecordAgain(reply.refusal().isEmpty()))
                .onFailure(e -> notOnRecord(kind + " by " + operator, String.valueOf(e.getMessage())));
    }

    /**
     * Tells people of something that has to be on record and is not. A note that the ledger could not write it tells
     * itself; this is for the rest, and for a ledger that did not answer.
     */
    void notOnRecord(String what, String why) {
        unrecorded = true;
        LOG.atError()
                .addKeyValue("port", port)
                .addKeyValue("what", what)
                .addKeyValue("cause", why)
                .log("something was not recorded");
        bus.publish(
                Addresses.TROUBLES,
                new StationTrouble(
                        trouble(),
                        "Not on record: " + what + ", slot " + slot.label() + ". Write it down and call the engineer: "
                                + why));
    }

    /** Once the ledger takes something, what was told of this port is over. */
    private void onRecordAgain(boolean taken) {
        if (unrecorded && taken) {
            unrecorded = false;
            bus.publish(Addresses.TROUBLES, new StationTrouble(trouble(), ""));
        }
    }

    private String trouble() {
        return "record " + port.text();
    }

    /** A late or senseless input is no trouble, but who looks for one must find it. */
    void ignored(PortEffect.Ignored effect) {
        LOG.atDebug()
                .addKeyValue("port", port)
                .addKeyValue("epoch", epoch.get())
                .addKeyValue("state", effect.state().code())
                .log("ignored: {}", effect.input());
    }

    /** Logs what went wrong and is not this port's end: in a line when it was foreseen, whole else. */
    void warn(String what, Throwable cause) {
        if (cause instanceof FailureException known) {
            LOG.atWarn()
                    .addKeyValue("port", port)
                    .log("{}: {}", what, known.failure().message());
            return;
        }
        LOG.atWarn().addKeyValue("port", port).setCause(cause).log(what);
    }

    /** What went wrong, as a failure; what nobody foresaw is logged whole. */
    Failure failure(String doing, Throwable cause) {
        if (cause instanceof FailureException known) {
            return known.failure();
        }
        LOG.atError().addKeyValue("port", port).setCause(cause).log(doing);
        return new Failure(FailureKind.INTERNAL_ERROR, doing + ": " + cause);
    }
}
