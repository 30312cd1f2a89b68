package dev.gangway.station.beside;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.model.DeskId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Question;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Answers that a person types at the command line to what the jobs of some ports ask: {@code YES}, or {@code 07 YES} where more than
 * one asks. What is typed while nothing is asked answers nothing later. Any thread; it blocks.
 */
public final class TypedAnswers {
    /** The desk of answers that were typed at a terminal. */
    private static final DeskId TERMINAL = new DeskId("terminal");

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern LINE = Pattern.compile("(?:([A-Za-z0-9.-]{1,16})[ -]+)?([A-Za-z0-9]{1,16})");

    private final Bus bus;
    private final List<PortPath> ports;
    private final String operator;

    /**
     * For these ports.
     *
     * @param operator who answers, for the record
     */
    public TypedAnswers(Bus bus, Collection<PortPath> ports, String operator) {
        this.bus = bus;
        this.ports = List.copyOf(ports);
        this.operator = operator;
    }

    /** Takes a line that was typed, and returns what the person is told of it. */
    public String take(String line) {
        List<PortStatus> asking = asking();
        if (asking.isEmpty()) {
            return "Nothing is asked now.";
        }
        Matcher typed = LINE.matcher(line.strip());
        if (!typed.matches()) {
            return who(asking);
        }
        Optional<String> slot = Optional.ofNullable(typed.group(1));
        List<PortStatus> meant = asking.stream()
                .filter(port -> slot.isEmpty() || slot.get().equals(port.slot().label()))
                .toList();
        return meant.size() == 1 ? give(meant.get(0), typed.group(2).toUpperCase(Locale.ROOT)) : who(asking);
    }

    /** What a person at a terminal is told of a question. */
    public static String told(PortStatus port, Question question) {
        return "Slot " + port.slot() + (port.serial() == null ? "" : ", " + port.serial()) + ", asks: "
                + question.text() + " Type " + String.join(" or ", question.answers()) + ", then Enter.";
    }

    private String give(PortStatus port, String answer) {
        try {
            PortReply reply = PortCalled.answered(bus.ask(
                    Addresses.PORT_COMMAND.at(port.port()),
                    new PortCommand.Answer(port.asked().orElseThrow(), answer, operator, TERMINAL),
                    PATIENCE));
            return reply.refusal().map(PortReply.Refused::message).orElse("Slot " + port.slot() + ": " + answer + ".");
        } catch (CompletionException e) {
            return "The slot does not answer: " + e.getCause();
        }
    }

    private List<PortStatus> asking() {
        return ports.stream()
                .flatMap(port -> status(port).stream())
                .filter(status -> status.asked().isPresent())
                .toList();
    }

    /** Empty on a port on which no board was seen yet: it has nobody who could ask. */
    private Optional<PortStatus> status(PortPath port) {
        try {
            PortReply reply =
                    PortCalled.answered(bus.ask(Addresses.PORT_COMMAND.at(port), new PortCommand.Report(), PATIENCE));
            return reply instanceof PortReply.Accepted now ? Optional.of(now.status()) : Optional.empty();
        } catch (CompletionException e) {
            return Optional.empty();
        }
    }

    private static String who(List<PortStatus> asking) {
        return asking.stream().map(port -> takes(port, asking.size() > 1)).collect(Collectors.joining(" "));
    }

    private static String takes(PortStatus port, boolean named) {
        Question question =
                Objects.requireNonNull(((PortState.Running) port.state()).question(), "only those that ask are here");
        String before = named ? port.slot() + " " : "";
        return "Slot " + port.slot() + " takes "
                + question.answers().stream().map(answer -> before + answer).collect(Collectors.joining(" or "))
                + ".";
    }
}
