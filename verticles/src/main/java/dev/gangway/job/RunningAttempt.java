package dev.gangway.job;

import dev.gangway.console.ConsoleLog;
import dev.gangway.console.Masker;
import dev.gangway.image.ImageSource;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.ScriptDialect;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobOrder;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Meter;
import dev.gangway.protocol.Proof;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Stretch;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.MadeImage;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Template;
import dev.gangway.unit.UnitImages;
import dev.gangway.unit.UnitValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the steps of one attempt share: the board, images, variables, and what was found out. One thread. */
final class RunningAttempt implements Attempt {
    /** The fact that holds what the board said. */
    private static final String SAID = "said";

    /** What the record says of what was not written, since the board held it. */
    private static final String ALREADY_THERE = "already there";

    /** Stands between an image and a file that it names; no image's own name has one. */
    static final char OF_AN_IMAGE = ':';

    private final Recipe recipe;
    private final BoardLink link;
    private @Nullable ImageSource images;
    private @Nullable UnitImages made;
    private final int nonce;
    private final ConsoleLog console;
    private final StepValues values;
    private final Map<String, PreparedImage> used = new LinkedHashMap<>();
    private final Map<String, ImageUsed> others = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Proofs proofs = new Proofs();
    private final Sayings sayings = new Sayings();
    private Runnable whenWritten = () -> {};
    private Runnable whenLeaving = () -> {};
    private @Nullable ProgressMeter meter;

    RunningAttempt(Recipe recipe, JobOrder order, BoardLink link, int nonce, ConsoleLog console) {
        this.recipe = recipe;
        this.values = new StepValues(order, nonce);
        this.link = link;
        this.nonce = nonce;
        this.console = console;
    }

    /** Has the images that the steps ask for come from there. */
    void use(ImageSource source) {
        images = source;
    }

    private ImageSource images() {
        ImageSource source = images;
        if (source == null) {
            throw new IllegalStateException("no images are there yet");
        }
        return source;
    }

    /** Has images that are for this unit only made by this. */
    void use(UnitImages maker) {
        made = maker;
    }

    /** Reads the recipe's secrets, which are masked from here on. */
    void use(RecipeSecrets read) {
        values.use(read);
    }

    /** Gives the unit what it has of its own, which goes on record with the first step. */
    void use(UnitValues drawn) throws FailureException {
        values.use(recipe, drawn);
        facts.putAll(drawn.shown());
    }

    /** Has these told when the board is written and when it is sent away: what its console said before is of what it ran before. */
    void tell(Runnable written, Runnable leaving) {
        whenWritten = written;
        whenLeaving = leaving;
    }

    /** What takes the recipe's secrets out of texts. */
    Masker masker() {
        return values.masker();
    }

    /** What the board's console said so far. */
    ConsoleLog console() {
        return console;
    }

    @Override
    public <D> D board(Protocol<D, ?> protocol) throws FailureException {
        return link.board(protocol);
    }

    @Override
    public void leaving() {
        whenLeaving.run();
        link.leaving();
    }

    @Override
    public void letGo() {
        link.letGo();
    }

    @Override
    public void pause(Duration time) throws FailureException {
        link.pause(time);
    }

    @Override
    public int nonce() {
        return nonce;
    }

    @Override
    public PreparedImage image(String name) throws FailureException {
        PreparedImage known = used.get(name);
        if (known != null) {
            return known;
        }
        ImageSpec spec = recipe.images().get(name);
        if (spec == null) {
            throw new FailureException(FailureKind.RECIPE_INVALID, "the recipe names no image \"" + name + "\"");
        }
        PreparedImage image = prepare(name, spec);
        used.put(name, image);
        images().origin(name).ifPresent(origin -> note("from:" + name, origin));
        return image;
    }

    private PreparedImage prepare(String name, ImageSpec spec) throws FailureException {
        MadeImage how = spec.made();
        if (how == null || images().isGiven(name)) {
            return images().prepare(name, spec, expand(spec.file()));
        }
        UnitImages maker = made;
        if (maker == null) {
            throw new IllegalStateException("nothing is made yet");
        }
        PreparedImage image = maker.make(name, spec, how, this::expand, this::image);
        note("made:" + name, how.of().isEmpty() ? "for the unit" : "for the unit, of " + how.of());
        return image;
    }

    @Override
    public PreparedImage beside(String image, String file) throws FailureException {
        String name = image + OF_AN_IMAGE + file;
        PreparedImage known = used.get(name);
        if (known != null) {
            return known;
        }
        PreparedImage prepared = images().beside(name, image(image), file);
        used.put(name, prepared);
        return prepared;
    }

    @Override
    public Path folder() {
        return images().folder();
    }

    @Override
    public void used(ImageUsed image) {
        others.put(image.name(), image);
    }

    @Override
    public List<String> expand(ScriptDialect dialect, List<String> lines) throws FailureException {
        openSized(lines);
        List<String> texts = new ArrayList<>();
        for (String line : lines) {
            for (String name : Template.names(line)) {
                String value = value(name).orElse("");
                if (!dialect.isHarmless(value)) {
                    throw new FailureException(
                            FailureKind.RECIPE_INVALID,
                            "{{" + name + "}} "
                                    + (values.isSecret(name) ? "has characters" : "is \"" + value + "\"")
                                    + ", which the shell of the script could take as a command:"
                                    + " values in scripts may have " + dialect.inWords());
                }
            }
            int secret = values.firstSecret(line);
            if (secret >= 0) {
                masker().typing(expand(line.substring(0, secret)));
            }
            texts.add(expand(line));
        }
        return texts;
    }

    private String expand(String template) throws FailureException {
        return Template.expand(template, this::value);
    }

    private Optional<String> value(String name) {
        return values.of(name, image -> {
            PreparedImage known = used.get(image);
            return known == null ? OptionalLong.empty() : OptionalLong.of(known.length());
        });
    }

    private void openSized(List<String> templates) throws FailureException {
        for (String template : templates) {
            for (String name : Template.names(template)) {
                if (name.startsWith(Template.SIZE)) {
                    image(name.substring(Template.SIZE.length()));
                }
            }
        }
    }

    @Override
    public void learn(String name, String value) {
        values.learn(name, value);
        note(name, value);
    }

    @Override
    public long number(String name) throws FailureException {
        return values.number(name);
    }

    @Override
    public void wrote(String image, String place) {
        whenWritten.run();
        proofs.wrote(image, place);
    }

    @Override
    public void proved(String image, Proof proof) {
        proofs.proved(image, proof);
        note("verified:" + image + (proof.place().isEmpty() ? "" : "@" + proof.place()), proof.how());
    }

    @Override
    public void alreadyThere(String image, Proof proof, Stretch stretch) {
        Proof there = new Proof(proof.from(), proof.place(), ALREADY_THERE + ", " + proof.how());
        proofs.found(image, there, stretch, link.visits());
        note("verified:" + image + "@" + proof.place(), there.how());
    }

    @Override
    public boolean isAlreadyThere(String image, String place) {
        return proofs.isFound(image, place, link.visits());
    }

    @Override
    public void sent(String image, long bytes) {
        proofs.sent(image, bytes);
    }

    @Override
    public void changes(Stretch stretch) {
        proofs.changes(stretch);
    }

    @Override
    public void owes(String what) {
        proofs.owes(what);
    }

    @Override
    public boolean isOwed(String what) {
        return proofs.isOwed(what);
    }

    @Override
    public void settles(String what) {
        proofs.settles(what);
    }

    @Override
    public void note(String name, String value) {
        facts.put(name, masker().text(value));
    }

    @Override
    public void hide(String name, String value) {
        if (value.length() < Masker.SHORTEST) {
            note(name, "has less than " + Masker.SHORTEST + " signs, so it is not masked: give it a longer one");
        } else {
            masker().add(name, value);
        }
    }

    @Override
    public void said(String line) {
        if (line.isBlank()) {
            return;
        }
        String masked = masker().line(line);
        console.add(masked);
        String kept = sayings.add(masked);
        ProgressMeter running = meter;
        if (running != null) {
            running.said(kept);
        }
    }

    @Override
    public void saying(String begun) {
        console.begun(masker().begun(begun));
    }

    Map<String, String> takeFacts() {
        String said = sayings.take();
        if (!said.isEmpty()) {
            facts.put(SAID, said);
        }
        Map<String, String> found = new LinkedHashMap<>(facts);
        facts.clear();
        return found;
    }

    void measure(ProgressMeter running) {
        this.meter = running;
    }

    @Override
    public Meter meter() {
        ProgressMeter running = meter;
        if (running == null) {
            throw new IllegalStateException("no step is running");
        }
        return running;
    }

    /** The images that were used, each with how it was proved. */
    List<ImageUsed> imagesUsed() {
        return Stream.concat(
                        used.entrySet().stream()
                                .map(image -> Map.entry(
                                        image.getKey(), image.getValue().used())),
                        others.entrySet().stream())
                .map(image ->
                        image.getValue().proved(proofs.how(image.getKey())).written(proofs.bytesSent(image.getKey())))
                .toList();
    }

    /**
     * Holds what was written against what was read back, and what was begun against what was done.
     *
     * @throws FailureException VERIFY_MISSING when the recipe does not say that it need not be
     */
    void requireProofs() throws FailureException {
        proofs.require(recipe);
    }
}
