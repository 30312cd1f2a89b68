package dev.gangway.station.cli.setup;

import dev.gangway.config.Check;
import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.config.StationConfigLoader;
import dev.gangway.export.kafka.SettingsCheck;
import dev.gangway.job.JobLanguage;
import dev.gangway.language.Language;
import dev.gangway.recipe.Recipe;
import dev.gangway.shell.ExitCode;
import dev.gangway.slot.ServedPorts;
import dev.gangway.station.PageKeys;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.Completions;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.yaml.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway check}: all problems of configuration, recipes and images at once. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Reports all problems of the configuration, its recipes and their images as FILE:LINE: PATH: message.",
            "Without FILE: the station's configuration with everything that it names."
        })
public final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "station or recipe files")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--images", paramLabel = "DIR", description = "check that this folder has the recipe's images")
    private @Nullable Path images;

    @Option(
            names = "--recipe",
            paramLabel = "R",
            completionCandidates = Completions.Recipes.class,
            description = "the recipe whose images are checked; else all")
    private @Nullable String recipe;

    private final Language language = StationProtocols.language();

    @Override
    public Integer call() {
        List<Problem> problems = new ArrayList<>(
                files.isEmpty()
                        ? new Check(PlanFactory.recipes())
                                .station(root.globals().configFile())
                        : new Check(PlanFactory.recipes()).files(files));
        problems.addAll(stationProblems());
        if (problems.isEmpty()) {
            problems.addAll(imageProblems());
        }
        for (Problem problem : problems) {
            print(problem);
        }
        if (problems.isEmpty() && !root.globals().json()) {
            root.globals().people().println("No problem found.");
        }
        return problems.isEmpty() ? ExitCode.OK : ExitCode.INVALID;
    }

    /** Of files that are no sound configuration, other problems have been told. */
    private List<Problem> stationProblems() {
        List<Path> stations = files.isEmpty() ? List.of(root.globals().configFile()) : files;
        List<Problem> problems = new ArrayList<>();
        for (Path file : stations) {
            StationConfigLoader.load(file).toOptional().ifPresent(config -> {
                Path data = files.isEmpty() ? root.globals().dataOr(config.data()) : config.data();
                problems.addAll(ServedPorts.problems(file, config, data));
                problems.addAll(ServedPorts.missing(file, config, data));
                PlanFactory.recipes()
                        .of(config)
                        .toOptional()
                        .ifPresent(recipes ->
                                problems.addAll(ServedPorts.silent(file, config, recipes, JobLanguage::needsConsole)));
                problems.addAll(SettingsCheck.problems(file, config, System.getenv()));
                problems.addAll(PageKeys.problems(file, config, Instant.now()));
            });
        }
        return problems;
    }

    private void print(Problem problem) {
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("file", problem.file().toString())
                    .put("line", problem.line())
                    .put("path", problem.path())
                    .put("message", problem.message()));
        } else {
            System.out.println(problem);
        }
    }

    private List<Problem> imageProblems() {
        if (!files.isEmpty() && images == null && recipe == null) {
            return files.stream()
                    .map(StationConfigLoader::load)
                    .flatMap(loaded -> loaded.toOptional().stream())
                    .flatMap(config -> configured(config, allOf(config)).stream())
                    .toList();
        }
        List<Recipe> wanted = wanted();
        Path folder = images;
        if (folder == null) {
            return configured(PlanFactory.config(root.globals()), wanted);
        }
        if (wanted.size() > 1) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "--images names one recipe's folder: say which with --recipe, one of "
                            + wanted.stream().map(Recipe::name).toList());
        }
        return Check.images(wanted.get(0), folder);
    }

    private static List<Recipe> allOf(StationConfig config) {
        return PlanFactory.recipes(config).all();
    }

    private List<Recipe> wanted() {
        List<Recipe> known = files.isEmpty()
                ? allOf(PlanFactory.config(root.globals()))
                : files.stream()
                        .map(new RecipeLoader(language)::load)
                        .flatMap(loaded -> loaded.toOptional().stream())
                        .toList();
        List<Recipe> wanted = known.stream()
                .filter(one -> recipe == null || one.name().equals(recipe))
                .toList();
        if (wanted.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "there is no recipe " + (recipe == null ? "in these files" : recipe) + "; there are: "
                            + known.stream().map(Recipe::name).toList());
        }
        return wanted;
    }

    /** A fresh station has no image folder and no pools at all; that is said, but it is no mistake in a file. */
    private List<Problem> configured(StationConfig config, List<Recipe> recipes) {
        List<Problem> problems = new ArrayList<>();
        for (Recipe one : recipes) {
            if (config.packages() != null && config.packages().has(one)) {
                continue;
            }
            Path folder = config.images().of(one.name());
            boolean named = config.images().byRecipe().containsKey(one.name());
            Set<String> pools = one.pools();
            if (!pools.isEmpty() && config.pools().isEmpty() && !root.globals().quiet()) {
                System.err.println("gangway: " + one.name() + " draws from pools that this station has not: add "
                        + String.join(", ", pools) + " under pools in station.yaml");
            }
            if (named || Files.isDirectory(config.images().folder())) {
                problems.addAll(Check.images(one, folder));
            } else if (!root.globals().quiet()) {
                System.err.println("gangway: the images of " + one.name() + " are not there yet: put them into "
                        + folder.normalize());
            }
        }
        return problems;
    }
}
