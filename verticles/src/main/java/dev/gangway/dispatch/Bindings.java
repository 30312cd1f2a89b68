package dev.gangway.dispatch;

import dev.gangway.message.DeskStatus;
import dev.gangway.message.PortStatus;
import dev.gangway.message.SerialsWaiting;
import dev.gangway.model.DeskId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.scan.ScanText;
import dev.gangway.scan.SerialReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which serial goes to which port. Pure: it decides and remembers; others act. One thread, the dispatcher's event loop.
 *
 * <p>A serial goes to the slot that was chosen before it at its desk, else to the first slot, in bench order, whose board waits and
 * whose recipe's serial rule it fits. When no board waits and a slot is free, it waits for its board.
 */
final class Bindings {
    /** How long a serial waits for its board. */
    static final Duration SERIAL_WAITS = Duration.ofMinutes(10);

    private final RecipeBook recipes;
    private final Map<PortPath, PortStatus> ports = new HashMap<>();
    private final Set<Serial> claimedSerials = new HashSet<>();
    private final Set<PortPath> claimedPorts = new HashSet<>();
    private final Map<Serial, Waiting> waiting = new LinkedHashMap<>();

    /** What to do with a serial. */
    sealed interface Decision {
        /** Hands it to whoever takes each kind. */
        <T> T to(Handler<T> handler);

        /** Takes each kind of decision; a kind that is forgotten does not compile. */
        interface Handler<T> {
            T bind(Bind bind);

            T waits(Wait wait);

            T refuse(Refuse refuse);
        }

        /**
         * Start this recipe on this port, once the ledger does not object.
         *
         * @param label what of the unit's own its label said, by GS1 application identifier
         */
        record Bind(Serial serial, PortStatus port, String recipe, Terms terms, Map<String, String> label)
                implements Decision {
            /** Copies the map. */
            public Bind {
                label = Map.copyOf(label);
            }

            @Override
            public <T> T to(Handler<T> handler) {
                return handler.bind(this);
            }
        }

        /** It waits for a board, on this slot if one was chosen. */
        record Wait(Serial serial, @Nullable PortStatus port, Terms terms) implements Decision {
            @Override
            public <T> T to(Handler<T> handler) {
                return handler.waits(this);
            }
        }

        /** Refused. */
        record Refuse(String reason, String message) implements Decision {
            @Override
            public <T> T to(Handler<T> handler) {
                return handler.refuse(this);
            }
        }
    }

    /**
     * On whose word a serial was scanned. They stay with a serial that waits for its board.
     *
     * @param desk where
     * @param operator who goes on record with the job
     * @param rework whether a supervisor allowed this serial to have passed before
     */
    record Terms(DeskId desk, String operator, boolean rework) {}

    private record Waiting(
            ScanText scan,
            Terms terms,
            Instant since,
            @Nullable Slot slot) {
        Instant until() {
            return since.plus(SERIAL_WAITS);
        }
    }

    Bindings(RecipeBook recipes) {
        this.recipes = recipes;
    }

    /** A port published its status. */
    void saw(PortStatus status) {
        ports.put(status.port(), status);
    }

    /** The port with this slot label. */
    Optional<PortStatus> atSlot(Slot slot) {
        return ports.values().stream().filter(port -> port.slot().equals(slot)).findFirst();
    }

    /** The serial in a scan, if a recipe of this station knows it. */
    Optional<Serial> serialOf(ScanText scan) {
        return Optional.ofNullable(anyRecipe(scan).serial);
    }

    /** The labels of all slots, in bench order. */
    List<String> slots() {
        return inBenchOrder().stream().map(port -> port.slot().label()).toList();
    }

    /** The ports whose jobs ask something, in bench order. */
    List<PortStatus> asking() {
        return inBenchOrder().stream().filter(port -> port.asked().isPresent()).toList();
    }

    /** No serial waits for a board any more. */
    void forgetAll() {
        waiting.clear();
    }

    /** Which serials wait for a board at this time. */
    SerialsWaiting waiting(Instant now) {
        expire(now);
        return new SerialsWaiting(waiting.entrySet().stream()
                .map(each -> new SerialsWaiting.Entry(
                        each.getKey(),
                        each.getValue().slot(),
                        each.getValue().until(),
                        each.getValue().terms().operator()))
                .toList());
    }

    /** Decides on a scan that is no command, made at this desk as it stands now. */
    Decision decide(ScanText scan, Terms terms, Desk desk, Instant now) {
        DeskStatus.Choice choice = desk.choice();
        return choice == null ? decideAnywhere(scan, terms, now) : decideAt(choice.slot(), scan, terms, now);
    }

    private Decision decideAt(Slot slot, ScanText scan, Terms terms, Instant now) {
        PortStatus port = atSlot(slot).orElse(null);
        if (port == null) {
            return new Decision.Refuse("no-board", "There is no slot " + slot + ".");
        }
        if (port.state() instanceof PortState.Empty) {
            return waitFor(scan, terms, port, now);
        }
        if (!takesSerial(port)) {
            return new Decision.Refuse("port-busy", "Slot " + slot + " is busy: choose another one or wait.");
        }
        return bind(scan, terms, List.of(port));
    }

    private Decision decideAnywhere(ScanText scan, Terms terms, Instant now) {
        List<PortStatus> ready = inBenchOrder().stream()
                .filter(port -> port.takesNextScan() && !claimedPorts.contains(port.port()))
                .sorted(Comparator.comparing((PortStatus port) -> port.engineer() != null)
                        .thenComparing(port -> !(port.state() instanceof PortState.AwaitingScan)))
                .toList();
        Optional<PortStatus> failedHere = failedWith(scan);
        if (failedHere.isPresent()) {
            return bind(scan, terms, List.of(failedHere.get()));
        }
        if (!ready.isEmpty()) {
            return bind(scan, terms, ready);
        }
        return waitFor(scan, terms, null, now);
    }

    /** A board that failed under this serial and is still plugged in: scanning its label again starts it again. */
    private Optional<PortStatus> failedWith(ScanText scan) {
        return ports.values().stream()
                .filter(port -> port.state() instanceof PortState.Failed failed && failed.ledgerSeq() != null)
                .filter(port -> !claimedPorts.contains(port.port()))
                .filter(port -> port.recipes().stream()
                        .flatMap(name -> recipes.known(name).stream())
                        .map(recipe -> SerialReader.find(scan, recipe).serial())
                        .anyMatch(serial -> serial != null && serial.equals(port.serial())))
                .findFirst();
    }

    private static boolean takesSerial(PortStatus port) {
        return port.takesNextScan() || port.state() instanceof PortState.Failed;
    }

    private Decision bind(ScanText scan, Terms terms, List<PortStatus> candidates) {
        String why = "";
        for (PortStatus port : candidates) {
            for (String name : port.recipes()) {
                Recipe recipe = recipes.known(name).orElse(null);
                if (recipe == null) {
                    continue;
                }
                SerialReader.Found found = SerialReader.find(scan, recipe);
                Serial serial = found.serial();
                if (serial != null) {
                    Decision.Refuse refusal = usedElsewhere(serial);
                    return refusal != null ? refusal : new Decision.Bind(serial, port, name, terms, found.label());
                }
                why = why.isEmpty() ? found.message() : why;
            }
        }
        SomeRecipe other = anyRecipe(scan);
        if (other.serial != null) {
            Decision.Refuse refusal = usedElsewhere(other.serial);
            return refusal != null
                    ? refusal
                    : new Decision.Refuse(
                            "no-recipe",
                            other.serial + " belongs to " + other.recipe
                                    + ", but no board of that kind waits: plug one in.");
        }
        return new Decision.Refuse("format", why);
    }

    private Decision waitFor(ScanText scan, Terms terms, @Nullable PortStatus port, Instant now) {
        SomeRecipe fit = anyRecipe(scan);
        Serial serial = fit.serial;
        if (serial == null) {
            return new Decision.Refuse("format", fit.why);
        }
        Decision.Refuse refusal = usedElsewhere(serial);
        if (refusal != null) {
            return refusal;
        }
        expire(now);
        long free = ports.values().stream()
                .filter(status -> status.state() instanceof PortState.Empty)
                .count();
        if (waiting.size() >= free && !waiting.containsKey(serial)) {
            return new Decision.Refuse(
                    "no-board", "No board waits and no slot is free: unplug a finished board first.");
        }
        waiting.put(serial, new Waiting(scan, terms, now, port == null ? null : port.slot()));
        return new Decision.Wait(serial, port, terms);
    }

    private Decision.@Nullable Refuse usedElsewhere(Serial serial) {
        for (PortStatus port : ports.values()) {
            boolean open = port.state().isAtWork()
                    || (port.state() instanceof PortState.Failed failed && failed.ledgerSeq() == null);
            if (open && serial.equals(port.serial())) {
                return new Decision.Refuse("in-use", serial + " is already running in slot " + port.slot() + ".");
            }
        }
        return claimedSerials.contains(serial)
                ? new Decision.Refuse("in-use", serial + " was just scanned: it is being started.")
                : null;
    }

    private static final class SomeRecipe {
        private @Nullable Serial serial;
        private String recipe = "";
        private String why = "There is no recipe on this station.";
    }

    private SomeRecipe anyRecipe(ScanText scan) {
        SomeRecipe result = new SomeRecipe();
        boolean first = true;
        for (Recipe recipe : recipes.all()) {
            SerialReader.Found found = SerialReader.find(scan, recipe);
            if (found.serial() != null) {
                result.serial = found.serial();
                result.recipe = recipe.name();
                return result;
            }
            result.why = first ? found.message() : result.why;
            first = false;
        }
        return result;
    }

    /** A serial that waits and fits a board that has just become ready; it no longer waits then. */
    Optional<Decision.Bind> boardFor(PortStatus port, Instant now) {
        expire(now);
        boolean isReady = port.state() instanceof PortState.AwaitingScan && port.engineer() == null;
        if (!isReady || claimedPorts.contains(port.port())) {
            return Optional.empty();
        }
        Iterator<Map.Entry<Serial, Waiting>> entries = waiting.entrySet().iterator();
        while (entries.hasNext()) {
            Waiting entry = entries.next().getValue();
            if (entry.slot() != null && !entry.slot().equals(port.slot())) {
                continue;
            }
            if (bind(entry.scan(), entry.terms(), List.of(port)) instanceof Decision.Bind fits) {
                entries.remove();
                return Optional.of(fits);
            }
        }
        return Optional.empty();
    }

    /** The serial no longer waits for a board. */
    void forget(Serial serial) {
        waiting.remove(serial);
    }

    private void expire(Instant now) {
        waiting.values().removeIf(entry -> !now.isBefore(entry.until()));
    }

    /** The serial and the port are taken until the port's own status says how it went; it waits for no other board. */
    void claim(Serial serial, PortPath port) {
        waiting.remove(serial);
        claimedSerials.add(serial);
        claimedPorts.add(port);
    }

    /** The start was answered. */
    void release(Serial serial, PortPath port) {
        claimedSerials.remove(serial);
        claimedPorts.remove(port);
    }

    private List<PortStatus> inBenchOrder() {
        List<PortStatus> all = new ArrayList<>(ports.values());
        all.sort((a, b) -> {
            int order = a.slot().label().compareTo(b.slot().label());
            return order != 0 ? order : a.port().compareTo(b.port());
        });
        return all;
    }
}
