package dev.gangway.disk.step;

import dev.gangway.disk.DiskContent;
import dev.gangway.format.Bmap;
import dev.gangway.format.ImageData;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Images that were held against their block maps: once for all ports, since it takes as long as reading them. Any thread. */
final class CheckedMaps {
    private final Map<Pair, Optional<String>> problems = new ConcurrentHashMap<>();

    private record Pair(Digest image, Digest map) {}

    /**
     * What an image's block map names.
     *
     * @throws FailureException IMAGE_INVALID when the map is none, or the image is not the one that it was made with
     */
    DiskContent content(PreparedImage image, PreparedImage mapFile) throws FailureException {
        Bmap map = DiskContent.map(mapFile.data());
        ImageData data = image.data();
        Optional<String> problem = problems.computeIfAbsent(
                new Pair(image.sha256(), mapFile.sha256()), pair -> DiskContent.problem(data, map));
        if (problem.isPresent()) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "image " + image.name() + ": " + problem.get());
        }
        return DiskContent.mapped(data, map);
    }
}
