package dev.gangway.job;

import dev.gangway.protocol.Proof;
import dev.gangway.protocol.Proof.From;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What an attempt wrote to a medium, and what of it was read back since. One thread, the worker. */
final class Proofs {
    private final Map<String, Set<String>> written = new LinkedHashMap<>();
    private final Map<String, List<Proof>> proofs = new LinkedHashMap<>();

    /** Something of the image went to this place; what was proved of it before is so no more. */
    void wrote(String image, String place) {
        written.computeIfAbsent(image, name -> new LinkedHashSet<>()).add(place);
        List<Proof> before = proofs.get(image);
        if (before != null) {
            before.removeIf(
                    proof -> proof.place().equals(place) || proof.place().equals(Proof.EVERYWHERE));
        }
    }

    /** The image was read back. */
    void proved(String image, Proof proof) {
        proofs.computeIfAbsent(image, name -> new ArrayList<>()).add(proof);
    }

    /** Images, each with a place, that were written and not read back from the medium since; in order. */
    Map<String, String> unproved() {
        Map<String, String> open = new LinkedHashMap<>();
        written.forEach((image, places) -> places.stream()
                .filter(place -> !isProved(image, place))
                .findFirst()
                .ifPresent(place -> open.put(image, place)));
        return open;
    }

    private boolean isProved(String image, String place) {
        return proofs.getOrDefault(image, List.of()).stream()
                .anyMatch(proof -> proof.from() == From.MEDIUM
                        && (proof.place().equals(place) || proof.place().equals(Proof.EVERYWHERE)));
    }

    /** How the image was proved, for the record; empty when it was not. */
    String how(String image) {
        return Objects.requireNonNull(proofs.getOrDefault(image, List.of())).stream()
                .map(Proof::how)
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
