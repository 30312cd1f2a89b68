package dev.gangway.offer;

import dev.gangway.config.RecipeLoader;
import dev.gangway.download.WebFetch;
import dev.gangway.image.source.HeldImage;
import dev.gangway.image.source.LinkFetcher;
import dev.gangway.image.source.Uploaded;
import dev.gangway.job.ImageFolder;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.SafeFile;
import dev.gangway.recipe.ImageOrigin;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.recipe.StationBarcodes;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which recipe each scan runs: what a person chose, over restarts, or what is configured. The images of what was chosen stay in the
 * cache. Any thread; all but {@link #images} block.
 */
public final class Choices {
    private static final String FILE = "chosen.json";
    private static final String ONLY_PACKAGES =
            "this station flashes sealed packages only (packages.only in station.yaml): have a package made of it, with gangway"
                    + " package make, by somebody whose key is among packages.signers";

    private final RecipeBook book;
    private final Supplier<RecipeLoader> loader;
    private final @Nullable LinkFetcher links;
    private final Function<Recipe, ImageFolder> own;
    private final StationBarcodes barcodes;
    private final Path file;
    private final Map<Recipe, ImageFolder.Linked> linked = new ConcurrentHashMap<>();
    private volatile @Nullable Chosen chosen;

    /** What holds now. */
    private record Chosen(Proposal proposal, List<HeldImage> held) {}

    /**
     * What is configured, as yet.
     *
     * @param book the station's recipes
     * @param loader reads recipes that come by a link; asked for when one does
     * @param links follows links; null = none are followed, and nothing is kept over a restart
     * @param own where the images of the station's own recipes are
     * @param barcodes what is scanned here besides serials
     * @param data the station's data folder
     */
    public Choices(
            RecipeBook book,
            Supplier<RecipeLoader> loader,
            @Nullable LinkFetcher links,
            Function<Recipe, ImageFolder> own,
            StationBarcodes barcodes,
            Path data) {
        this.book = book;
        this.loader = loader;
        this.links = links;
        this.own = own;
        this.barcodes = barcodes;
        this.file = data.resolve(FILE);
    }

    /** What was chosen before the station's last end, if anything was. Fails rather than have the line flash something else. */
    public void restore() throws IOException {
        if (links == null || !Files.exists(file)) {
            return;
        }
        try {
            Proposal proposal = propose(Choice.of(Files.readString(file)));
            hold(proposal);
        } catch (IOException e) {
            throw new IOException(
                    "what was chosen for this line can't be flashed any more: " + FileTrouble.told(e) + ". Remove "
                            + file + " to flash what is configured",
                    e);
        }
    }

    /** What is chosen. */
    Optional<Proposal> chosen() {
        return Optional.ofNullable(chosen).map(Chosen::proposal);
    }

    /** The station's recipes. */
    RecipeBook book() {
        return book;
    }

    /** Who follows links; fails when nobody does. */
    LinkFetcher links() throws IOException {
        if (book.isSealed()) {
            throw new IOException(ONLY_PACKAGES);
        }
        LinkFetcher follows = links;
        if (follows == null) {
            throw new IOException(
                    "this station flashes only what it was started with: start it with its station.yaml and no recipe named");
        }
        return follows;
    }

    /** Whose links are followed. */
    List<String> hosts() {
        return links == null ? List.of() : links.listed();
    }

    /** Where the images of a recipe are. */
    public ImageFolder images(Recipe recipe) {
        ImageFolder folder = own.apply(recipe);
        ImageFolder.Linked came = linked.get(recipe); // of a job that goes on although something else was chosen, too
        return came == null ? folder : folder.with(came);
    }

    /** What a choice comes to; nothing changes yet. */
    Proposal propose(Choice choice) throws IOException {
        boolean isLinked = !choice.file().link().isEmpty();
        Recipe recipe = isLinked ? linked(choice) : own(choice.recipe());
        Set<String> came = isLinked ? recipe.images().keySet() : Set.of();
        Choice known = choice;
        if (!choice.stand().link().isEmpty()) {
            String image = fetchable(recipe, stand(recipe, choice.stand()));
            known = new Choice(
                    recipe.name(),
                    choice.file(),
                    new Choice.StandIn(
                            image, choice.stand().link(), choice.stand().member()),
                    choice.pins(),
                    choice.operator());
            recipe = recipe.with(replaced(recipe, known.stand()));
            came = isLinked ? came : Set.of(image);
        }
        recipe = recipe.with(pinned(recipe, choice.pins()));
        if (book.isSealed() && !recipe.equals(book.own(recipe.name()).orElse(null))) {
            throw new IOException(ONLY_PACKAGES);
        }
        String from = isLinked
                ? WebFetch.shown(URI.create(choice.file().link()))
                        + (choice.file().member().isEmpty()
                                ? ""
                                : " " + choice.file().member())
                : "";
        ImageFolder.Linked byLink = came.isEmpty()
                ? null
                : new ImageFolder.Linked(
                        came, links().images(), from.isEmpty() ? "" : from + " sha256:" + recipe.digest());
        return new Proposal(known, recipe, byLink, from);
    }

    private Recipe own(String name) throws IOException {
        return book.own(name)
                .orElseThrow(() -> new IOException("this station has no recipe \"" + name + "\"; it has "
                        + book.own().stream().map(Recipe::name).collect(Collectors.joining(", "))));
    }

    private Recipe linked(Choice choice) throws IOException {
        URI link = links().link(choice.file().link());
        if (!choice.recipe().endsWith(".yaml")) {
            throw new IOException("the file of a recipe is called NAME.yaml, and this one \"" + choice.recipe() + "\"");
        }
        Loaded<Recipe> loaded =
                loader.get().parse(Path.of(choice.recipe()), choice.file().bytes());
        Recipe recipe = loaded.value();
        if (recipe == null || !loaded.problems().isEmpty()) {
            throw new IOException("the recipe is not sound:\n"
                    + loaded.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return LinkedRecipe.of(recipe, link, choice.file().member(), links(), barcodes);
    }

    /** For which of the recipe's images a link is: the one that is named, the only one, or the one whose file is called so. */
    private static String stand(Recipe recipe, Choice.StandIn stand) throws IOException {
        if (recipe.images().containsKey(stand.image())) {
            return stand.image();
        }
        URI place = URI.create(stand.link());
        String path = stand.member().isEmpty()
                ? Uploaded.of(place).map(Uploaded::file).orElseGet(() -> String.valueOf(place.getPath()))
                : stand.member();
        String name = path.substring(path.lastIndexOf('/') + 1);
        List<String> fitting = recipe.images().size() == 1
                ? List.copyOf(recipe.images().keySet())
                : recipe.images().entrySet().stream()
                        .filter(each -> name.startsWith(each.getValue().file().replaceFirst(".*/", "")))
                        .map(Map.Entry::getKey)
                        .toList();
        if (!stand.image().isEmpty() || fitting.size() != 1) {
            throw new IOException("the recipe " + recipe.name() + " has the images "
                    + String.join(", ", recipe.images().keySet()) + ": say with &as=NAME which of them it is");
        }
        return fitting.get(0);
    }

    /** The image, if it is one that comes from somewhere. */
    private static String fetchable(Recipe recipe, String image) throws IOException {
        ImageSpec spec = recipe.images().get(image);
        if (spec != null && spec.made() != null) {
            throw new IOException("the image " + image + " of the recipe " + recipe.name()
                    + " is made for each unit (made:), so that no other can stand in for it"
                    + (spec.made().of().isEmpty() ? "" : ": say " + spec.made().of() + ", of which it is made"));
        }
        return image;
    }

    /**
     * Makes sure that a file may be sent for an image, and that there is room.
     *
     * @param bytes the file's length
     * @throws IOException when not, saying what to do
     */
    void requireSendable(Choice choice, long bytes) throws IOException {
        propose(choice);
        links().images().requireRoom(bytes);
    }

    private Map<String, ImageSpec> replaced(Recipe recipe, Choice.StandIn stand) throws IOException {
        Map<String, ImageSpec> images = new LinkedHashMap<>(recipe.images());
        URI place = place(stand.link());
        ImageSpec stood = images.get(stand.image());
        if (stood != null
                && stood.origin() != null
                && stood.origin().signature() != null
                && Uploaded.of(place).isPresent()) {
            throw new IOException("the image " + stand.image() + " of the recipe " + recipe.name()
                    + " has to be signed, and a file comes without its signature: publish both and give the link");
        }
        images.computeIfPresent(stand.image(), (name, spec) -> {
            ImageOrigin before = spec.origin();
            return spec.from(
                    new ImageOrigin(List.of(place), null, stand.member(), before == null ? null : before.signature()));
        });
        return images;
    }

    /** Where an image is that stands in for another: a link is held against the rules once more. */
    private URI place(String text) throws IOException {
        URI place = URI.create(text);
        links();
        return Uploaded.of(place).isPresent() ? place : links().link(text);
    }

    private static Map<String, ImageSpec> pinned(Recipe recipe, Map<String, Digest> pins) {
        Map<String, ImageSpec> images = new LinkedHashMap<>(recipe.images());
        images.replaceAll((name, spec) -> {
            Digest pin = pins.get(name);
            ImageOrigin origin = spec.origin();
            return pin == null || origin == null ? spec : spec.from(origin.pinned(pin));
        });
        return images;
    }

    /** Has this kept over a restart; null = what is configured. */
    void save(@Nullable Choice choice) throws IOException {
        if (links == null) {
            return;
        }
        if (choice == null) {
            Files.deleteIfExists(file);
            return;
        }
        SafeFile.write(file, choice.text());
    }

    /** Has each scan run this from now on. */
    void hold(Proposal proposal) throws IOException {
        List<HeldImage> held = new ArrayList<>();
        ImageFolder.Linked came = proposal.linked();
        try {
            for (Map.Entry<String, ImageSpec> image : proposal.recipe().images().entrySet()) {
                if (came != null && came.images().contains(image.getKey())) {
                    Optional<HeldImage> kept = came.fetcher().kept(image.getKey(), image.getValue());
                    kept.ifPresent(held::add);
                    if (kept.isEmpty()) {
                        requireServed(image.getKey(), image.getValue());
                    }
                }
            }
        } catch (FailureException e) {
            held.forEach(HeldImage::close);
            throw new IOException(e.failure().message(), e);
        } catch (IOException e) {
            held.forEach(HeldImage::close);
            throw e;
        }
        if (came != null) {
            linked.put(proposal.recipe(), came);
        }
        become(new Chosen(proposal, held));
    }

    /** What no server has can't be fetched again. */
    private static void requireServed(String image, ImageSpec spec) throws IOException {
        ImageOrigin origin = spec.origin();
        Optional<Uploaded> sent =
                origin == null ? Optional.empty() : Uploaded.of(origin.places().get(0));
        if (sent.isPresent()) {
            throw new IOException("its image " + image + " was " + sent.get().told() + ", and is no longer kept here");
        }
    }

    /** Has each scan run what is configured. */
    void release() {
        become(null);
    }

    private synchronized void become(@Nullable Chosen next) {
        Chosen before = chosen;
        chosen = next;
        book.choose(next == null ? null : next.proposal.recipe());
        if (before != null) {
            before.held.forEach(HeldImage::close);
        }
    }
}
