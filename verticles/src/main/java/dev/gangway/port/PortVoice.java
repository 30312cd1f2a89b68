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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

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
    private @Nullable JobOrder current;
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
        current = order;
        line(Level.INFO)
                .addKeyValue("recipe", order.recipe())
                .addKeyValue("operator", order.operator())
                .log("job started");
        tell(new JobEvent.JobStarted(port, slot, epoch.get(), clock.wall(), order, recipeDigest));
    }

    void stepFinished(JobOrder order, StepResult result) {
        line(Level.INFO)
                .addKeyValue("attempt", result.attempt())
                .addKeyValue("step", result.step())
                .addKeyValue("seconds", result.seconds())
                .log(result.ok() ? "step done" : "step failed");
        tell(new JobEvent.StepFinished(port, slot, epoch.get(), clock.wall(), order, result));
    }

    void attemptFailed(PortEffect.TellAttemptFailed failed) {
        Duration retryIn = failed.retryIn();
        line(Level.WARN)
                .addKeyValue("attempt", failed.attempt())
                .addKeyValue("step", failed.step())
                .addKeyValue("kind", failed.failure().kind().code())
                .log("attempt failed: {}", failed.failure().message());
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
        line(Level.INFO).addKeyValue("record", seq).log("job ended {}", summary.verdict());
        current = null;
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
    void progress(Epoch of, String step, long bytes, long total, long bytesPerSecond, String said) {
        bus.publish(Addresses.PROGRESS, new Progress(port, of, step, bytes, total, bytesPerSecond, said));
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
        line(Level.ERROR).addKeyValue("what", what).addKeyValue("cause", why).log("something was not recorded");
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
        line(Level.DEBUG)
                .addKeyValue("epoch", epoch.get())
                .addKeyValue("state", effect.state().code())
                .log("ignored: {}", effect.input());
    }

    /** Logs what went wrong and is not this port's end: in a line when it was foreseen, whole else. */
    void warn(String what, Throwable cause) {
        if (cause instanceof FailureException known) {
            line(Level.WARN).log("{}: {}", what, known.failure().message());
            return;
        }
        line(Level.WARN).setCause(cause).log(what);
    }

    /** What went wrong, as a failure; what nobody foresaw is logged whole. */
    Failure failure(String doing, Throwable cause) {
        if (cause instanceof FailureException known) {
            return known.failure();
        }
        line(Level.ERROR).setCause(cause).log(doing);
        return new Failure(FailureKind.INTERNAL_ERROR, doing + ": " + cause);
    }

    /** A line of the log, with the job that is open here. */
    private LoggingEventBuilder line(Level level) {
        LoggingEventBuilder line = LOG.atLevel(level).addKeyValue("port", port).addKeyValue("slot", slot);
        JobOrder open = current;
        return open == null ? line : line.addKeyValue("serial", open.serial()).addKeyValue("job", open.job());
    }
}
