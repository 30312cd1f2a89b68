package dev.gangway.slot;

import dev.gangway.channel.UsbHub;
import dev.gangway.message.PortMap;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A hub that the port map names and that is not where it was: the topmost one, since those behind it went with it.
 *
 * @param from where it was
 * @param to where a hub of the same shape is now that carries no slots; empty when there is none, several when they
 *     can't be told apart
 * @param slots the labels that are out of reach, in the order of the map
 * @param learned whether all of them were learned; what the configuration names, only a person can change there
 */
public record HubMove(HubPath from, List<HubPath> to, List<String> slots, boolean learned) {
    /** Copies the lists. */
    public HubMove {
        to = List.copyOf(to);
        slots = List.copyOf(slots);
    }

    /** Holds the port map against the hubs that are there. */
    public static List<HubMove> find(PortNames names, List<UsbHub> present) {
        return present.isEmpty() ? List.of() : new Search(names, present).moves();
    }

    /** What is wrong and what to do about it, in a sentence. */
    public String message() {
        String hub = (from.isRoot() ? "the bus " + from : "the hub that was on " + from) + " (slots "
                + String.join(", ", slots) + ")";
        if (to.isEmpty()) {
            return hub + " is not there: plug it in again and check its own power, or take its slots off the map";
        }
        if (to.size() > 1) {
            return hub + " may be any of "
                    + to.stream().map(HubPath::text).collect(Collectors.joining(", "))
                    + " now: plug it back into " + from + ", or " + cure("ONE");
        }
        return hub + " seems to be on " + to.get(0) + " now: plug it back into " + from + ", or "
                + cure(to.get(0).text());
    }

    private String cure(String there) {
        return learned
                ? "run gangway ports move " + from + " " + there
                : "write its new ports into station.yaml, which names them";
    }

    /** The same for the page. */
    public PortMap.HubAdvice advice() {
        String text = message();
        return new PortMap.HubAdvice(
                from,
                learned && to.size() == 1 ? to.get(0) : null,
                Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".");
    }

    /** One comparison. */
    private static final class Search {
        private final PortNames names;
        private final Map<HubPath, UsbHub> present = new LinkedHashMap<>();
        private final Map<HubPath, Set<PortPath>> astray = new LinkedHashMap<>();
        private final Set<HubPath> inUse = new LinkedHashSet<>();

        Search(PortNames names, List<UsbHub> hubs) {
            this.names = names;
            hubs.forEach(hub -> present.put(hub.path(), hub));
            names.entries().forEach(entry -> sort(entry.port()));
        }

        /** A port is in place when every hub before it is the one that it was. */
        private void sort(PortPath port) {
            List<HubPath> chain = HubPath.chain(port);
            Optional<HubPath> wrong =
                    chain.stream().filter(hub -> !isInPlace(hub, hub, port)).findFirst();
            if (wrong.isPresent()) {
                astray.computeIfAbsent(wrong.get(), hub -> new LinkedHashSet<>())
                        .add(port);
            } else {
                inUse.addAll(chain);
            }
        }

        /** Whether what hangs on {@code there} may be the hub that was on {@code hub}, with this port behind it. */
        private boolean isInPlace(HubPath hub, HubPath there, PortPath port) {
            UsbHub found = present.get(there);
            if (found == null || hub.numberOf(port) > found.shape().ports()) {
                return false;
            }
            UsbHub.Shape was = names.learned().hubs().get(hub);
            // A socket is called as its half for high speed is, so a hub of unknown looks was that one.
            return was == null ? hub.equals(there) || !found.superSpeed() : was.fits(found.shape());
        }

        List<HubMove> moves() {
            List<HubMove> moves = new ArrayList<>();
            astray.forEach((from, ports) -> moves.add(new HubMove(
                    from,
                    present.keySet().stream()
                            .filter(there -> isCandidate(from, there, ports))
                            .toList(),
                    ports.stream()
                            .map(port -> names.slotOf(port).orElseThrow().label())
                            .toList(),
                    ports.stream()
                            .allMatch(port ->
                                    !names.isConfigured(names.entry(port).orElseThrow())))));
            return moves;
        }

        private boolean isCandidate(HubPath from, HubPath there, Set<PortPath> ports) {
            return !there.equals(from)
                    && there.isRoot() == from.isRoot()
                    && !inUse.contains(there)
                    && ports.stream().allMatch(port -> fits(from, there, port));
        }

        private boolean fits(HubPath from, HubPath there, PortPath port) {
            List<HubPath> chain = HubPath.chain(port);
            return chain.subList(chain.indexOf(from), chain.size()).stream().allMatch(hub -> {
                HubPath now = hub.equals(from)
                        ? there
                        : new HubPath(
                                from.moved(new PortPath(hub.text()), there).text());
                return isInPlace(hub, now, port);
            });
        }
    }
}
