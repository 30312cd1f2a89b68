package dev.gangway.station.beside;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.json.JobJson;
import dev.gangway.ledger.LedgerException;
import dev.gangway.model.PortPath;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.Station;
import dev.gangway.station.StationPlan;
import dev.gangway.station.Version;
import dev.gangway.station.handover.Performer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Does what is asked at a station's door. Any thread; each question has one of its own, which may wait. */
final class StationPerformer implements Performer {
    private static final int WORDS = 2;

    private final Station station;
    private final StationPlan plan;
    private final LedgerAnswers ledger;
    private final Set<PortPath> held = ConcurrentHashMap.newKeySet();

    StationPerformer(Station station, StationPlan plan) {
        this.station = station;
        this.plan = plan;
        this.ledger = new LedgerAnswers(station.ledger());
    }

    @Override
    public Optional<Work> accept(List<String> words, Path folder) {
        return words.size() == WORDS
                ? DoorQuestion.of(words.get(0)).map(question -> work(question, words.get(1)))
                : Optional.empty();
    }

    private Work work(DoorQuestion question, String text) {
        return switch (question) {
            case STATION ->
                new Told(caller -> LedgerAnswers.line(
                        caller,
                        LedgerWords.object()
                                .put("pid", ProcessHandle.current().pid())
                                .put("http", station.url())
                                .put("version", Version.TEXT)));
            case UNIT -> new Told(caller -> ledger.unit(caller, json(text)));
            case JOB -> new Told(caller -> ledger.job(caller, json(text)));
            case JOBS -> new Told(caller -> ledger.jobs(caller, json(text)));
            case MISSING -> new Told(ledger::missing);
            case POOLS -> new Told(ledger::pools);
            case DRAWS -> new Told(caller -> ledger.draws(caller, json(text)));
            case VERIFY -> new Told(caller -> ledger.verify(caller, json(text)));
            case OUTBOX -> new Told(ledger::outbox);
            case RESEND -> new Told(caller -> ledger.resend(caller, json(text)));
            case POWER -> {
                PowerOrder order = new PowerOrder(station.bus(), plan, station.clock());
                yield new Told(caller -> order.run(caller, json(text)), order::cancel);
            }
            case PLUG -> new Told(caller -> new PlugOrder(station.bus()).run(caller, json(text)));
            case HOLD -> {
                HoldOrder order = new HoldOrder(station.bus(), held);
                yield new Told(caller -> order.run(caller, json(text)), order::cancel);
            }
            case ANSWER -> new Told(caller -> answer(caller, json(text)));
            case FLASH -> new FlashWork(station, plan, text);
        };
    }

    private void answer(Caller caller, JsonNode question) throws BesideException, IOException {
        List<PortPath> ports = new ArrayList<>();
        for (JsonNode port : question.path("ports")) {
            ports.add(PortCalled.find(station.bus(), port.asText()));
        }
        TypedAnswers answers =
                new TypedAnswers(station.bus(), ports, question.path("operator").asText("-"));
        LedgerAnswers.line(
                caller,
                LedgerWords.object()
                        .put("told", answers.take(question.path("line").asText())));
    }

    /** What does not look like a question is a {@link BesideException}. */
    static JsonNode json(String text) throws BesideException {
        try {
            return JobJson.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BesideException(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
    }

    /** An answer in lines. */
    @FunctionalInterface
    private interface Answer {
        void tell(Caller caller) throws BesideException, LedgerException, IOException;
    }

    /** What is told in lines, or why it cannot be. */
    private record Told(Answer answer, Runnable ending) implements Work {
        Told(Answer answer) {
            this(answer, () -> {});
        }

        @Override
        public int run(Caller caller) {
            try {
                answer.tell(caller);
                return ExitCode.OK;
            } catch (BesideException e) {
                return failed(caller, e.code(), e);
            } catch (LedgerException e) {
                return failed(caller, LedgerTrouble.code(e), e);
            } catch (IOException | IllegalArgumentException e) {
                return failed(caller, ExitCode.ENVIRONMENT, e);
            }
        }

        private static int failed(Caller caller, int code, Exception e) {
            caller.err().println(e.getMessage());
            return code;
        }

        @Override
        public void cancel() {
            ending.run();
        }
    }
}
