package dev.gangway.offer;

import dev.gangway.config.ImageFiles;
import dev.gangway.download.WebFetch;
import dev.gangway.image.source.CachedImage;
import dev.gangway.image.source.HeldImage;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.image.source.Uploaded;
import dev.gangway.job.ImageFolder;
import dev.gangway.message.Offer;
import dev.gangway.message.PortStatus;
import dev.gangway.model.FailureException;
import dev.gangway.model.Slot;
import dev.gangway.recipe.ImageOrigin;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.recipe.Template;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What people are shown of a recipe with its images. Blocks: it looks at the disk. Any thread. */
final class OfferView {
    private final Choices choices;
    private final List<PortStatus> ports;
    private final Map<String, Double> seconds;

    /**
     * A view while the boards are these.
     *
     * @param seconds how long the jobs of recipes take, by name
     */
    OfferView(Choices choices, Collection<PortStatus> ports, Map<String, Double> seconds) {
        this.choices = choices;
        this.ports = List.copyOf(ports);
        this.seconds = Map.copyOf(seconds);
    }

    /** A look, as far as it is. */
    Offer of(LookRun look) {
        Proposal proposal = look.proposal();
        if (proposal == null) {
            return new Offer(
                    look.id(),
                    look.phase(),
                    look.problem(),
                    "",
                    "",
                    0,
                    null,
                    "",
                    List.of(),
                    List.of(),
                    List.of(),
                    look.fetching(),
                    0);
        }
        return offer(look.id(), look.phase(), look.problem(), proposal, look);
    }

    /** What is chosen. */
    Offer chosen(Proposal proposal) {
        return offer("", Offer.Phase.CHOSEN, "", proposal, null);
    }

    /** One of the station's own. */
    Offer own(Recipe recipe) {
        return offer(
                "",
                Offer.Phase.READY,
                "",
                new Proposal(
                        new Choice(recipe.name(), Choice.Linked.NONE, Choice.StandIn.NONE, Map.of(), ""),
                        recipe,
                        null,
                        ""),
                null);
    }

    private Offer offer(String id, Offer.Phase phase, String problem, Proposal proposal, @Nullable LookRun look) {
        Recipe recipe = proposal.recipe();
        ImageFolder.Linked linked = proposal.linked();
        ImageFolder folder = choices.images(recipe);
        ImageFolder all = linked == null ? folder : folder.with(linked);
        List<Offer.Image> images = new ArrayList<>();
        recipe.images().forEach((name, spec) -> images.add(image(name, spec, all, look)));
        Set<Slot> fit = slots();
        Set<Slot> others = slots();
        for (PortStatus port : ports) {
            if (port.board() != null) {
                (RecipeBook.serves(recipe, port.board()) ? fit : others).add(port.slot());
            }
        }
        return new Offer(
                id,
                phase,
                problem,
                recipe.name(),
                recipe.title(),
                recipe.version(),
                recipe.digest(),
                proposal.from().isEmpty() ? String.valueOf(recipe.source().getFileName()) : proposal.from(),
                images,
                List.copyOf(fit),
                List.copyOf(others),
                look == null ? null : look.fetching(),
                seconds.getOrDefault(recipe.name(), 0.0));
    }

    private static Set<Slot> slots() {
        return new TreeSet<>(Comparator.comparing(Slot::label));
    }

    private static Offer.Image image(String name, ImageSpec spec, ImageFolder folder, @Nullable LookRun look) {
        ImageOrigin origin = spec.origin();
        String file = spec.fileName();
        Path given = folder.named().get(name);
        if (spec.made() != null) {
            return new Offer.Image(name, file, 0, null, "", "", Offer.Where.MADE, null, 0);
        }
        if (origin == null || given != null) {
            Path path = given == null ? newest(spec, folder.folder()) : given;
            Instant changed = changed(path);
            return new Offer.Image(
                    name,
                    file,
                    changed == null ? 0 : size(path),
                    null,
                    "",
                    "",
                    changed == null ? Offer.Where.MISSING : Offer.Where.DISK,
                    changed,
                    0);
        }
        String from = place(origin.places().get(0)) + (origin.member().isEmpty() ? "" : " " + origin.member());
        CachedImage kept = look == null ? kept(name, spec, folder) : look.kept(name);
        String signed = kept == null ? "" : kept.signed();
        if (signed.isEmpty() && origin.signature() != null) {
            signed = "not looked at yet; has to be: "
                    + origin.signature().kind().name().toLowerCase(Locale.ROOT);
        }
        if (kept == null) {
            ImageFetcher fetcher = folder.fetcherOf(name);
            double seconds = fetcher == null ? 0 : fetcher.expected(spec).orElse(0);
            return new Offer.Image(name, file, 0, origin.sha256(), from, signed, Offer.Where.FETCHED, null, seconds);
        }
        return new Offer.Image(
                name, file, kept.bytes(), kept.image(), from, signed, Offer.Where.DISK, changed(kept.file()), 0);
    }

    /** The file of an image; of several that its name may mean, the newest. */
    private static Path newest(ImageSpec spec, Path folder) {
        if (Template.names(spec.file()).isEmpty()) {
            return folder.resolve(spec.file());
        }
        try {
            return ImageFiles.matching(spec, folder).stream()
                    .max(Comparator.comparing(OfferView::changed, Comparator.nullsFirst(Comparator.naturalOrder())))
                    .orElse(folder.resolve(spec.file()));
        } catch (IOException e) {
            return folder.resolve(spec.file()); // nothing of it can be read
        }
    }

    /** A place for people: without what may be secret. */
    static String place(URI place) {
        return Uploaded.of(place)
                .map(Uploaded::told)
                .orElseGet(() ->
                        "file".equals(place.getScheme()) ? String.valueOf(place.getPath()) : WebFetch.shown(place));
    }

    private static @Nullable CachedImage kept(String name, ImageSpec spec, ImageFolder folder) {
        ImageFetcher fetcher = folder.fetcherOf(name);
        if (fetcher == null) {
            return null;
        }
        try {
            Optional<HeldImage> held = fetcher.kept(name, spec);
            held.ifPresent(HeldImage::close);
            return held.map(HeldImage::image).orElse(null);
        } catch (FailureException e) {
            return null; // a job says what is wrong
        }
    }

    private static @Nullable Instant changed(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.getLastModifiedTime(file).toInstant() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
