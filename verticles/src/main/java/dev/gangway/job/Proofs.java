package dev.gangway.job;

import dev.gangway.protocol.Proof;
import dev.gangway.protocol.Proof.From;
import dev.gangway.recipe.ImageSpec.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an attempt wrote to a medium, and what of it was read back since. One thread, the worker. */
final class Proofs {
    private final Map<String, Set<String>> written = new LinkedHashMap<>();
    private final Map<String, List<Proof>> proofs = new LinkedHashMap<>();

    /** Something of the image went to this place; what was read back from the medium before is proved no more. */
    void wrote(String image, String place) {
        written.computeIfAbsent(image, name -> new LinkedHashSet<>()).add(place);
        of(image).removeIf(proof -> proof.from() == From.MEDIUM && proof.covers(place));
    }

    /** The image was read back. */
    void proved(String image, Proof proof) {
        of(image).add(proof);
    }

    /**
     * What was written and not proved since: images in order, each with its first such place.
     *
     * @param verification what the recipe asks for an image
     */
    Map<String, String> unproved(Function<String, Verification> verification) {
        Map<String, String> open = new LinkedHashMap<>();
        written.forEach((image, places) -> places.stream()
                .filter(place -> !isProved(image, place, verification.apply(image)))
                .findFirst()
                .ifPresent(place -> open.put(image, place)));
        return open;
    }

    private boolean isProved(String image, String place, Verification asked) {
        return asked == Verification.NONE
                || of(image).stream()
                        .filter(proof -> proof.from() == From.MEDIUM || asked == Verification.MEMORY)
                        .anyMatch(proof -> proof.covers(place));
    }

    /** How the image was proved, for the record; empty when it was not. */
    String how(String image) {
        return of(image).stream().map(Proof::how).distinct().collect(Collectors.joining("; "));
    }

    private List<Proof> of(String image) {
        return proofs.computeIfAbsent(image, name -> new ArrayList<>());
    }
}
