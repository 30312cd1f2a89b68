package dev.gangway.station.cli.setup;

import dev.gangway.config.RecipeShape;
import dev.gangway.config.StationConfig;
import dev.gangway.image.source.FetchWatch;
import dev.gangway.image.source.HeldImage;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.model.FailureException;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.sealed.PackageContent;
import dev.gangway.sealed.PackageKeys;
import dev.gangway.sealed.PackageWriter;
import dev.gangway.sealed.SealedException;
import dev.gangway.sealed.SigningKey;
import dev.gangway.sealed.age.AgeException;
import dev.gangway.sealed.age.AgeRecipient;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.Version;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.place.Completions;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.station.cli.place.Workplace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway package make}: a recipe and its images become one signed file. */
@Command(
        name = "make",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a recipe, its images and the schema of recipes into one signed file, which is there whole or not at all.",
            "Images that the recipe fetches are fetched now, as gangway images fetch does; pools and secrets of stations stay there."
        })
final class PackageMakeCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private PackageCommand parent;

    @Parameters(
            paramLabel = "RECIPE",
            completionCandidates = Completions.Recipes.class,
            description = "the recipe's name, or its file")
    private String name = "";

    @Option(names = "--sign", required = true, paramLabel = "FILE", description = "the signing key (PEM, Ed25519)")
    @SuppressWarnings("NullAway.Init")
    private Path sign;

    @Option(
            names = "--for",
            paramLabel = "KEY",
            description = "encrypt to the station with this public key (age1…); may be repeated")
    private List<String> stations = new ArrayList<>();

    @Option(names = "--images", paramLabel = "DIR", description = "the image folder (default: as configured)")
    private @Nullable Path folder;

    @Option(names = "--image", paramLabel = "NAME=PATH", description = "a file for one of the recipe's images")
    private Map<String, Path> named = new LinkedHashMap<>();

    @Option(
            names = "--also",
            paramLabel = "PATH",
            description = "a further file below the image folder, such as one that a flasher_args.json names")
    private List<String> also = new ArrayList<>();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "the package, NAME.gangway")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--force", description = "write over what is there")
    private boolean force;

    @Override
    public Integer call() {
        if (Files.exists(out) && !force) {
            throw invalid(out + " is there already; --force writes over it");
        }
        Workplace place = Workplace.bench(parent.root().globals());
        StationConfig config = place.config();
        Recipe recipe = PlanFactory.recipe(config.recipes(), name);
        if (!recipe.images().keySet().containsAll(named.keySet())) {
            throw invalid("--image: " + recipe.name() + " has the images "
                    + recipe.images().keySet());
        }
        List<HeldImage> held = new ArrayList<>();
        try {
            byte[] yaml = Files.readAllBytes(recipe.source());
            PackageContent.requireAlone(recipe, yaml, StationProtocols.language());
            Map<String, Path> given = new LinkedHashMap<>(fetched(recipe, place, held));
            given.putAll(named);
            Path images = folder != null ? folder : config.images().of(recipe.name());
            PackageWriter.Content content = new PackageWriter.Content(
                    recipe.name(),
                    recipe.version(),
                    recipe.title(),
                    "gangway " + Version.TEXT,
                    yaml,
                    RecipeShape.jsonSchema(StationProtocols.language()).getBytes(StandardCharsets.UTF_8),
                    PackageContent.images(recipe, images, given, also));
            tell(new PackageWriter(SigningKey.parse(PackageKeys.text(sign)), recipients(), new SecureRandom())
                    .write(content, out));
            return ExitCode.OK;
        } catch (SealedException e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (FailureException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, e.failure().message());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.ENVIRONMENT, out + " was not made, and nothing of it is left: " + FileTrouble.told(e));
        } finally {
            held.forEach(HeldImage::close);
        }
    }

    private List<AgeRecipient> recipients() throws SealedException {
        List<AgeRecipient> recipients = new ArrayList<>();
        for (String station : stations) {
            try {
                recipients.add(AgeRecipient.parse(station));
            } catch (AgeException e) {
                throw new SealedException("--for: " + e.getMessage(), e);
            }
        }
        return recipients;
    }

    private Map<String, Path> fetched(Recipe recipe, Workplace place, List<HeldImage> held) throws FailureException {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Map.Entry<String, ImageSpec> image : recipe.images().entrySet()) {
            if (image.getValue().origin() != null && !named.containsKey(image.getKey())) {
                ImageFetcher fetcher = PlanFactory.fetcher(place.config().images(), place.data());
                HeldImage one = fetcher.get(image.getKey(), image.getValue(), FetchWatch.NONE);
                held.add(one);
                files.put(image.getKey(), one.image().file());
            }
        }
        return files;
    }

    private void tell(PackageWriter.Made made) {
        if (parent.root().globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("file", out.toString())
                    .put("recipe", made.manifest().recipe())
                    .put("version", made.manifest().version())
                    .put("signer", made.manifest().signer().fingerprint())
                    .put("encrypted", !made.manifest().stations().isEmpty())
                    .put("files", made.manifest().files().size())
                    .put("bytes", made.bytes())
                    .put("sha256", made.sha256().hex()));
            return;
        }
        System.out.printf(
                "%s: %s, version %d, %d files, %d bytes%s%n  signed by %s%n  sha256 %s%n",
                out,
                made.manifest().recipe(),
                made.manifest().version(),
                made.manifest().files().size(),
                made.bytes(),
                made.manifest().stations().isEmpty()
                        ? ", not encrypted"
                        : ", encrypted to " + made.manifest().stations().size() + " stations",
                made.manifest().signer().fingerprint(),
                made.sha256().hex());
    }

    private static CommandFailure invalid(String message) {
        return new CommandFailure(ExitCode.INVALID, message);
    }
}
