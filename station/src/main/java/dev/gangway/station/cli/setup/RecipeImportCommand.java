package dev.gangway.station.cli.setup;

import dev.gangway.config.RecipeLoader;
import dev.gangway.format.FormatException;
import dev.gangway.model.FileTrouble;
import dev.gangway.peer.DraftRecipe;
import dev.gangway.peer.PeerImport;
import dev.gangway.peer.PeerKind;
import dev.gangway.peer.Peers;
import dev.gangway.peer.Told;
import dev.gangway.recipe.Recipe;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.place.Workplace;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway recipe import}: other programs' files as recipes. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Makes recipes of another program's file: snagfactory's YAML, a script of uuu, a flash bundle of Jumpstarter's,"
                    + " flasher_args.json of an ESP-IDF build, a folder of CHIP-tools.",
            "Says of each line what became of it. When something that matters can't be taken over, nothing is written and the"
                    + " exit code is 2."
        })
final class RecipeImportCommand implements Callable<Integer> {
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(PeerKind.values()).map(PeerKind::word).iterator();
        }
    }

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private RecipeCommand recipe;

    @Parameters(paramLabel = "FILE", description = "the file, or its folder")
    @SuppressWarnings("NullAway.Init")
    private Path source;

    @Option(
            names = "--from",
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description = "whose it is: ${COMPLETION-CANDIDATES} (default: what it looks like)")
    private @Nullable String from;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where NAME.yaml goes, and its images in DIR/NAME (default: this folder)")
    private Path out = Path.of("");

    @Option(names = "--partial", description = "write the recipe although something that matters is left out")
    private boolean partial;

    @Option(names = "--force", description = "write over what is there")
    private boolean force;

    @Override
    public Integer call() {
        PeerImport read = read();
        read.told().forEach(this::tell);
        if (read.recipes().isEmpty()) {
            throw new CommandFailure(ExitCode.INVALID, "nothing of " + source + " could be taken over");
        }
        if (!read.whole() && !partial) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "what is marked LEFT OUT matters: a board would be another one without it. Nothing was written; --partial"
                            + " writes the recipe without it");
        }
        for (DraftRecipe draft : read.recipes()) {
            check(draft);
        }
        for (DraftRecipe draft : read.recipes()) {
            write(draft);
        }
        return ExitCode.OK;
    }

    private PeerImport read() {
        try {
            PeerKind kind = from != null
                    ? PeerKind.ofWord(from)
                            .orElseThrow(() -> new CommandFailure(
                                    ExitCode.INVALID,
                                    "--from " + from + ": there are "
                                            + Arrays.stream(PeerKind.values())
                                                    .map(PeerKind::word)
                                                    .collect(Collectors.joining(", "))))
                    : PeerKind.of(source)
                            .orElseThrow(
                                    () -> new CommandFailure(
                                            ExitCode.INVALID,
                                            source
                                                    + " looks like no other program's file that is taken over; say whose it is by --from"));
            Path recipes =
                    Workplace.bench(recipe.root().globals()).config().recipes().folder();
            return new Peers(StationProtocols::bundle, recipes.resolve("chip-pro.yaml")).read(kind, source);
        } catch (FormatException e) {
            throw new CommandFailure(ExitCode.INVALID, source + ": " + e.getMessage());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.INVALID, source + " can't be read: " + FileTrouble.told(e));
        }
    }

    private void tell(Told told) {
        boolean taken = told instanceof Told.TakenOver;
        String how = told instanceof Told.TakenOver over ? over.as() : ((Told.LeftOut) told).why();
        boolean matters = told instanceof Told.LeftOut left && left.matters();
        if (recipe.root().globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("file", source.toString())
                    .put("line", told.line() == 0 ? null : told.line())
                    .put("what", told.what())
                    .put("taken", taken)
                    .put("matters", taken ? null : matters)
                    .put(taken ? "as" : "why", how));
            return;
        }
        System.out.printf(
                "%s%s: %s%n    %s: %s%n",
                source,
                told.line() == 0 ? "" : ":" + told.line(),
                told.what(),
                taken ? "taken over" : matters ? "LEFT OUT" : "not needed",
                how);
    }

    private void check(DraftRecipe draft) {
        Loaded<Recipe> loaded = new RecipeLoader(StationProtocols.language())
                .parse(out.resolve(draft.name() + ".yaml"), draft.text().getBytes(StandardCharsets.UTF_8));
        if (loaded.value() == null) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "what was made of " + source + " is no recipe: "
                            + loaded.problems().stream().map(Problem::toString).collect(Collectors.joining("; ")));
        }
        for (Path there : List.of(file(draft), images(draft))) {
            if (Files.exists(there) && !force) {
                throw new CommandFailure(ExitCode.INVALID, there + " is there already; --force writes over it");
            }
        }
    }

    private void write(DraftRecipe draft) {
        try {
            Path folder = Files.createDirectories(out.toAbsolutePath());
            if (!draft.files().isEmpty()) {
                FileTree.copy(draft.files(), folder, images(draft));
            }
            FileTree.write(file(draft), draft.text());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.ENVIRONMENT, file(draft) + " or its images can't be written: " + FileTrouble.told(e));
        }
        if (recipe.root().globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("recipe", draft.name())
                    .put("written", file(draft).toString())
                    .put(
                            "images",
                            draft.files().isEmpty() ? null : images(draft).toString()));
        } else {
            System.out.printf("wrote %s%n", file(draft));
            if (!draft.files().isEmpty()) {
                System.out.printf("  try it: gangway recipe test %s --images %s%n", file(draft), images(draft));
            }
        }
    }

    private Path file(DraftRecipe draft) {
        return out.resolve(draft.name() + ".yaml");
    }

    private Path images(DraftRecipe draft) {
        return out.resolve(draft.name());
    }
}
