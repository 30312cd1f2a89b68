package dev.gangway.offer;

import dev.gangway.model.Digest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * What a person chose, as it is kept over a restart.
 *
 * @param recipe the recipe's name
 * @param file where the recipe itself came by a link
 * @param stand where the link of one image was given; its name is empty = none was
 * @param pins the digest of what was fetched, by the image's name: nothing else is flashed
 * @param operator who chose; empty before
 */
record Choice(String recipe, Linked file, StandIn stand, Map<String, Digest> pins, String operator) {
    Choice {
        pins = Map.copyOf(pins);
    }

    /**
     * A recipe's file that came by a link.
     *
     * @param link where it was; empty = the recipe is the station's own
     * @param member its path inside the zip that the link leads to, or empty
     * @param bytes the file
     */
    record Linked(String link, String member, byte[] bytes) {
        static final Linked NONE = new Linked("", "", new byte[0]);
    }

    /**
     * An image that stands in for one of the recipe's.
     *
     * @param image which
     * @param link where it is
     * @param member its path inside the archive that the link leads to, or empty
     */
    record StandIn(String image, String link, String member) {
        static final StandIn NONE = new StandIn("", "", "");
    }

    /** The same, which holds only with images of these digests. */
    Choice pinned(Map<String, Digest> fetched) {
        return new Choice(recipe, file, stand, fetched, operator);
    }

    /** The same, chosen by somebody. */
    Choice by(String person) {
        return new Choice(recipe, file, stand, pins, person);
    }

    String text() {
        JsonObject digests = new JsonObject();
        pins.forEach((image, digest) -> digests.put(image, digest.hex()));
        return new JsonObject()
                .put("recipe", recipe)
                .put("link", file.link)
                .put("member", file.member)
                .put("file", Base64.getEncoder().encodeToString(file.bytes))
                .put("image", stand.image)
                .put("imageLink", stand.link)
                .put("imageMember", stand.member)
                .put("fetched", digests)
                .put("operator", operator)
                .encodePrettily();
    }

    static Choice of(String text) throws IOException {
        try {
            JsonObject json = new JsonObject(text);
            Map<String, Digest> pins = new HashMap<>();
            json.getJsonObject("fetched")
                    .forEach(each ->
                            pins.put(each.getKey(), new Digest(each.getValue().toString())));
            return new Choice(
                    json.getString("recipe"),
                    new Linked(
                            json.getString("link"),
                            json.getString("member"),
                            Base64.getDecoder().decode(json.getString("file"))),
                    new StandIn(json.getString("image"), json.getString("imageLink"), json.getString("imageMember")),
                    pins,
                    json.getString("operator"));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new IOException("it is damaged", e);
        }
    }
}
