package dev.gangway.uboot.bundle.flash;

import dev.gangway.format.ImageData;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.FileSource;
import java.util.Optional;

/**
 * What is written to a target.
 *
 * @param name the file's, as boards and people see it
 * @param source its bytes as they go to the medium
 * @param whole waits until all of them have come, or tells why they don't
 */
public record BundleImage(String name, FileSource source, Whole whole) {
    /** The end of an image's way to this station. */
    @FunctionalInterface
    public interface Whole {
        /**
         * SHA-256 of the bytes as they go to the medium.
         *
         * @throws FailureException why there is none
         */
        Digest digest() throws FailureException;
    }

    /** One that is all there. */
    public static BundleImage of(String name, ImageData data, Digest digest) {
        return new BundleImage(name, FileSource.of(data, Optional.of(digest)), () -> digest);
    }

    /** One that is still on its way. */
    public static BundleImage of(StreamedImage image) {
        String shown = image.shown();
        String name = shown.substring(shown.lastIndexOf('/') + 1);
        return new BundleImage(name.isEmpty() ? "image" : name, image.source(), image::digest);
    }
}
