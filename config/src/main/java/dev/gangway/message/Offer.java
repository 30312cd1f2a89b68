package dev.gangway.message;

import dev.gangway.model.Digest;
import dev.gangway.model.Slot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recipe with its images that the line may flash.
 *
 * @param id what it is called while it is looked at; empty for what is only listed
 * @param phase how far it is
 * @param problem why it can't be flashed, with what to do; empty while nothing is wrong
 * @param recipe the recipe's name; empty while it is not known
 * @param title the recipe's line for people
 * @param version the recipe's version
 * @param digest of the recipe's file; null while it is not known
 * @param from the link that the recipe came from, without what may be secret, or the file of this station
 * @param images the recipe's images
 * @param boards the slots whose boards it fits, of those that are plugged in and said who they are
 * @param others the slots whose boards it does not fit
 * @param fetching what is being fetched; null = nothing
 * @param seconds how long its jobs took in the middle, by the ledger; 0 = that is not known
 */
public record Offer(
        String id,
        Phase phase,
        String problem,
        String recipe,
        String title,
        int version,
        @Nullable Digest digest,
        String from,
        List<Image> images,
        List<Slot> boards,
        List<Slot> others,
        @Nullable Fetching fetching,
        double seconds) {
    /** Copies the lists. */
    public Offer {
        images = List.copyOf(images);
        boards = List.copyOf(boards);
        others = List.copyOf(others);
    }

    /** How far a look is. */
    public enum Phase {
        /** Something is being fetched. */
        FETCHING,
        /** All is there, and may be chosen. */
        READY,
        /** It can't be flashed. */
        FAILED,
        /** Each scan flashes it. */
        CHOSEN
    }

    /**
     * An image.
     *
     * @param name its name in the recipe
     * @param file its file's name
     * @param bytes its length, unpacked; 0 = that is not known yet
     * @param sha256 its digest, unpacked; null = that is not known yet
     * @param from where it comes from, without what may be secret; empty = the folder of this station
     * @param signed who signed it, or that it has to be signed; empty = nobody has to
     * @param where whether it is on this machine's disk
     * @param changed when the file of the folder was written, or the image was fetched or sent; null = it is not there
     * @param seconds about how long it takes to be fetched, by earlier fetches from its host; 0 = that is not known, or it need not be
     */
    public record Image(
            String name,
            String file,
            long bytes,
            @Nullable Digest sha256,
            String from,
            String signed,
            Where where,
            @Nullable Instant changed,
            double seconds) {}

    /** Where an image is. */
    public enum Where {
        /** On this machine's disk. */
        DISK,
        /** It has to be fetched. */
        FETCHED,
        /** In no folder, although nothing says where it could be fetched. */
        MISSING,
        /** Made for each unit. */
        MADE
    }

    /** When the newest of its images was written, fetched or sent; empty = none is there. */
    public Optional<Instant> newest() {
        return images.stream().map(Image::changed).filter(Objects::nonNull).max(Comparator.naturalOrder());
    }

    /**
     * What is being fetched.
     *
     * @param image which image
     * @param bytes how much came
     * @param total of how much, 0 = that is not known
     * @param bytesPerSecond since it began; 0 = too early to tell
     */
    public record Fetching(String image, long bytes, long total, long bytesPerSecond) {}
}
