package dev.gangway.station.cli.setup;

import dev.gangway.config.ImageFiles;
import dev.gangway.image.ImageStore;
import dev.gangway.image.PreparedImage;
import dev.gangway.image.source.HeldImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FileTrouble;
import dev.gangway.protocol.Protocol;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Step;
import dev.gangway.recipe.Template;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.call.TextTable;
import dev.gangway.station.cli.place.Completions;
import dev.gangway.station.cli.place.NativeFolders;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.station.cli.place.Workplace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway recipe}: which recipes there are, and whether images fit them. */
@Command(
        name = "recipe",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The recipes of this station.",
        subcommands = RecipeImportCommand.class)
public final class RecipeCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    Root root() {
        return root;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The recipes in use; the first that fits wins.")
    int list() {
        TextTable table = new TextTable("recipe", "version", "from", "chips", "verify", "title");
        for (Recipe recipe : Workplace.of(root.globals()).recipes().all()) {
            if (root.globals().json()) {
                JsonOut.line(JsonOut.object()
                        .put("recipe", recipe.name())
                        .put("version", recipe.version())
                        .put("title", recipe.title())
                        .put("mode", recipe.serves().mode().code())
                        .put("verify", recipe.verify().name().toLowerCase(Locale.ROOT))
                        .put("recipeDigest", recipe.digest().hex())
                        .put("file", recipe.source().toString()));
            }
            table.row(
                    recipe.name(),
                    Integer.toString(recipe.version()),
                    recipe.serves().mode().code(),
                    chips(recipe),
                    recipe.verify().name().toLowerCase(Locale.ROOT),
                    recipe.title());
        }
        if (!root.globals().json()) {
            table.print(System.out);
        }
        return ExitCode.OK;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "One recipe: boards, images, steps.")
    int show(
            @Parameters(
                            paramLabel = "NAME",
                            completionCandidates = Completions.Recipes.class,
                            description = "the recipe's name, or a file")
                    String name) {
        Recipe recipe = find(name);
        if (root.globals().json()) {
            var json = JsonOut.object()
                    .put("recipe", recipe.name())
                    .put("version", recipe.version())
                    .put("title", recipe.title())
                    .put("recipeDigest", recipe.digest().hex());
            var images = json.putArray("images");
            recipe.images().forEach((image, spec) -> images.addObject()
                    .put("name", image)
                    .put("file", spec.file())
                    .put("format", format(spec))
                    .put("optional", spec.optional()));
            var steps = json.putArray("steps");
            recipe.steps().forEach(step -> steps.addObject()
                    .put("step", step.common().name())
                    .put("verb", step.verb().name()));
            JsonOut.line(json);
            return ExitCode.OK;
        }
        PrintStream out = System.out;
        out.printf("%s, version %d: %s%n", recipe.name(), recipe.version(), recipe.title());
        out.printf(
                "  file     %s%n  sha256   %s%n",
                recipe.source(), recipe.digest().hex());
        out.printf("  boards   in %s mode, chips %s%n", recipe.serves().mode().code(), chips(recipe));
        out.printf("  serials  %s%n", recipe.serial().pattern());
        recipe.images()
                .forEach((image, spec) -> out.printf(
                        "  image    %s: %s (%s%s)%n",
                        image, spec.file(), format(spec), spec.optional() ? ", optional" : ""));
        int number = 0;
        for (var step : recipe.steps()) {
            out.printf(
                    "  %2d. %-16s %s%n",
                    ++number, step.verb().name(), step.common().name());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Reads every image of a recipe as a job would, without any board.")
    int test(
            @Parameters(
                            paramLabel = "NAME",
                            completionCandidates = Completions.Recipes.class,
                            description = "the recipe's name, or a file")
                    String name,
            @Option(names = "--images", paramLabel = "DIR", description = "the image folder (default: as configured)")
                    @Nullable
                    Path images,
            @Option(names = "--image", paramLabel = "NAME=PATH", description = "a file for one of the images") @Nullable
                    Map<String, Path> named) {
        Recipe recipe = find(name);
        Workplace place = Workplace.bench(root.globals());
        Path folder = images != null ? images : place.config().images().of(recipe.name());
        Map<String, Path> single = named == null ? Map.of() : named;
        if (!recipe.images().keySet().containsAll(single.keySet())) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "--image: " + recipe.name() + " has the images "
                            + recipe.images().keySet());
        }
        NativeFolders.use(place.data());
        ImageStore store = new ImageStore(place.data().resolve("images"));
        boolean good = true;
        for (Map.Entry<String, ImageSpec> image : recipe.images().entrySet()) {
            Path given = single.get(image.getKey());
            if (given == null && image.getValue().made() != null) {
                // Made for each unit; what it is made of is tested by its own name.
                continue;
            }
            boolean fetched =
                    given == null && images == null && image.getValue().origin() != null;
            good &= fetched
                    ? testFetched(recipe, store, image.getKey(), place)
                    : test(recipe, store, image.getKey(), folder, given);
        }
        return good ? ExitCode.OK : ExitCode.INVALID;
    }

    private boolean testFetched(Recipe recipe, ImageStore store, String name, Workplace place) {
        ImageSpec spec = Objects.requireNonNull(recipe.images().get(name));
        try (HeldImage held = PlanFactory.fetcher(place.config().images(), place.data())
                .kept(name, spec)
                .orElse(null)) {
            return held == null
                    ? result(
                            name,
                            Path.of(spec.file()),
                            "it is not fetched yet: gangway images fetch " + recipe.name() + " does that")
                    : test(
                            recipe,
                            store,
                            name,
                            held.image().folder(),
                            held.image().file());
        } catch (FailureException e) {
            return result(name, Path.of(spec.file()), e.failure().message());
        }
    }

    private boolean test(Recipe recipe, ImageStore store, String name, Path folder, @Nullable Path given) {
        ImageSpec spec = Objects.requireNonNull(recipe.images().get(name));
        List<Path> files;
        try {
            files = given != null ? List.of(given) : ImageFiles.matching(spec, folder);
        } catch (IOException e) {
            return result(name, folder, FileTrouble.told(e));
        }
        if (files.isEmpty()) {
            return spec.optional() || result(name, folder.resolve(Template.glob(spec.file())), "there is no such file");
        }
        boolean good = true;
        for (Path file : files) {
            String problem = "";
            String warning = "";
            try {
                PreparedImage image = store.prepare(name, file, spec.format());
                warning = image.warning().orElse("");
                for (Step step : recipe.steps()) {
                    for (Protocol<?, ?> protocol : StationProtocols.ALL.all()) {
                        protocol.examine(step.verb(), step.arguments(), image);
                    }
                }
            } catch (FailureException e) {
                problem = e.failure().kind().code() + ": " + e.failure().message();
            }
            good &= result(name, file, problem, warning);
        }
        return good;
    }

    private boolean result(String image, Path file, String problem) {
        return result(image, file, problem, "");
    }

    private boolean result(String image, Path file, String problem, String warning) {
        boolean good = problem.isEmpty();
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("image", image)
                    .put("file", file.toString())
                    .put("sound", good)
                    .put("problem", good ? null : problem)
                    .put("warning", warning.isEmpty() ? null : warning));
        } else {
            System.out.printf("%-5s %s: %s%s%n", good ? "ok" : "WRONG", image, file, good ? "" : "\n      " + problem);
            if (!warning.isEmpty()) {
                System.out.println("      warning: " + warning);
            }
        }
        return good;
    }

    private Recipe find(String name) {
        return name.endsWith(".yaml")
                ? PlanFactory.recipe(Workplace.bench(root.globals()).config().recipes(), name)
                : Workplace.of(root.globals())
                        .recipes()
                        .named(name)
                        .orElseThrow(() -> new CommandFailure(
                                ExitCode.NOT_FOUND,
                                "no recipe in use is called " + name + "; `gangway recipe list` shows them"));
    }

    private static String format(ImageSpec spec) {
        return spec.format().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String chips(Recipe recipe) {
        Set<String> chips = recipe.serves().chips();
        return chips.isEmpty() ? "any" : String.join(",", chips);
    }
}
