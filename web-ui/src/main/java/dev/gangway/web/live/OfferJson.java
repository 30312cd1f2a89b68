package dev.gangway.web.live;

import dev.gangway.message.ChosenRecipe;
import dev.gangway.message.Offer;
import dev.gangway.message.OfferReply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What may be flashed, as the page gets it. */
public final class OfferJson {
    private OfferJson() {}

    /** All of it. */
    public static JsonObject of(OfferReply.Shelf shelf) {
        JsonObject json = new JsonObject()
                .put("own", array(shelf.own(), OfferJson::of))
                .put("hosts", new JsonArray(shelf.hosts()));
        if (shelf.chosen() != null) {
            json.put("chosen", of(shelf.chosen()));
        }
        return json;
    }

    /** One of it. */
    public static JsonObject of(Offer offer) {
        JsonObject json = new JsonObject()
                .put("id", offer.id())
                .put("phase", offer.phase().name().toLowerCase(Locale.ROOT))
                .put("problem", offer.problem())
                .put("recipe", offer.recipe())
                .put("title", offer.title())
                .put("version", offer.version())
                .put("from", offer.from())
                .put("images", array(offer.images(), OfferJson::image))
                .put("boards", array(offer.boards(), slot -> slot.label()))
                .put("others", array(offer.others(), slot -> slot.label()))
                .put("seconds", offer.seconds())
                .put("newest", offer.newest().map(Instant::toString).orElse(""));
        if (offer.digest() != null) {
            json.put("sha256", offer.digest().hex());
        }
        Offer.Fetching fetching = offer.fetching();
        if (fetching != null) {
            json.put(
                    "fetching",
                    new JsonObject()
                            .put("image", fetching.image())
                            .put("bytes", fetching.bytes())
                            .put("total", fetching.total())
                            .put("rate", fetching.bytesPerSecond()));
        }
        return json;
    }

    /** What each scan flashes. */
    static JsonObject of(ChosenRecipe chosen) {
        return new JsonObject()
                .put("recipe", chosen.recipe())
                .put("from", chosen.from())
                .put("operator", chosen.operator());
    }

    private static JsonObject image(Offer.Image image) {
        return new JsonObject()
                .put("name", image.name())
                .put("file", image.file())
                .put("bytes", image.bytes())
                .put("sha256", image.sha256() == null ? "" : image.sha256().hex())
                .put("from", image.from())
                .put("signed", image.signed())
                .put("where", image.where().name().toLowerCase(Locale.ROOT))
                .put("changed", image.changed() == null ? "" : image.changed().toString())
                .put("seconds", image.seconds());
    }

    private static <T> JsonArray array(List<T> list, Function<T, Object> form) {
        JsonArray array = new JsonArray();
        list.forEach(each -> array.add(form.apply(each)));
        return array;
    }
}
