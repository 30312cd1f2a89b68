package dev.gangway.uboot.bundle.flash;

import dev.gangway.download.WebFetch;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Images that are streamed to boards: fetched once, however many boards take one at the same time. What failed, or what nobody takes
 * any more, is forgotten. Any thread.
 */
public final class StreamedImages {
    private final Path folder;
    private final Duration patience;
    private final Map<Wanted, Shared> known = new HashMap<>();

    private record Wanted(URI link, Optional<Digest> sha256) {}

    private static final class Shared {
        private final StreamedImage image;
        private int users;

        Shared(StreamedImage image) {
            this.image = image;
        }
    }

    /**
     * None yet.
     *
     * @param folder where their bytes are kept while they are needed
     */
    public StreamedImages(Path folder) {
        this(folder, WebFetch.PATIENCE);
    }

    /** With so much patience for servers that are silent. */
    StreamedImages(Path folder, Duration patience) {
        this.folder = folder;
        this.patience = patience;
    }

    /**
     * An image in use.
     *
     * @param image what is streamed
     */
    public record Use(StreamedImage image, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    /**
     * Begins to fetch an image, or takes part in one that is being fetched.
     *
     * @param sha256 of what the server has, packed as it is there. With it unencrypted servers will do
     * @throws FailureException HOST_IO when there is no room for any
     */
    public synchronized Use use(URI link, Optional<Digest> sha256) throws FailureException {
        Wanted wanted = new Wanted(link, sha256);
        Shared shared = known.get(wanted);
        if (shared == null || shared.image.source().failure().isPresent()) {
            WebFetch.Plain plain = sha256.isPresent() ? WebFetch.Plain.ANYWHERE : WebFetch.Plain.LOOPBACK;
            shared = new Shared(StreamedImage.begin(new WebFetch(plain, patience), link, sha256, folder));
            known.put(wanted, shared);
        }
        shared.users++;
        Shared used = shared;
        return new Use(used.image, () -> end(wanted, used));
    }

    private void end(Wanted wanted, Shared shared) {
        synchronized (this) {
            shared.users--;
            if (shared.users > 0) {
                return;
            }
            known.remove(wanted, shared);
        }
        shared.image.close();
    }
}
