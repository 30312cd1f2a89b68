package dev.gangway.station.report;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.Message;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Question;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Prints what jobs ask, a line a question, each once. Any thread. */
public final class QuestionPrinter implements AutoCloseable {
    private final PrintStream out;
    private final Predicate<PortPath> wanted;
    private final BiFunction<PortStatus, Question, String> words;
    private final Map<PortPath, PortCommand.Answer.Asked> told = new ConcurrentHashMap<>();
    private @Nullable MessageConsumer<Message> listener;

    /**
     * Prints what is asked on these ports.
     *
     * @param words what is printed of a question
     */
    public QuestionPrinter(
            PrintStream out, Predicate<PortPath> wanted, BiFunction<PortStatus, Question, String> words) {
        this.out = out;
        this.wanted = wanted;
        this.words = words;
    }

    /** Follows this bus. */
    public void follow(Bus bus) {
        listener = bus.subscribe(Addresses.PORT_STATUS, this::on);
    }

    private void on(PortStatus status) {
        if (!wanted.test(status.port()) || !(status.state() instanceof PortState.Running running)) {
            return;
        }
        Question question = running.question();
        PortCommand.Answer.Asked asked = status.asked().orElse(null);
        if (question != null && asked != null && !asked.equals(told.put(status.port(), asked))) {
            out.println(words.apply(status, question));
            out.flush();
        }
    }

    /** Prints no more. */
    @Override
    public void close() {
        if (listener != null) {
            listener.unregister();
        }
    }
}
