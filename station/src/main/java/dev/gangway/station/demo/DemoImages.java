package dev.gangway.station.demo;

import dev.gangway.config.ImageFiles;
import dev.gangway.image.ImageStore;
import dev.gangway.image.PreparedImage;
import dev.gangway.job.ImageFolder;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.Protocol;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Step;
import dev.gangway.station.StationProtocols;
import dev.gangway.virtual.sample.SampleImage;
import dev.gangway.virtual.sample.SampleImage.Use;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Images for a recipe that has none: those that people put on such boards, and where these don't fit, made by format. */
public final class DemoImages {
    private final Recipe recipe;
    private final ImageStore store;
    private final Set<String> stored;

    /** Images for this recipe; the store checks what is made. */
    public DemoImages(Recipe recipe, ImageStore store) {
        this.recipe = recipe;
        this.store = store;
        this.stored = DemoBoards.targets(recipe)
                .flatMap(target -> target.image().stream())
                .collect(Collectors.toSet());
    }

    /**
     * Makes them.
     *
     * @param board what they are for
     * @param folder where to
     * @param bytes how long the largest shall be, about
     * @param seed what they are made from
     * @throws IOException when the disk is full, or the recipe wants what nothing that can be made up is
     */
    public ImageFolder make(BoardSpec board, Path folder, long bytes, long seed) throws IOException {
        board.kind().writeImages(board.options(), folder, bytes, seed);
        Map<String, Path> named = new LinkedHashMap<>();
        for (Map.Entry<String, ImageSpec> image : recipe.images().entrySet()) {
            String name = image.getKey();
            if (image.getValue().made() != null) {
                continue;
            }
            List<Path> usual = ImageFiles.matching(image.getValue(), folder);
            if (usual.isEmpty()
                    || usual.stream().anyMatch(file -> problem(name, file).isPresent())) {
                named.put(name, make(board, folder.resolve("made").resolve(name), name, bytes, seed));
            }
        }
        return new ImageFolder(store, folder, named);
    }

    private Path make(BoardSpec board, Path folder, String name, long bytes, long seed) throws IOException {
        Optional<String> problem = Optional.empty();
        for (Use use : stored.contains(name) ? List.of(Use.CONTENT) : List.of(Use.CODE, Use.BOOT)) {
            Path file =
                    board.kind().writeImage(board.options(), new SampleImage(format(name), use, bytes), folder, seed);
            problem = problem(name, file);
            if (problem.isEmpty()) {
                return file;
            }
        }
        throw new IOException(
                "none could be made up as image " + name + " (" + problem.orElseThrow() + "); give --images DIR");
    }

    private ImageSpec.ImageFormat format(String name) {
        return Objects.requireNonNull(recipe.images().get(name)).format();
    }

    /** Why a job would refuse this file. */
    private Optional<String> problem(String name, Path file) {
        try {
            PreparedImage image = store.prepare(name, file, format(name));
            for (Step step : recipe.steps()) {
                for (Protocol<?, ?> protocol : StationProtocols.ALL.all()) {
                    protocol.examine(step.verb(), step.arguments(), image);
                }
            }
            return Optional.empty();
        } catch (FailureException e) {
            return Optional.of(e.failure().message());
        }
    }
}
