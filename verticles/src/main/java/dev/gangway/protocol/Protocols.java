package dev.gangway.protocol;

import dev.gangway.language.Chips;
import dev.gangway.language.Verb;
import dev.gangway.model.BootMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The protocols of this station, in the order in which they are told of. Immutable.
 *
 * @param all each of them
 */
public record Protocols(List<Protocol<?, ?>> all) {
    /** Copies the list. */
    public Protocols {
        all = List.copyOf(all);
    }

    /** The verbs of all of them, in order. */
    public List<Verb<?>> verbs() {
        List<Verb<?>> verbs = new ArrayList<>();
        all.forEach(protocol -> protocol.actions().forEach(action -> verbs.add(action.verb())));
        return verbs;
    }

    /** The chips that recipes may name. */
    public List<Chips> chips() {
        return all.stream().flatMap(protocol -> protocol.chips().stream()).toList();
    }

    /** The shells of all of them, in order. */
    public List<BoardShell<?>> shells() {
        List<BoardShell<?>> shells = new ArrayList<>();
        all.forEach(protocol -> shells.addAll(protocol.shells()));
        return shells;
    }

    /** The modes in which boards answer one of them. */
    public Set<BootMode> modes() {
        Set<BootMode> modes = EnumSet.noneOf(BootMode.class);
        all.forEach(protocol -> protocol.reaches().forEach(reach -> modes.add(reach.mode())));
        return modes;
    }

    /** The modes in which the hub watcher sees boards that can be asked who they are. */
    public Set<BootMode> asked() {
        return asked(Set.of());
    }

    /** The same where recipes are for boards in the modes {@code meant}. */
    public Set<BootMode> asked(Set<BootMode> meant) {
        Set<BootMode> modes = EnumSet.noneOf(BootMode.class);
        all.stream()
                .flatMap(protocol -> protocol.reaches().stream())
                .filter(reach -> isAsked(reach, meant))
                .forEach(reach -> modes.addAll(reach.seenAs()));
        return modes;
    }

    private static boolean isAsked(Reach reach, Collection<BootMode> meant) {
        return !reach.ifMeant() || meant.contains(reach.mode());
    }

    /** Whether a board that is seen as this may answer a protocol in this mode. */
    public boolean mayAnswer(BootMode mode, BootMode seen) {
        return all.stream()
                .flatMap(protocol -> protocol.reaches().stream())
                .anyMatch(reach -> reach.mode() == mode && reach.seenAs().contains(seen));
    }

    /** The protocol that answers in this mode. */
    public Optional<Protocol<?, ?>> in(BootMode mode) {
        return all.stream()
                .filter(protocol -> protocol.reaches().stream().anyMatch(reach -> reach.mode() == mode))
                .findFirst();
    }

    /**
     * The protocols that may answer a board that is seen as this.
     *
     * @param likely the modes in which it is expected to answer, the likeliest first; protocols of other modes come last, if they
     *     ask boards unasked
     */
    public List<Protocol<?, ?>> answering(BootMode seen, List<BootMode> likely) {
        return all.stream()
                .filter(protocol -> protocol.reaches().stream()
                        .anyMatch(reach -> reach.seenAs().contains(seen) && isAsked(reach, likely)))
                .sorted(Comparator.comparingInt(protocol -> place(protocol, likely)))
                .toList();
    }

    private static int place(Protocol<?, ?> protocol, List<BootMode> likely) {
        return protocol.reaches().stream()
                .mapToInt(reach -> likely.indexOf(reach.mode()))
                .filter(index -> index >= 0)
                .min()
                .orElse(likely.size());
    }

    /** The modes from which a board can be made to start anew. */
    public Set<BootMode> restarting() {
        Set<BootMode> modes = EnumSet.noneOf(BootMode.class);
        all.stream().filter(protocol -> protocol.restart().isPresent()).forEach(protocol -> protocol.reaches()
                .forEach(reach -> modes.add(reach.mode())));
        return modes;
    }
}
