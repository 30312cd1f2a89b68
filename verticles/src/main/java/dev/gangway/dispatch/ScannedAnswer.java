package dev.gangway.dispatch;

import dev.gangway.message.DeskStatus;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.model.PortState;
import dev.gangway.model.Question;
import dev.gangway.model.Slot;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which question a scanned answer is for. The slot is named in it ({@code 07-YES}), or was chosen at the desk before, or is the
 * only one that asks; where that leaves two, nobody is answered. Pure.
 */
final class ScannedAnswer {
    private static final String NOT_ASKED = "not-asked";

    private final List<PortStatus> asking;
    private final Function<String, String> barcode;

    /**
     * What can be answered now.
     *
     * @param asking the ports whose jobs ask something, in bench order
     * @param barcode makes the barcode of an answer's argument, {@code YES} or {@code 07-YES}
     */
    ScannedAnswer(List<PortStatus> asking, Function<String, String> barcode) {
        this.asking = List.copyOf(asking);
        this.barcode = barcode;
    }

    /** What a scanned answer comes to. */
    sealed interface Meaning {
        /** This question gets this answer. */
        record Given(PortStatus port, PortCommand.Answer.Asked asked, String answer) implements Meaning {}

        /** None does. */
        record Refused(String reason, String message) implements Meaning {}
    }

    /**
     * Reads an argument.
     *
     * @param argument what stands behind the command
     * @param desk where it was scanned
     */
    Meaning of(String argument, DeskStatus desk) {
        int hyphen = argument.lastIndexOf('-');
        String label = hyphen < 0 ? "" : argument.substring(0, hyphen);
        String answer = argument.substring(hyphen + 1).toUpperCase(Locale.ROOT);
        DeskStatus.Choice choice = desk.choice();
        Optional<String> slot = !label.isEmpty()
                ? Optional.of(label)
                : Optional.ofNullable(choice).map(DeskStatus.Choice::slot).map(Slot::label);
        if (asking.isEmpty()) {
            return new Meaning.Refused(NOT_ASKED, "No slot asks anything now: the question has its answer already.");
        }
        List<PortStatus> meant = asking.stream()
                .filter(port -> slot.isEmpty() || slot.get().equals(port.slot().label()))
                .toList();
        if (meant.isEmpty()) {
            return new Meaning.Refused(
                    NOT_ASKED,
                    "Slot " + slot.orElseThrow() + " asks nothing; " + who() + ": scan " + each(answer) + ".");
        }
        if (meant.size() > 1) {
            return new Meaning.Refused(NOT_ASKED, who() + ": scan the slot's label first, or " + each(answer) + ".");
        }
        return to(meant.get(0), answer);
    }

    private Meaning to(PortStatus port, String answer) {
        Question question = Objects.requireNonNull(((PortState.Running) port.state()).question(), "it asks");
        if (!question.answers().contains(answer)) {
            return new Meaning.Refused(
                    NOT_ASKED,
                    "Slot " + port.slot() + " takes "
                            + question.answers().stream().map(barcode).collect(Collectors.joining(" or "))
                            + ".");
        }
        return new Meaning.Given(port, port.asked().orElseThrow(), answer);
    }

    private String who() {
        String labels = asking.stream().map(port -> port.slot().label()).collect(Collectors.joining(", "));
        return asking.size() == 1 ? "slot " + labels + " does" : "Slots " + labels + " ask";
    }

    private String each(String answer) {
        return asking.stream()
                .map(port -> barcode.apply(port.slot().label() + "-" + (answer.isEmpty() ? "YES" : answer)))
                .collect(Collectors.joining(" or "));
    }
}
