package dev.gangway.offer;

import dev.gangway.image.source.LinkFetcher;
import dev.gangway.recipe.ImageOrigin;
import dev.gangway.recipe.ImageSignature;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.StationBarcodes;
import dev.gangway.recipe.Step;
import dev.gangway.recipe.Template;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A recipe of which somebody gave the link only. It may do to a board what any recipe may, and nothing to the station: no file of
 * this machine, no secret, nothing of a pool, no host that is not listed. All its images are fetched; where it
 * says nothing else, they lie beside it.
 */
final class LinkedRecipe {
    private static final String FILE = "file";

    private final Recipe recipe;
    private final URI link;
    private final String member;
    private final LinkFetcher links;
    private final StationBarcodes barcodes;
    private final List<String> problems = new ArrayList<>();

    private LinkedRecipe(Recipe recipe, URI link, String member, LinkFetcher links, StationBarcodes barcodes) {
        this.recipe = recipe;
        this.link = link;
        this.member = member;
        this.links = links;
        this.barcodes = barcodes;
    }

    /**
     * The recipe with all its images fetched from where it came.
     *
     * @param member its path inside the zip that the link leads to, or empty
     * @param barcodes what else is scanned here
     * @throws IOException when it may not be flashed, with all reasons
     */
    static Recipe of(Recipe recipe, URI link, String member, LinkFetcher links, StationBarcodes barcodes)
            throws IOException {
        return new LinkedRecipe(recipe, link, member, links, barcodes).bounded();
    }

    private Recipe bounded() throws IOException {
        if (!recipe.secrets().references().isEmpty()) {
            problems.add("it uses secrets of this station (secrets:)");
        }
        if (!recipe.pools().isEmpty()) {
            problems.add("it takes values from pools of this station (unit: "
                    + String.join(", ", new TreeSet<>(recipe.pools()))
                    + "), which belong to the units of this station's own recipes");
        }
        barcodes.mistakable(recipe.serial()).ifPresent(problems::add);
        for (Step step : recipe.steps()) {
            if (step.verb().gathers()) {
                problems.add("its step \"" + step.common().name() + "\" gets files by itself ("
                        + step.verb().name() + "): write them as images with from:");
            }
        }
        Map<String, ImageSpec> images = new LinkedHashMap<>();
        recipe.images().forEach((name, spec) -> images.put(name, image(name, spec)));
        if (!problems.isEmpty()) {
            throw new IOException("a recipe that comes by a link may not do that: " + String.join("; ", problems)
                    + ". Put it into this station's recipes folder if it is yours");
        }
        return recipe.with(images);
    }

    private ImageSpec image(String name, ImageSpec spec) {
        if (spec.made() != null) {
            problems.add("its image " + name
                    + " is made for each unit (made:), and all images of such a recipe are fetched: write from: in place of"
                    + " made:");
            return spec;
        }
        ImageOrigin origin = spec.origin();
        if (origin == null) {
            return beside(name, spec);
        }
        origin.places().forEach(place -> place(name, place));
        ImageSignature signature = origin.signature();
        if (signature != null) {
            if (signature.key().startsWith(FILE + ":")) {
                problems.add(
                        "the key of image " + name + "'s signature is a file of this machine: write the key itself");
            }
            place(name, signature.at());
            place(name, signature.certificate());
        }
        return spec;
    }

    private void place(String name, @Nullable URI place) {
        if (place == null) {
            return;
        }
        if (FILE.equalsIgnoreCase(place.getScheme())) {
            problems.add("its image " + name + " is a file of this machine");
            return;
        }
        try {
            links.requireListed(place);
        } catch (IOException e) {
            problems.add("image " + name + ": " + e.getMessage());
        }
    }

    private ImageSpec beside(String name, ImageSpec spec) {
        String file = spec.file();
        if (!Template.names(file).isEmpty()) {
            problems.add("the file of its image " + name + " is known only when the board has answered ({{…}})");
            return spec;
        }
        if (!member.isEmpty()) {
            String folder = member.substring(0, member.lastIndexOf('/') + 1);
            return spec.from(new ImageOrigin(List.of(link), null, folder + file, null));
        }
        try {
            URI at = link.resolve(new URI(null, null, file, null));
            return spec.from(new ImageOrigin(List.of(withQuery(at)), null, "", null));
        } catch (URISyntaxException e) {
            problems.add("\"" + file + "\" of its image " + name + " is no path of a link");
            return spec;
        }
    }

    /** Build servers say in the query which job's files are meant. */
    private URI withQuery(URI at) throws URISyntaxException {
        return link.getRawQuery() == null
                ? at
                : new URI(at.getScheme() + "://" + at.getRawAuthority() + at.getRawPath() + "?" + link.getRawQuery());
    }
}
