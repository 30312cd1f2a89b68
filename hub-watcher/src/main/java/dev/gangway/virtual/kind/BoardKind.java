package dev.gangway.virtual.kind;

import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.fault.FaultText;
import dev.gangway.virtual.sample.SampleImage;
import dev.gangway.virtual.sample.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of virtual board that can be named: {@code KIND:key=value,…}. Help texts and errors are made from what it says
 * here. Immutable; any thread.
 */
public interface BoardKind {
    /** Its name, lower case. */
    String name();

    /** What such a board is, in one sentence without a full stop. */
    String title();

    /** Its keys, in the order of the help. */
    List<BoardOption<?>> options();

    /** The faults that only boards like this have, beside those that the hub lays on every board. */
    default List<FaultKind> faults() {
        return List.of();
    }

    /** The written form of the faults that boards like this have, common ones included. */
    default FaultText faultText() {
        return FaultText.with(faults());
    }

    /**
     * Looks at options that are right each by itself.
     *
     * @throws IllegalArgumentException when two of them do not go together, saying which
     */
    default void check(BoardOptions options) {}

    /** Makes a board of options that {@link #check} has accepted. */
    VirtualBoard make(BoardOptions options, BoardParts parts);

    /**
     * The board that a recipe like this wants, as text; empty when this kind has none.
     *
     * @param mode the boot mode in which the recipe's boards arrive
     * @param chips names of the chips that it serves, lower case; empty = any
     * @param bytes what its largest image has, so that the board's medium is large enough
     */
    Optional<String> serving(String mode, Set<String> chips, long bytes);

    /**
     * The keys that give such a board partitions of these names; empty where its medium has none to name.
     *
     * @param bytes what the largest image for one of them has
     */
    default Map<String, String> holding(Set<String> partitions, long bytes) {
        return Map.of();
    }

    /** The ids that its boards can be made with; empty when they have none that could be chosen. */
    default Optional<BoardIds> ids() {
        return Optional.empty();
    }

    /**
     * Writes a made image that boards like this take.
     *
     * @param folder where to, made when it is not there
     * @param seed what the content is made from
     * @return the file
     */
    default Path writeImage(BoardOptions options, SampleImage image, Path folder, long seed) throws IOException {
        return SampleImages.write(image, SampleImages.USUAL_NAND, folder, seed);
    }

    /**
     * Writes the files that people put on boards like this, as the real tools leave them, for a station that has none.
     *
     * @param bytes least size of the largest file
     * @param seed what the content is made from
     * @return false when this kind has no such files: the images have to come from elsewhere
     */
    default boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        return false;
    }
}
