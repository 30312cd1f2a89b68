package dev.gangway.slot;

import dev.gangway.channel.UsbHub;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.message.PortStatus;
import dev.gangway.model.BootMode;
import dev.gangway.model.DeskId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The running station's port map: which port has which slot, what changes while a lesson is under way, and which ports are
 * to be set to work. A change counts only once it is on disk, and it never touches a port with a running job. Pure: inputs
 * and the time come in, effects go out. One thread at a time.
 */
final class SlotDesk {
    /** A lesson that nobody goes on with ends, so that a forgotten one does not stay open to everybody. */
    static final Duration LESSON_LASTS = Duration.ofMinutes(10);

    private final SlotSettings settings;
    private final Set<PortPath> atWork = new HashSet<>();
    private final PortsSeen ports = new PortsSeen();
    private final Set<PortPath> retired = new HashSet<>();
    private SlotMap slots;
    private List<UsbHub> hubs = List.of();
    private List<HubMove> astray = List.of();
    private @Nullable Held held;

    /** A lesson that is under way, where, and until when if nobody goes on with it. */
    private record Held(Lesson lesson, DeskId desk, Instant until) {}

    SlotDesk(SlotSettings settings) {
        this.settings = settings;
        this.slots = settings.slots();
    }

    // ---- what happens

    /** The station starts: every port that is known has to be at work, those of buses that name theirs first. */
    List<SlotEffect.Deploy> begin(List<PortPath> named) {
        List<SlotEffect.Deploy> all = new ArrayList<>();
        named.forEach(port -> deploy(port, null).ifPresent(all::add));
        slots.all().forEach(slot -> deploy(slot.port(), null).ifPresent(all::add));
        return all;
    }

    private Optional<SlotEffect.Deploy> deploy(PortPath port, @Nullable BoardSighting seen) {
        return atWork.add(port) ? Optional.of(new SlotEffect.Deploy(slots.of(port), seen)) : Optional.empty();
    }

    /** A board was attached, or came back in another boot mode. */
    List<SlotEffect> arrived(BoardSighting board) {
        if (board.mode() == BootMode.NOT_A_BOARD) {
            return List.of();
        }
        PortPath port = board.port();
        List<SlotEffect> effects = new ArrayList<>(deploy(port, board).stream().toList());
        boolean back = retired.remove(port);
        Held under = held;
        // A job lets its board come and go; that is nobody's hand.
        boolean asked = under != null
                && !ports.isBusy(port)
                && slots.originOf(port) != PortMap.Origin.CONFIGURED
                && under.lesson().arrived(port);
        if (back || asked) {
            effects.add(tell());
        }
        return effects;
    }

    /** A board was pulled. */
    void left(PortPath port) {
        if (held != null) {
            held.lesson().left(port);
        }
    }

    /** A port told its status. One that was busy when its label changed learns of it now. */
    List<SlotEffect> saw(PortStatus status) {
        ports.saw(status);
        Slot wanted = slots.of(status.port()).slot();
        return status.slot().equals(wanted) || ports.isBusy(status.port())
                ? List.of()
                : List.of(new SlotEffect.Rename(status.port(), wanted));
    }

    /** These hubs are there now. */
    List<SlotEffect> saw(List<UsbHub> present) {
        hubs = List.copyOf(present);
        List<SlotEffect> effects = new ArrayList<>();
        if (findAstray(effects)) {
            effects.add(tell());
        }
        return effects;
    }

    /** Looks which hubs are not where they were; whether that has changed. */
    private boolean findAstray(List<SlotEffect> effects) {
        List<HubMove> found = HubMove.find(slots.names(), hubs);
        if (found.equals(astray)) {
            return false;
        }
        astray = found;
        found.forEach(move -> effects.add(new SlotEffect.Warn(move)));
        return true;
    }

    /** Time has passed. */
    List<SlotEffect> passed(Instant now) {
        Held under = held;
        return under == null || now.isBefore(under.until()) ? List.of() : ended("-");
    }

    private List<SlotEffect> ended(String operator) {
        held = null;
        return List.of(new SlotEffect.Note(operator, "the lesson ends"), tell());
    }

    // ---- what is asked

    /** Somebody asks or orders something. */
    SlotTurn on(PortMapCommand command, Instant now) {
        return command.to(new Question(now));
    }

    /** One question. */
    private final class Question implements PortMapCommand.Handler<SlotTurn> {
        private final Instant now;

        Question(Instant now) {
            this.now = now;
        }

        @Override
        public SlotTurn show(PortMapCommand.Show command) {
            return current(List.of(), "");
        }

        @Override
        public SlotTurn begin(PortMapCommand.Begin command) {
            Held under = held;
            List<SlotEffect> effects = new ArrayList<>();
            if (under == null) {
                effects.add(new SlotEffect.Note(command.operator(), "the lesson begins"));
            }
            held = new Held(
                    under == null ? new Lesson(now, command.operator()) : under.lesson(),
                    command.desk(),
                    now.plus(LESSON_LASTS));
            if (under == null || !under.desk().equals(command.desk())) {
                effects.add(tell());
            }
            return current(effects, "The port map is open: plug a board into a slot, then scan the slot's label.");
        }

        @Override
        public SlotTurn end(PortMapCommand.End command) {
            return inLesson(under -> current(
                    ended(command.operator()),
                    "The port map is closed, and stored in "
                            + LearnedPorts.in(settings.data()).file() + "."));
        }

        @Override
        public SlotTurn answer(PortMapCommand.Answer command) {
            return inLesson(under -> under.asking()
                    .map(port -> labelled(command, port))
                    .orElseGet(() -> SlotTurn.refused(
                            "no-port", "Plug a board into a slot first: then its label is asked for.")));
        }

        private SlotTurn labelled(PortMapCommand.Answer command, PortPath port) {
            Slot slot;
            try {
                slot = command.label().isEmpty() ? suggestion(port) : new Slot(label(command.label()));
            } catch (IllegalArgumentException e) {
                return SlotTurn.refused("not-a-slot", "That is no slot's label: " + e.getMessage() + ".");
            }
            LearnedMap.Place known = slots.names().learned().slots().get(port);
            LearnedMap.Place place = known == null
                    ? new LearnedMap.Place(slot)
                    : new LearnedMap.Place(slot, known.row(), known.column());
            return placed(command.operator(), port, place, true);
        }

        @Override
        public SlotTurn put(PortMapCommand.Put command) {
            return inLesson(under -> placed(
                    command.operator(),
                    command.port(),
                    new LearnedMap.Place(command.slot(), command.row(), command.column()),
                    false));
        }

        @Override
        public SlotTurn remove(PortMapCommand.Remove command) {
            return inLesson(under -> {
                PortPath port = command.port();
                LearnedMap learned = slots.names().learned();
                if (!learned.slots().containsKey(port)) {
                    return refusedIfConfigured(port)
                            .orElseGet(() -> SlotTurn.refused(
                                    "no-port", "Nothing was learned of " + port + ": there is nothing to remove."));
                }
                return change(command.operator(), learned.without(port), port + " is no longer on the map.", false);
            });
        }

        @Override
        public SlotTurn moveHub(PortMapCommand.MoveHub command) {
            return inLesson(under -> {
                LearnedMap learned = slots.names().learned();
                if (learned.slots().keySet().stream()
                        .noneMatch(port -> command.from().numberOf(port) > 0)) {
                    return SlotTurn.refused("no-port", "Nothing was learned of a hub on " + command.from() + ".");
                }
                if (hubs.stream().noneMatch(hub -> hub.path().equals(command.to()))) {
                    return SlotTurn.refused(
                            "no-port", "There is no hub on " + command.to() + " now: plug it in first.");
                }
                return change(
                        command.operator(),
                        learned.moved(command.from(), command.to()),
                        "The slots of the hub on " + command.from() + " are on " + command.to() + " now.",
                        false);
            });
        }

        /** Whatever is ordered in a lesson keeps it open. */
        private SlotTurn inLesson(Function<Lesson, SlotTurn> then) {
            Held under = held;
            if (under == null) {
                return SlotTurn.refused(
                        "no-lesson",
                        "The port map is closed: begin with the page's button, or scan " + settings.learnCodes() + ".");
            }
            held = new Held(under.lesson(), under.desk(), now.plus(LESSON_LASTS));
            return then.apply(under.lesson());
        }
    }

    private String label(String text) {
        String bare = text.replaceFirst("^GANGWAY:SLOT:", "");
        String prefix = settings.slotPrefix();
        return !prefix.isEmpty() && bare.startsWith(prefix) ? bare.substring(prefix.length()) : bare;
    }

    // ---- what changes

    private SlotTurn placed(String operator, PortPath port, LearnedMap.Place place, boolean answersLesson) {
        Optional<SlotTurn> fixed = refusedIfConfigured(port);
        if (fixed.isPresent()) {
            return fixed.get();
        }
        Optional<String> unserved = settings.unserved().apply(port);
        if (unserved.isPresent()) {
            return SlotTurn.refused("no-port", unserved.get());
        }
        LearnedMap learned = slots.names().learned();
        PortPath holder = slots.names()
                .portOf(place.slot())
                .or(() -> learned.portOf(place.slot()))
                .orElse(port);
        boolean isFixed = slots.originOf(holder) == PortMap.Origin.CONFIGURED;
        if (!holder.equals(port) && (isFixed || !ports.isEmpty(holder))) {
            return SlotTurn.refused(
                    "taken",
                    "Slot " + place.slot() + " is on " + holder + " already: "
                            + (isFixed ? "the configuration says so." : "pull the board there first, or scan again."));
        }
        LearnedMap changed = holder.equals(port) ? learned : learned.without(holder);
        return change(
                operator, changed.with(port, place, hubs), port + " is slot " + place.slot() + ".", answersLesson);
    }

    private SlotTurn change(String operator, LearnedMap learned, String message, boolean answersLesson) {
        return renamed(slots.relearned(learned)).stream()
                .filter(ports::isBusy)
                .findFirst()
                .map(busy -> SlotTurn.refused(
                        "in-use",
                        "A job is running on " + busy + ", slot "
                                + slots.of(busy).slot() + ": wait until it has ended."))
                .orElseGet(
                        () -> new SlotTurn(List.of(), new SlotAnswer.Store(operator, learned, message, answersLesson)));
    }

    /** The ports that have another slot in this map, or have none yet. */
    private Set<PortPath> renamed(SlotMap next) {
        Set<PortPath> renamed = new HashSet<>();
        next.all().stream()
                .filter(slot ->
                        !slots.has(slot.port()) || !slots.of(slot.port()).slot().equals(slot.slot()))
                .forEach(slot -> renamed.add(slot.port()));
        return renamed;
    }

    /** The change is on disk: it counts. */
    SlotTurn stored(SlotAnswer.Store change) {
        SlotMap before = slots;
        SlotMap next = slots.relearned(change.learned());
        Set<PortPath> renamed = renamed(next);
        slots = next;
        List<SlotEffect> effects = new ArrayList<>();
        for (PortPath port : renamed) {
            Optional<SlotEffect.Deploy> fresh = deploy(port, null);
            if (fresh.isPresent()) {
                effects.add(fresh.get());
            } else if (ports.has(port)) {
                effects.add(new SlotEffect.Rename(port, slots.of(port).slot()));
            }
        }
        for (SlotPlan slot : slots.all()) {
            if (slots.originOf(slot.port()) != PortMap.Origin.GIVEN) {
                retired.remove(slot.port());
            } else if (before.originOf(slot.port()) == PortMap.Origin.LEARNED
                    && slot.port().isUsb()
                    && ports.isEmpty(slot.port())) {
                retired.add(slot.port());
            }
        }
        if (change.answersLesson() && held != null) {
            held.lesson().answered();
        }
        effects.add(new SlotEffect.Note(change.operator(), change.message()));
        findAstray(effects);
        effects.add(tell());
        return current(effects, change.message());
    }

    /** The change could not be stored: nothing has changed. */
    SlotTurn notStored(String why) {
        return SlotTurn.refused(
                "not-stored",
                "The port map could not be stored (" + why
                        + "), so nothing has changed: make room on the disk and try again.");
    }

    // ---- what is known

    /** The map as it is now. */
    PortMap map() {
        List<PortMap.Entry> entries = slots.all().stream()
                .filter(slot -> !retired.contains(slot.port()))
                .map(slot -> new PortMap.Entry(
                        slot.port(), slot.slot(), slot.row(), slot.column(), slots.originOf(slot.port())))
                .toList();
        return new PortMap(
                entries, lesson(), astray.stream().map(HubMove::advice).toList());
    }

    private PortMap.@Nullable Lesson lesson() {
        Held under = held;
        if (under == null) {
            return null;
        }
        Lesson lesson = under.lesson();
        PortPath asking = lesson.asking().orElse(null);
        return new PortMap.Lesson(
                lesson.since(), lesson.operator(), under.desk(), asking, suggestion(asking), lesson.waiting());
    }

    /** A port that was named before keeps its label when nobody says otherwise. */
    private Slot suggestion(@Nullable PortPath port) {
        PortNames names = slots.names();
        return Optional.ofNullable(port).flatMap(names::slotOf).orElseGet(names::nextFree);
    }

    private SlotEffect tell() {
        return new SlotEffect.Tell(map());
    }

    private Optional<SlotTurn> refusedIfConfigured(PortPath port) {
        return slots.originOf(port) == PortMap.Origin.CONFIGURED
                ? Optional.of(
                        SlotTurn.refused("fixed", "The configuration names " + port + ": change it in station.yaml."))
                : Optional.empty();
    }

    private SlotTurn current(List<SlotEffect> effects, String message) {
        return new SlotTurn(effects, new SlotAnswer.Reply(new PortMapReply.Current(map(), message)));
    }
}
