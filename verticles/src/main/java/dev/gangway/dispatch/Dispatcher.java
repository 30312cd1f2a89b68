package dev.gangway.dispatch;

import dev.gangway.dispatch.Bindings.Decision;
import dev.gangway.dispatch.Bindings.Terms;
import dev.gangway.message.DeskStatus;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.PictureRead;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.scan.ScanText;
import dev.gangway.yaml.Nearest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a scan means: a command, a slot's label, a serial. Pure: it knows the ports and the lesson as they were last
 * told, takes the desk as it stands and gives it back as it is after the scan, with what is to be done. One thread, the
 * dispatcher's event loop.
 */
final class Dispatcher {
    private final DispatchSettings settings;
    private final Bindings bindings;
    private PortMap.@Nullable Lesson lesson;

    /**
     * What follows from a scan.
     *
     * @param desk the desk from now on
     * @param act what is done to answer it
     */
    record Turn(Desk desk, Act act) {}

    Dispatcher(DispatchSettings settings, RecipeBook recipes) {
        this.settings = settings;
        this.bindings = new Bindings(recipes);
    }

    /** Which serials wait for boards, and which are being started. */
    Bindings bindings() {
        return bindings;
    }

    /** The port map told its lesson, or that there is none. */
    void saw(PortMap.@Nullable Lesson told) {
        lesson = told;
    }

    /** The barcodes of a picture in the order in which they count. */
    PictureOrder order(PictureRead picture) {
        return PictureOrder.of(
                picture.texts(),
                settings.prefixes(),
                slot -> bindings.atSlot(slot).isPresent(),
                bindings::serialOf);
    }

    /** One scan, made at this desk. */
    Turn on(ScanRead scan, Desk before, Instant now) {
        Desk desk = before.at(now).used(now, settings.badgeIdle());
        return new OneScan(scan, desk, now).turn();
    }

    /**
     * The permission is on record: it counts for the desk, if the same person still signs there.
     *
     * @param desk as it is now
     * @return the desk with it; empty when somebody else works there by now
     */
    static Optional<Desk> allowed(Act.Permission permission, Desk desk, Instant now) {
        return desk.operator(permission.login()).equals(permission.operator())
                ? Optional.of(desk.reworkAllowed(now))
                : Optional.empty();
    }

    /** The scan that is looked at. */
    private final class OneScan {
        private final ScanRead scan;
        private final Desk desk;
        private final Instant now;
        private final String shown;
        private final String operator;

        OneScan(ScanRead scan, Desk desk, Instant now) {
            this.scan = scan;
            this.desk = desk;
            this.now = now;
            this.shown = ScanText.shown(scan.text());
            this.operator = desk.operator(scan.operator());
        }

        Turn turn() {
            ScanText.Reading reading = ScanText.read(scan.text());
            ScanText text = reading.scan();
            WrongBarcode wrong = new WrongBarcode(settings.prefixes(), bindings.slots());
            if (text == null) {
                return wrong.problemOf(scan.text().strip())
                        .map(problem -> refused("no-command", problem))
                        .orElseGet(() -> refused(reading.reason(), reading.message()));
            }
            Optional<ScanCommand> command =
                    ScanCommand.parse(text.text(), settings.prefixes(), slot -> bindings.atSlot(slot)
                            .isPresent());
            boolean orders = command.isPresent() && command.get().verb() != ScanCommand.Verb.SLOT;
            boolean misspelt = command.isEmpty() && wrong.problemOf(text.text()).isPresent();
            Optional<Turn> misplaced = misspelt ? Optional.empty() : misplaced(text, command);
            if (misplaced.isPresent()) {
                return misplaced.get();
            }
            Optional<String> label = orders || misspelt ? Optional.empty() : labelWanted(text.text());
            if (label.isPresent()) {
                return teach(new PortMapCommand.Answer(operator, label.get()));
            }
            return command.map(this::ordered)
                    .or(() -> wrong.problemOf(text.text()).map(problem -> refused("no-command", problem)))
                    .orElseGet(() -> serial(text));
        }

        private boolean asking() {
            return lesson != null && lesson.asking() != null;
        }

        /** On the page of the port map no board is started, and no unit's serial becomes a slot's label. */
        private Optional<Turn> misplaced(ScanText text, Optional<ScanCommand> command) {
            if (!scan.source().equals(ScanRead.PORT_MAP) || command.isPresent()) {
                return Optional.empty();
            }
            if (!asking()) {
                return Optional.of(refused(
                        "no-lesson", "No slot's label is asked for here: scan serials on the page of the line."));
            }
            boolean plain = ScanCommand.label(text.text(), settings.prefixes()).isPresent();
            return !plain && bindings.serialOf(text).isPresent()
                    ? Optional.of(refused(
                            "no-lesson",
                            "This is a unit's serial: scan the slot's label. A label that looks like one is scanned as "
                                    + settings.prefixes().slot() + "LABEL."))
                    : Optional.empty();
        }

        /** A slot's label that this desk's lesson waits for. On the page of the port map, anything is meant as one. */
        private Optional<String> labelWanted(String text) {
            if (scan.source().equals(ScanRead.PORT_MAP)) {
                return asking()
                        ? ScanCommand.label(text, settings.prefixes()).or(() -> Optional.of(text))
                        : Optional.empty();
            }
            return lesson == null || lesson.asking() == null || !lesson.desk().equals(desk.id())
                    ? Optional.empty()
                    : ScanCommand.label(text, settings.prefixes());
        }

        /** A serial uses up what was set for it; a refused one does not. */
        private Turn serial(ScanText text) {
            Terms terms = new Terms(desk.id(), operator, desk.allowsRework());
            return bindings.decide(text, terms, desk, now).to(new Decision.Handler<>() {
                @Override
                public Turn bind(Decision.Bind bind) {
                    return new Turn(desk.served(), new Act.Start(bind, shown));
                }

                @Override
                public Turn waits(Decision.Wait wait) {
                    return new Turn(desk.served(), new Act.Wait(wait, shown));
                }

                @Override
                public Turn refuse(Decision.Refuse refuse) {
                    return refused(refuse.reason(), refuse.message());
                }
            });
        }

        private Turn ordered(ScanCommand command) {
            return switch (command.verb()) {
                case SLOT ->
                    atSlot(
                            command,
                            port -> new Turn(
                                    desk.chosen(port.slot(), now),
                                    new Act.Answer(new ScanOutcome.SlotChosen(shown, now, port.slot()))));
                case ABORT ->
                    atSlot(
                            command,
                            port -> ask(
                                    port,
                                    new PortCommand.Abort(operator),
                                    "The job in slot " + port.slot() + " stops."));
                case RELEASE ->
                    atSlot(
                            command,
                            port -> ask(
                                    port,
                                    new PortCommand.Release(operator),
                                    "Slot " + port.slot() + " is back in use."));
                case ANSWER -> answer(command.argument());
                case CANCEL -> command.argument().isEmpty() ? cancel() : cancel(command.argument());
                case BADGE -> badge(command.argument());
                case END -> end();
                case REWORK -> rework();
                case LEARN -> learn();
            };
        }

        private Turn answer(String argument) {
            ScannedAnswer.Meaning meaning = new ScannedAnswer(
                            bindings.asking(), text -> code(ScanCommand.Verb.ANSWER) + between() + text)
                    .of(argument, desk.status());
            if (meaning instanceof ScannedAnswer.Meaning.Given given) {
                return new Turn(
                        desk.answered(),
                        new Act.Command(
                                given.port(),
                                new PortCommand.Answer(given.asked(), given.answer(), operator, desk.id()),
                                shown,
                                "Slot " + given.port().slot() + ": " + given.answer() + "."));
            }
            ScannedAnswer.Meaning.Refused refused = (ScannedAnswer.Meaning.Refused) meaning;
            return refused(refused.reason(), refused.message());
        }

        private Turn cancel() {
            bindings.forgetAll();
            return new Turn(desk.served(), new Act.Answer(new ScanOutcome.Done(shown, now, "Nothing waits any more.")));
        }

        /** One serial; what else waits and what was set at the desk stays. */
        private Turn cancel(String text) {
            List<String> all = bindings.waiting(now).serials().stream()
                    .map(entry -> entry.serial().value())
                    .toList();
            if (!all.contains(text)) {
                return refused(
                        "not-waiting",
                        ScanText.shown(text) + " does not wait for a board."
                                + Nearest.of(text, all)
                                        .map(near -> " The nearest that does is " + near + ".")
                                        .orElse(""));
            }
            bindings.forget(new Serial(text));
            return new Turn(
                    desk, new Act.Answer(new ScanOutcome.Done(shown, now, text + " no longer waits for a board.")));
        }

        private Turn badge(String owner) {
            if (owner.isEmpty() || owner.equals(DeskStatus.NOBODY)) {
                return end();
            }
            return new Turn(
                    desk.badge(owner, now, settings.badgeIdle()),
                    new Act.Answer(new ScanOutcome.Badge(
                            shown,
                            now,
                            owner,
                            "Badge " + owner + " works here until you scan " + code(ScanCommand.Verb.END) + ".")));
        }

        private Turn end() {
            DeskStatus.Badge badge = desk.badge();
            String message = badge == null
                    ? "No badge works here."
                    : "The badge " + badge.operator() + " has ended, and what it allowed.";
            return new Turn(
                    desk.ended(), new Act.Answer(new ScanOutcome.Badge(shown, now, DeskStatus.NOBODY, message)));
        }

        /** The barcode of a command without argument. */
        private String code(ScanCommand.Verb verb) {
            String prefix = settings.prefixes().command();
            return (prefix.isEmpty() ? "GANGWAY:" : prefix) + verb;
        }

        /** What stands between a command and its argument. */
        private String between() {
            return settings.prefixes().command().isEmpty() ? ":" : "-";
        }

        private Turn rework() {
            if (!settings.supervisors().contains(operator)) {
                return refused("unavailable", "Rework needs a supervisor: scan a supervisor's badge first.");
            }
            return new Turn(
                    desk,
                    new Act.AllowRework(
                            new Act.Permission(desk.id(), scan.operator(), operator),
                            new LedgerAppend.Note("rework-allowed", operator, now, Map.of("source", scan.source())),
                            shown));
        }

        /** The map is changed by supervisors, where the station names any. */
        private Turn learn() {
            if (lesson != null && lesson.desk().equals(desk.id())) {
                return teach(new PortMapCommand.End(operator));
            }
            if (!settings.supervisors().isEmpty() && !settings.supervisors().contains(operator)) {
                return refused(
                        "unavailable", "Changing the port map needs a supervisor: scan a supervisor's badge first.");
            }
            return teach(new PortMapCommand.Begin(operator, desk.id()));
        }

        private Turn atSlot(ScanCommand command, Function<PortStatus, Turn> action) {
            if (command.argument().isEmpty()) {
                return refused(
                        "no-command",
                        "The command is cut short: a slot's label belongs behind it, for example "
                                + code(command.verb()) + between()
                                + bindings.slots().stream().findFirst().orElse("01") + ".");
            }
            Optional<PortStatus> port = command.argument().matches("[A-Za-z0-9.-]{1,16}")
                    ? bindings.atSlot(new Slot(command.argument()))
                    : Optional.empty();
            return port.map(action)
                    .orElseGet(() -> refused(
                            "no-board",
                            "There is no slot " + ScanText.shown(command.argument()) + "."
                                    + Nearest.of(command.argument(), bindings.slots())
                                            .map(near -> " The nearest is " + near + ".")
                                            .orElse("")));
        }

        private Turn ask(PortStatus port, PortCommand command, String done) {
            return new Turn(desk, new Act.Command(port, command, shown, done));
        }

        private Turn teach(PortMapCommand command) {
            return new Turn(desk, new Act.Teach(command, shown));
        }

        private Turn refused(String reason, String message) {
            return new Turn(desk, new Act.Answer(new ScanOutcome.Refused(shown, now, reason, message)));
        }
    }
}
