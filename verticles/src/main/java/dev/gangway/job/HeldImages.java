package dev.gangway.job;

import dev.gangway.image.ImageSource;
import dev.gangway.image.PreparedImage;
import dev.gangway.image.source.FetchWatch;
import dev.gangway.image.source.HeldImage;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The images of one attempt. What was fetched is not removed from the cache before this is closed. One thread. */
final class HeldImages implements ImageSource, AutoCloseable {
    private final ImageFolder folder;
    private final Map<String, HeldImage> held = new HashMap<>();

    private HeldImages(ImageFolder folder) {
        this.folder = folder;
    }

    /** What a recipe needs, fetched where it is not kept. */
    static HeldImages of(ImageFolder folder, Recipe recipe, FetchWatch watch) throws FailureException {
        HeldImages images = new HeldImages(folder);
        try {
            for (Map.Entry<String, ImageSpec> image : recipe.images().entrySet()) {
                String name = image.getKey();
                ImageFetcher fetcher = folder.fetcherOf(name);
                if (fetcher != null
                        && image.getValue().origin() != null
                        && !folder.named().containsKey(name)) {
                    images.held.put(name, fetcher.get(name, image.getValue(), watch));
                }
            }
            return images;
        } catch (FailureException | RuntimeException | Error e) {
            images.close();
            throw e;
        }
    }

    /** Where the recipe came from, when it is not the station's own. */
    String recipe() {
        if (folder.sealed() != null) {
            return folder.sealed().origin();
        }
        return folder.linked() == null ? "" : folder.linked().recipe();
    }

    @Override
    public Path folder() {
        return folder.folder();
    }

    @Override
    public PreparedImage prepare(String name, ImageSpec spec, String file) throws FailureException {
        HeldImage fetched = held.get(name);
        if (fetched == null) {
            return folder.checked(folder.store().prepare(name, folder.file(name, file), spec.format()));
        }
        PreparedImage image = folder.store().prepare(name, fetched.image().file(), spec.format());
        if (!image.sha256().equals(fetched.image().image())) {
            throw damaged(name, fetched);
        }
        return image;
    }

    /** The next attempt fetches it anew. */
    private FailureException damaged(String name, HeldImage fetched) {
        fetched.close();
        held.remove(name);
        ImageFetcher fetcher = folder.fetcherOf(name);
        String removed;
        try {
            removed = fetcher != null && fetcher.cache().remove(fetched.image())
                    ? "; it was removed from the cache: start the job again, and it is fetched anew"
                    : "; remove it with gangway images rm when no job runs";
        } catch (IOException e) {
            removed = "; it can't be removed: " + FileTrouble.told(e);
        }
        return new FailureException(
                FailureKind.IMAGE_INVALID,
                "image " + name + ": what was kept of " + fetched.image().from()
                        + " is no longer what was fetched, so the disk or somebody changed it" + removed);
    }

    @Override
    public PreparedImage beside(String name, PreparedImage image, String file) throws FailureException {
        Path home = image.file().toAbsolutePath().resolveSibling("").normalize();
        Path found = home.resolve(file).normalize();
        if (!found.startsWith(home)) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID, image.file() + " names " + file + ", which is not below its folder");
        }
        return folder.checked(folder.store().prepare(name, found, ImageSpec.ImageFormat.RAW));
    }

    @Override
    public boolean isGiven(String name) {
        return folder.named().containsKey(name);
    }

    @Override
    public Optional<String> origin(String name) {
        return Optional.ofNullable(held.get(name)).map(image -> image.image().origin());
    }

    @Override
    public void close() {
        held.values().forEach(HeldImage::close);
        held.clear();
    }
}
