package dev.gangway.offer;

import dev.gangway.job.ImageFolder;
import dev.gangway.recipe.Recipe;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a choice comes to.
 *
 * @param choice what is kept of it
 * @param recipe the recipe, each of its linked images with its places
 * @param linked what came by a link; null = nothing
 * @param from where the recipe came from; empty = it is the station's own
 */
record Proposal(Choice choice, Recipe recipe, ImageFolder.@Nullable Linked linked, String from) {
    /** For one line in the head of the page: where the recipe or its image came from; empty = all is the station's own. */
    String source() {
        return from.isEmpty() && linked != null
                ? OfferView.place(URI.create(choice.stand().link()))
                : from;
    }
}
