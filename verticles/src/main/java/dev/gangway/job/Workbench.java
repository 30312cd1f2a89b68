package dev.gangway.job;

import dev.gangway.image.PreparedImage;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobOrder;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Template;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the steps of one attempt share: the board, images, variables, and what was found out. One thread. */
final class Workbench {
    /** Finds and checks an image; several ports that ask for the same one share the work. */
    @FunctionalInterface
    interface ImageSource {
        PreparedImage prepare(String name, String file, ImageSpec.ImageFormat format) throws FailureException;
    }

    private final Recipe recipe;
    private final JobOrder order;
    private final BoardLink board;
    private final ImageSource images;
    private final int nonce;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, PreparedImage> used = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private @Nullable Readback readback;
    private @Nullable ProgressMeter meter;

    Workbench(Recipe recipe, JobOrder order, BoardLink board, ImageSource images, int nonce) {
        this.recipe = recipe;
        this.order = order;
        this.board = board;
        this.images = images;
        this.nonce = nonce;
    }

    BoardLink board() {
        return board;
    }

    int nonce() {
        return nonce;
    }

    /** The image of this name, opened and checked; its file's name may depend on what the board told. */
    PreparedImage image(String name) throws FailureException {
        PreparedImage known = used.get(name);
        if (known != null) {
            return known;
        }
        ImageSpec spec = recipe.images().get(name);
        if (spec == null) {
            throw new FailureException(FailureKind.RECIPE_INVALID, "the recipe names no image \"" + name + "\"");
        }
        PreparedImage image = images.prepare(name, expand(spec.file()), spec.format());
        used.put(name, image);
        return image;
    }

    /** Text with its {@code {{…}}} replaced. */
    String expand(String template) throws FailureException {
        return Template.expand(template, this::value);
    }

    private Optional<String> value(String name) {
        if (name.equals(Template.NONCE)) {
            return Optional.of(Integer.toHexString(nonce));
        }
        if (name.equals(Template.SERIAL)) {
            return Optional.of(order.serial().value());
        }
        if (name.startsWith(Template.SIZE)) {
            PreparedImage image = used.get(name.substring(Template.SIZE.length()));
            return Optional.ofNullable(image).map(known -> Long.toHexString(known.length()));
        }
        return Optional.ofNullable(variables.get(name));
    }

    /** Every image that a template names by its size is opened before the template is expanded. */
    void openSized(List<String> templates) throws FailureException {
        for (String template : templates) {
            for (String name : Template.names(template)) {
                if (name.startsWith(Template.SIZE)) {
                    image(name.substring(Template.SIZE.length()));
                }
            }
        }
    }

    /** A variable that the board told, in hex. */
    void learn(String name, String value) {
        variables.put(name, value);
        facts.put(name, value);
    }

    /** A variable that the board told before. */
    long number(String name) throws FailureException {
        String value = variables.get(name);
        if (value == null) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "the recipe needs " + name + ", which no step before found out");
        }
        return Long.parseLong(value, 16);
    }

    /** Something that belongs into the record of the running step. */
    void note(String name, String value) {
        facts.put(name, value);
    }

    Map<String, String> takeFacts() {
        Map<String, String> found = new LinkedHashMap<>(facts);
        facts.clear();
        return found;
    }

    Optional<Readback> readback() {
        return Optional.ofNullable(readback);
    }

    void expectReadback(Readback expected) {
        this.readback = expected;
    }

    void measure(ProgressMeter running) {
        this.meter = running;
    }

    ProgressMeter meter() {
        ProgressMeter running = meter;
        if (running == null) {
            throw new IllegalStateException("no step is running");
        }
        return running;
    }

    List<ImageUsed> imagesUsed() {
        return used.values().stream().map(PreparedImage::used).toList();
    }

    /**
     * What a read-back script was told to leave in SRAM.
     *
     * @param results where
     * @param cells what is expected there, in order
     */
    record Readback(long results, List<ReadbackCell> cells) {}
}
