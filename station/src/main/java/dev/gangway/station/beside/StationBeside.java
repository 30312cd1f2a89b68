package dev.gangway.station.beside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.export.OutboxStatus;
import dev.gangway.json.JobJson;
import dev.gangway.ledger.DrawSink;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.JobSink;
import dev.gangway.ledger.PoolCount;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.StoredJob;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import dev.gangway.model.Serial;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.handover.Door;
import dev.gangway.station.handover.Handover;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A station that runs on a data folder, asked by another process of the folder's owner. Every method blocks. */
public final class StationBeside {
    private static final Path HERE = Path.of("");

    private final String holder;
    private final Door door;

    private StationBeside(String holder, Door door) {
        this.holder = holder;
        this.door = door;
    }

    /**
     * Who runs here.
     *
     * @param pid its process
     * @param url the address of its page; empty when it has none
     * @param version of the program
     */
    public record About(long pid, String url, String version) {}

    /**
     * A port's power, after it was switched.
     *
     * @param port which port was meant
     * @param state how its power stands now
     */
    public record Switched(PortPath port, PowerState state) {}

    /**
     * The station that runs on this folder; empty when none does.
     *
     * @throws BesideException when the folder is in use and whoever uses it has no door that this user may open
     */
    public static Optional<StationBeside> on(Path data) throws BesideException {
        Optional<String> held = H2Ledger.heldBy(data);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        Path file = StationDoor.in(data);
        try {
            return Optional.of(new StationBeside(held.get(), Door.read(file)));
        } catch (IOException e) {
            throw new BesideException(
                    ExitCode.ENVIRONMENT,
                    held.get() + ". It cannot be asked through " + file
                            + " either: it starts or stops just now, is no station, or is another user's");
        }
    }

    /** Who runs here. */
    public About about() throws BesideException {
        JsonNode json = one(DoorQuestion.STATION, LedgerWords.object());
        return new About(
                json.path("pid").asLong(),
                json.path("http").asText(),
                json.path("version").asText());
    }

    /** Hands over the newest 1,000 finished jobs of a unit, oldest first. */
    public void jobsOf(Serial serial, JobSink sink) throws BesideException, IOException {
        ask(
                DoorQuestion.UNIT,
                LedgerWords.object().put("serial", serial.value()),
                json -> sink.accept(JobJson.stored(json)));
    }

    /** The finished job of this name; empty when there is none. */
    public Optional<StoredJob> job(JobId job) throws BesideException {
        JsonNode json = one(DoorQuestion.JOB, LedgerWords.object().put("job", job.value()));
        return json.isEmpty() ? Optional.empty() : Optional.of(JobJson.stored(json));
    }

    /** Hands over all finished jobs that fit, oldest first, and returns how many there were. */
    public long forEach(JobFilter filter, JobSink sink) throws BesideException, IOException {
        long[] count = {0};
        ask(DoorQuestion.JOBS, LedgerWords.of(filter), json -> {
            sink.accept(JobJson.stored(json));
            count[0]++;
        });
        return count[0];
    }

    /** Which acknowledged records are missing at the ledger's end; empty when none is. */
    public String missingAtEnd() throws BesideException {
        return one(DoorQuestion.MISSING, LedgerWords.object()).path("missing").asText();
    }

    /** Hands over what of a pool was handed out, by its place, and returns how many there were. */
    public long forEachDraw(String pool, DrawSink sink) throws BesideException, IOException {
        long[] count = {0};
        ask(DoorQuestion.DRAWS, LedgerWords.object().put("pool", pool), json -> {
            sink.accept(LedgerWords.drawn(json));
            count[0]++;
        });
        return count[0];
    }

    /** How many values of each pool were handed out. */
    public List<PoolCount> pools() throws BesideException {
        List<PoolCount> counts = new ArrayList<>();
        try {
            ask(DoorQuestion.POOLS, LedgerWords.object(), json -> counts.add(LedgerWords.count(json)));
        } catch (IOException e) {
            throw broken(e);
        }
        return counts;
    }

    /** Has the whole chain walked; a hash that was noted earlier is looked for. */
    public VerifyReport verify(@Nullable String expected) throws BesideException {
        return LedgerWords.report(one(DoorQuestion.VERIFY, LedgerWords.object().put("expected", expected)));
    }

    /** How the outbox stands. */
    public OutboxStatus outbox() throws BesideException {
        return LedgerWords.outbox(one(DoorQuestion.OUTBOX, LedgerWords.object()));
    }

    /** Has jobs sent again, and returns how many. */
    public long resend(long from, long to) throws BesideException {
        return one(DoorQuestion.RESEND, LedgerWords.object().put("from", from).put("to", to))
                .path("resending")
                .asLong();
    }

    /**
     * Switches a port's power.
     *
     * @param port a port or a slot, as a person names it
     * @param wish {@code ON}, {@code OFF} or {@code CYCLE}
     * @param off how long a cycle leaves the power off
     * @param operator who wants it
     */
    public Switched power(String port, String wish, Duration off, String operator) throws BesideException {
        JsonNode json = one(
                DoorQuestion.POWER,
                LedgerWords.object()
                        .put("port", port)
                        .put("wish", wish)
                        .put("offMillis", off.toMillis())
                        .put("operator", operator));
        return new Switched(
                new PortPath(json.path("port").asText()),
                PowerState.valueOf(json.path("state").asText()));
    }

    /**
     * Plugs a virtual board in.
     *
     * @param port a port or a slot, as a person names it
     * @param board a recipe's name, or a board as text; empty = one for the slot's first recipe
     */
    public PortPath plug(String port, String board) throws BesideException {
        return plugged(
                LedgerWords.object().put("port", port).put("plugged", true).put("board", board));
    }

    /** Pulls the virtual board of a port or a slot. */
    public PortPath unplug(String port) throws BesideException {
        return plugged(LedgerWords.object().put("port", port).put("plugged", false));
    }

    private PortPath plugged(ObjectNode wish) throws BesideException {
        return new PortPath(one(DoorQuestion.PLUG, wish).path("port").asText());
    }

    /**
     * Has jobs run, and prints what the command prints.
     *
     * @return the exit code
     */
    public int flash(FlashRequest request, PrintStream out, PrintStream err) throws BesideException {
        try (Handover call = open(DoorQuestion.FLASH, request.json())) {
            // A person who interrupts this command means its jobs; what became of them is told before it ends.
            InterruptHook hook = new InterruptHook(call::cancel);
            try {
                return call.run(out, err);
            } finally {
                hook.over();
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Has the station keep a port, so that no job begins there.
     *
     * @param port a port or a slot, as a person names it
     * @param reason one sentence, for pages and the record
     * @param operator who works there
     * @throws BesideException when a job runs there, or somebody works there already
     */
    public HeldPort hold(String port, String reason, String operator) throws BesideException {
        ObjectNode json =
                LedgerWords.object().put("port", port).put("reason", reason).put("operator", operator);
        try {
            return HeldPort.taken(open(DoorQuestion.HOLD, json));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Answers what the jobs of these ports ask.
     *
     * @param ports ports or slots, as a person names them
     * @param line what was typed
     * @param operator who typed it
     * @return what the person is told of it
     */
    public String answer(List<String> ports, String line, String operator) throws BesideException {
        ObjectNode json = LedgerWords.object().put("line", line).put("operator", operator);
        ports.forEach(json.putArray("ports")::add);
        return one(DoorQuestion.ANSWER, json).path("told").asText();
    }

    /** Takes the lines of an answer. */
    @FunctionalInterface
    private interface Lines {
        void accept(JsonNode json) throws IOException;
    }

    private JsonNode one(DoorQuestion question, ObjectNode json) throws BesideException {
        JsonNode[] answer = {LedgerWords.object()};
        try {
            ask(question, json, line -> answer[0] = line);
        } catch (IOException e) {
            throw broken(e);
        }
        return answer[0];
    }

    /** An {@link IOException} is the taker's own. */
    private void ask(DoorQuestion question, ObjectNode json, Lines lines) throws BesideException, IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        LineSplitter out = new LineSplitter(lines);
        int code;
        try (Handover call = open(question, json)) {
            code = call.run(out, err);
        } catch (IOException e) {
            IOException taker = out.failure;
            if (taker != null) {
                throw taker;
            }
            throw broken(e);
        }
        if (code != ExitCode.OK) {
            throw new BesideException(code, err.toString(StandardCharsets.UTF_8).strip());
        }
    }

    private Handover open(DoorQuestion question, ObjectNode json) throws BesideException {
        Handover call;
        try {
            call = new Handover(door, List.of(question.word(), JobJson.text(json)), HERE);
        } catch (IOException e) {
            throw new BesideException(
                    ExitCode.ENVIRONMENT, holder + ". It does not answer at its door: " + e.getMessage());
        }
        if (call.isTaken()) {
            return call;
        }
        try {
            call.close();
        } catch (IOException e) {
            // Nothing was begun.
        }
        throw new BesideException(
                ExitCode.ENVIRONMENT,
                "the running station is another version of Gangway and does not know this: use "
                        + door.home().resolve("bin/gangway"));
    }

    private static BesideException broken(IOException e) {
        return new BesideException(
                ExitCode.ENVIRONMENT,
                "the running station does not answer to the end: " + e.getMessage()
                        + "; look whether it still runs, then repeat the command");
    }

    /** Hands over what comes line by line. */
    private static final class LineSplitter extends OutputStream {
        private final Lines lines;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private @Nullable IOException failure;

        LineSplitter(Lines lines) {
            this.lines = lines;
        }

        @Override
        public void write(int one) throws IOException {
            if (one != '\n') {
                line.write(one);
                return;
            }
            JsonNode json;
            try {
                json = JobJson.parse(line.toString(StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new IOException("what it says is no answer", e);
            }
            line.reset();
            try {
                lines.accept(json);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
