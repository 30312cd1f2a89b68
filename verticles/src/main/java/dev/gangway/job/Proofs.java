package dev.gangway.job;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Proof;
import dev.gangway.protocol.Proof.From;
import dev.gangway.protocol.Stretch;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.ImageSpec.Verification;
import dev.gangway.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an attempt wrote to a medium, and what of it was read back since. One thread, the worker. */
final class Proofs {
    private final Map<String, Set<String>> written = new LinkedHashMap<>();
    private final Map<String, List<Proof>> proofs = new LinkedHashMap<>();
    private final Map<String, Long> sent = new LinkedHashMap<>();
    private final List<Found> found = new ArrayList<>();
    private final Set<String> overwritten = new LinkedHashSet<>();

    /** How often something was written or erased, wherever it was meant to go. */
    private int changes;

    /** What has to be done, and whether it is. */
    private final Map<String, Boolean> owed = new LinkedHashMap<>();

    /** What was found on a medium before anything was written; it is one of the proofs as long as it holds. */
    private record Found(String image, Proof proof, Stretch stretch, int visit, int changes) {
        boolean is(String ofImage, String place) {
            return image.equals(ofImage) && proof.place().equals(place);
        }
    }

    /** Something of the image went to this place; what was read back from the medium before is proved no more. */
    void wrote(String image, String place) {
        changes++;
        forget(image, place);
    }

    private void forget(String image, String place) {
        written.computeIfAbsent(image, name -> new LinkedHashSet<>()).add(place);
        of(image).removeIf(proof -> proof.from() == From.MEDIUM && proof.covers(place));
        found.removeIf(one -> one.image().equals(image) && one.proof().covers(place));
    }

    /**
     * What the image should leave at a place was there before: as good as written and read back.
     *
     * @param visit which opening of the board this was
     */
    void found(String image, Proof proof, Stretch stretch, int visit) {
        forget(image, proof.place());
        proved(image, proof);
        found.add(new Found(image, proof, stretch, visit, changes));
        sent(image, 0);
    }

    /**
     * Whether that still holds and need not be looked at again: the board has not been away since, for another one may stand in its
     * place, and nothing was written or erased since, for that may have gone astray.
     */
    boolean isFound(String image, String place, int visit) {
        return found.stream().anyMatch(one -> one.is(image, place) && one.visit() == visit && one.changes() == changes);
    }

    /** Something is written or erased there: what was found there has to be read back now. */
    void changes(Stretch stretch) {
        changes++;
        for (Found one : List.copyOf(found)) {
            if (one.stretch().overlaps(stretch)) {
                found.remove(one);
                of(one.image()).remove(one.proof());
                overwritten.add(one.image());
            }
        }
    }

    /** So many bytes of the image were written where a step had looked before. */
    void sent(String image, long bytes) {
        sent.merge(image, bytes, Long::sum);
    }

    /** How many bytes of it were written; empty when no step looked before. */
    OptionalLong bytesSent(String image) {
        Long bytes = sent.get(image);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /** The image was read back. */
    void proved(String image, Proof proof) {
        of(image).add(proof);
    }

    /** It has to be done before the attempt ends. */
    void owes(String what) {
        owed.putIfAbsent(what, false);
    }

    /** Whether it has to be done yet. */
    boolean isOwed(String what) {
        return owed.containsKey(what) && !owed.get(what);
    }

    /** It is done. */
    void settles(String what) {
        owed.put(what, true);
    }

    /**
     * Holds what was written against what was read back, and what was begun against what was done.
     *
     * @throws FailureException RECIPE_INVALID when something was begun only; VERIFY_MISSING when something was not read back, and
     *     the recipe does not say that it need not be
     */
    void require(Recipe recipe) throws FailureException {
        for (String what : owed.keySet()) {
            if (isOwed(what)) {
                throw new FailureException(FailureKind.RECIPE_INVALID, "the recipe ends before this was done: " + what);
            }
        }
        if (recipe.verify() == Recipe.Verify.NONE) {
            return;
        }
        for (Map.Entry<String, String> image :
                unproved(name -> verification(recipe, name)).entrySet()) {
            String name = image.getKey();
            String place = image.getValue();
            throw new FailureException(
                    FailureKind.VERIFY_MISSING,
                    overwritten.contains(name)
                            ? name + " was already there, and a later step wrote over a part of it"
                                    + (place.isEmpty() ? "" : ", " + place)
                                    + ": verify it behind that step, or let the two not overlap"
                            : name + " was written" + (place.isEmpty() ? "" : " to " + place)
                                    + " and not read back since: add a step to the recipe that verifies it, or"
                                    + " \"verify: none\" to this image");
        }
    }

    /** A file that an image names is proved as the image is: {@code IMAGE:FILE}. */
    private static Verification verification(Recipe recipe, String image) {
        int end = image.indexOf(RunningAttempt.OF_AN_IMAGE);
        ImageSpec spec = recipe.images().get(end < 0 ? image : image.substring(0, end));
        return spec == null ? Verification.READBACK : spec.verification();
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
