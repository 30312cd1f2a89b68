package dev.gangway.image.source;

/**
 * An image that is there and stays while it is held. Closed by whoever asked for it.
 *
 * @param image what is held
 * @param hold lets it go when it is closed
 */
public record HeldImage(CachedImage image, ImageUse hold) implements AutoCloseable {
    @Override
    public void close() {
        hold.close();
    }
}
