package dev.gangway.station.cli.setup;

import dev.gangway.image.source.CachedImage;
import dev.gangway.image.source.FetchWatch;
import dev.gangway.image.source.HeldImage;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.call.TextTable;
import dev.gangway.station.cli.place.Completions;
import dev.gangway.station.cli.place.NativeFolders;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.station.cli.place.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway images}: the images that recipes fetch, and what is kept of them. */
@Command(
        name = "images",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The images that recipes fetch, and what is kept of them in the data folder.")
public final class ImagesCommand {
    private static final int SHORT = 12;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    /** The station's recipes, and what fetches their images. */
    private record Stock(Workplace place, ImageFetcher fetcher) {
        static Stock of(Globals globals) {
            Workplace place = Workplace.of(globals);
            NativeFolders.use(place.data());
            return new Stock(place, PlanFactory.fetcher(place.config().images(), place.data()));
        }

        List<CachedImage> all() {
            try {
                return fetcher.cache().all();
            } catch (IOException e) {
                throw new CommandFailure(ExitCode.ENVIRONMENT, "the image cache can't be read: " + FileTrouble.told(e));
            }
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "What recipes fetch and what is kept, the last used first where no recipe has it.")
    int list() {
        Stock stock = Stock.of(root.globals());
        List<CachedImage> others = new ArrayList<>(stock.all());
        TextTable table = new TextTable("recipe", "image", "kept", "bytes", "used", "fetched sha256", "from");
        for (Recipe recipe : stock.place().recipes().all()) {
            recipe.images().forEach((name, spec) -> {
                if (spec.origin() != null) {
                    Optional<CachedImage> kept = kept(stock, name, spec);
                    kept.ifPresent(
                            image -> others.removeIf(other -> other.folder().equals(image.folder())));
                    row(
                            table,
                            recipe.name(),
                            name,
                            spec.origin().places().get(0).toString(),
                            kept.orElse(null));
                }
            });
        }
        others.forEach(image -> row(table, "-", "-", image.from(), image));
        if (!root.globals().json()) {
            table.print(System.out);
        }
        return ExitCode.OK;
    }

    private static Optional<CachedImage> kept(Stock stock, String name, ImageSpec spec) {
        try (HeldImage held = stock.fetcher().kept(name, spec).orElse(null)) {
            return Optional.ofNullable(held).map(HeldImage::image);
        } catch (FailureException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, e.failure().message());
        }
    }

    private void row(TextTable table, String recipe, String name, String from, @Nullable CachedImage kept) {
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("recipe", recipe.equals("-") ? null : recipe)
                    .put("image", name.equals("-") ? null : name)
                    .put("from", kept == null ? from : kept.from())
                    .put("kept", kept != null)
                    .put("bytes", kept == null ? null : kept.bytes())
                    .put("used", kept == null ? null : kept.used().toString())
                    .put("fetchedSha256", kept == null ? null : kept.fetched().hex())
                    .put("sha256", kept == null ? null : kept.image().hex()));
            return;
        }
        table.row(
                recipe,
                name,
                kept == null ? "no" : "yes",
                kept == null ? "" : Long.toString(kept.bytes()),
                kept == null ? "" : kept.used().toString(),
                kept == null ? "" : kept.fetched().hex().substring(0, SHORT),
                kept == null ? from : kept.from());
    }

    @Command(
            name = "fetch",
            mixinStandardHelpOptions = true,
            description = {
                "Fetches the images of recipes that are not kept yet, so that the line needs no network.",
                "Where a recipe has no sha256, its places are asked for another file."
            })
    int fetch(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "RECIPE",
                            completionCandidates = Completions.Recipes.class,
                            description = "recipes; else all in use")
                    @Nullable
                    List<String> names) {
        Stock stock = Stock.of(root.globals());
        int code = ExitCode.OK;
        int number = 0;
        for (Recipe recipe : wanted(stock, names == null ? List.of() : names)) {
            for (Map.Entry<String, ImageSpec> image : recipe.images().entrySet()) {
                if (image.getValue().origin() != null) {
                    number++;
                    int one = fetch(stock, recipe, image.getKey(), image.getValue());
                    code = Math.max(code, one);
                }
            }
        }
        if (number == 0) {
            root.globals()
                    .people()
                    .println("No recipe fetches an image: \"from:\" in a recipe's images says where one is.");
        }
        return code;
    }

    private int fetch(Stock stock, Recipe recipe, String name, ImageSpec spec) {
        try (HeldImage held =
                stock.fetcher().renew(name, spec, new Shown(root.globals().live()))) {
            CachedImage image = held.image();
            if (root.globals().json()) {
                JsonOut.line(JsonOut.object()
                        .put("recipe", recipe.name())
                        .put("image", name)
                        .put("from", image.from())
                        .put("bytes", image.bytes())
                        .put("fetchedSha256", image.fetched().hex())
                        .put("sha256", image.image().hex()));
            } else {
                System.out.printf(
                        "%s %s: %d bytes, sha256 %s%n  from %s%n",
                        recipe.name(), name, image.bytes(), image.image(), image.origin());
            }
            return ExitCode.OK;
        } catch (FailureException e) {
            System.err.println("gangway: " + recipe.name() + ": " + e.failure().message());
            FailureKind kind = e.failure().kind();
            return kind == FailureKind.IMAGE_INVALID || kind == FailureKind.IMAGE_TOO_LARGE
                    ? ExitCode.INVALID
                    : ExitCode.ENVIRONMENT;
        }
    }

    /** Tells a person at a terminal how far it is. */
    private static final class Shown implements FetchWatch {
        private static final long STEP = 1 << 20;

        private final boolean live;
        private long told;

        Shown(boolean live) {
            this.live = live;
        }

        @Override
        public void moved(String image, long bytes, long total) {
            if (live && (bytes - told >= STEP || bytes == total)) {
                told = bytes;
                System.err.printf(
                        "\r%s: %d MiB%s ", image, bytes / STEP, total > 0 ? " of " + total / STEP + " MiB" : "");
                if (bytes == total) {
                    System.err.println();
                }
            }
        }

        @Override
        public boolean stopped() {
            return false;
        }
    }

    private static List<Recipe> wanted(Stock stock, List<String> names) {
        if (names.isEmpty()) {
            return stock.place().recipes().all();
        }
        return names.stream()
                .map(name -> stock.place()
                        .recipes()
                        .named(name)
                        .orElseThrow(() -> new CommandFailure(
                                ExitCode.NOT_FOUND,
                                "no recipe in use is called " + name + "; `gangway recipe list` shows them")))
                .toList();
    }

    @Command(
            name = "rm",
            mixinStandardHelpOptions = true,
            description = "Removes what is kept of images; what a job uses stays.")
    int remove(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "SHA256",
                            description =
                                    "digests of what was fetched, as list shows them; the first 8 digits are enough")
                    @Nullable
                    List<String> digests,
            @Option(names = "--all", description = "all of them") boolean all) {
        if (all == (digests != null && !digests.isEmpty())) {
            throw new CommandFailure(ExitCode.INVALID, "say which: digests that `gangway images list` shows, or --all");
        }
        Stock stock = Stock.of(root.globals());
        List<CachedImage> kept = stock.all();
        Map<Path, CachedImage> chosen = new HashMap<>();
        for (String digest : digests == null ? List.<String>of() : digests) {
            List<CachedImage> named = kept.stream()
                    .filter(image -> digest.matches("[0-9a-f]{8,64}")
                            && image.fetched().hex().startsWith(digest))
                    .toList();
            if (named.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.NOT_FOUND,
                        "nothing is kept of \"" + digest + "\"; `gangway images list` shows what is");
            }
            named.forEach(image -> chosen.put(image.folder(), image));
        }
        int code = ExitCode.OK;
        for (CachedImage image : all ? kept : chosen.values()) {
            code = Math.max(code, remove(stock, image));
        }
        return code;
    }

    private int remove(Stock stock, CachedImage image) {
        try {
            if (stock.fetcher().cache().remove(image)) {
                root.globals().people().println("removed " + image.origin());
                return ExitCode.OK;
            }
            System.err.println("gangway: " + image.origin() + " is used by a job; remove it when that has ended");
        } catch (IOException e) {
            System.err.println("gangway: " + image.folder() + " can't be removed: " + FileTrouble.told(e));
        }
        return ExitCode.ENVIRONMENT;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Holds every kept image against its digest; exit code 1 when one is another.")
    int verify() {
        Stock stock = Stock.of(root.globals());
        boolean sound = true;
        for (CachedImage image : stock.all()) {
            boolean good = stock.fetcher().cache().isSound(image);
            sound &= good;
            if (root.globals().json()) {
                JsonOut.line(JsonOut.object()
                        .put("from", image.from())
                        .put("sha256", image.image().hex())
                        .put("sound", good));
            } else {
                System.out.printf(
                        "%-5s %s%s%n",
                        good ? "ok" : "WRONG",
                        image.origin(),
                        good
                                ? ""
                                : ": remove it with gangway images rm "
                                        + image.fetched().hex().substring(0, SHORT));
            }
        }
        return sound ? ExitCode.OK : ExitCode.NOT_PASSED;
    }
}
