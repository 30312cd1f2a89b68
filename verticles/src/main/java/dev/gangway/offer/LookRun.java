package dev.gangway.offer;

import dev.gangway.image.source.CachedImage;
import dev.gangway.image.source.FetchWatch;
import dev.gangway.image.source.HeldImage;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.image.source.LinkFetcher;
import dev.gangway.image.source.Uploaded;
import dev.gangway.job.ImageFolder;
import dev.gangway.message.Offer;
import dev.gangway.message.OfferCommand;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.ImageSpec;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at what may be flashed: the recipe is fetched and held against the rules, its linked images are fetched, or taken from whoever
 * sends one, checked and held. {@link #run} and {@link #close} block; the rest is for any thread.
 */
final class LookRun implements FetchWatch, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LookRun.class);

    private final String id;
    private final Choices choices;
    private final OfferCommand.Look wanted;
    private final @Nullable ArrivingFile sent;
    private final LongSupplier nanos;

    /** What is held, by the image's name. */
    private final Map<String, HeldImage> held = new HashMap<>();

    private volatile boolean stopped;
    private volatile Offer.Phase phase = Offer.Phase.FETCHING;
    private volatile String problem = "";
    private volatile @Nullable Proposal proposal;
    private volatile Offer.@Nullable Fetching fetching;
    private String what = "";
    private long since;

    /** A look that has not begun; time in nanoseconds from any origin. */
    LookRun(String id, Choices choices, OfferCommand.Look wanted, LongSupplier nanos) {
        this(id, choices, wanted, null, nanos);
    }

    /** A look at a file that somebody sends for an image; the link of the image is that file's place. */
    LookRun(String id, Choices choices, OfferCommand.Look wanted, @Nullable ArrivingFile sent, LongSupplier nanos) {
        this.id = id;
        this.choices = choices;
        this.wanted = wanted;
        this.sent = sent;
        this.nanos = nanos;
    }

    /** The file that is sent; null where all is fetched. */
    @Nullable
    ArrivingFile sent() {
        return sent;
    }

    String id() {
        return id;
    }

    /** How far it is. */
    Offer.Phase phase() {
        return phase;
    }

    /** Why it failed. */
    String problem() {
        return problem;
    }

    /** What would be flashed; null while that is not known. */
    @Nullable
    Proposal proposal() {
        return proposal;
    }

    /** What is being fetched. */
    Offer.@Nullable Fetching fetching() {
        return phase == Offer.Phase.FETCHING ? fetching : null;
    }

    /** Looks; whatever is wrong is told by {@link #problem}. */
    void run() {
        try {
            Proposal first = choices.propose(choice());
            proposal = first;
            Proposal whole = fetched(first);
            proposal = whole;
            phase = Offer.Phase.READY;
        } catch (IOException e) {
            fail(FileTrouble.told(e));
        } catch (FailureException e) {
            fail(e.failure().message());
        } catch (RuntimeException e) {
            fail("the station made an error: " + e);
            throw e;
        } finally {
            fetching = null;
            if (sent != null) {
                sent.end("it is not wanted any more");
            }
        }
    }

    private void fail(String why) {
        problem = why;
        phase = Offer.Phase.FAILED;
        if (sent != null) {
            sent.end(why);
        }
        close();
    }

    private Choice choice() throws IOException {
        if (sent != null) {
            return choice(wanted, sent.from());
        }
        Choice.Linked file = Choice.Linked.NONE;
        String name = wanted.name();
        if (!wanted.recipe().isEmpty()) {
            URI link = choices.links().link(wanted.recipe());
            fetching = new Offer.Fetching("", 0, 0, 0);
            LinkFetcher.LinkedText text =
                    choices.links().text(link, wanted.image().isEmpty() ? wanted.member() : "");
            file = new Choice.Linked(wanted.recipe(), text.member(), text.bytes());
            name = text.name();
        }
        Choice.StandIn stand = wanted.image().isEmpty()
                ? Choice.StandIn.NONE
                : new Choice.StandIn(
                        wanted.stands(), choices.links().link(wanted.image()).toString(), wanted.member());
        return new Choice(name, file, stand, Map.of(), "");
    }

    /** What a file comes to that stands in for an image. */
    static Choice choice(OfferCommand.Look wanted, Uploaded from) {
        return new Choice(
                wanted.name(),
                Choice.Linked.NONE,
                new Choice.StandIn(wanted.stands(), from.place().toString(), wanted.member()),
                Map.of(),
                "");
    }

    /** The same with the digest of each linked image. */
    private Proposal fetched(Proposal first) throws FailureException, IOException {
        ImageFolder.Linked linked = first.linked();
        if (linked == null) {
            return first;
        }
        Map<String, Digest> pins = new HashMap<>();
        for (Map.Entry<String, ImageSpec> image : first.recipe().images().entrySet()) {
            String name = image.getKey();
            if (linked.images().contains(name)) {
                HeldImage one = keep(name, arrived(linked.fetcher(), name, image.getValue()));
                choices.images(first.recipe())
                        .store()
                        .prepare(name, one.image().file(), image.getValue().format());
                pins.put(name, one.image().fetched());
            }
        }
        return choices.propose(first.choice().pinned(pins));
    }

    private HeldImage arrived(ImageFetcher fetcher, String name, ImageSpec spec) throws FailureException {
        return sent == null
                ? fetcher.renew(name, spec, this) // the newest, not what came from there some day
                : fetcher.receive(name, spec, sent, sent.length(), this);
    }

    private synchronized HeldImage keep(String name, HeldImage one) throws IOException {
        if (stopped) {
            letGo(one);
            throw new IOException("it was stopped");
        }
        held.put(name, one);
        return one;
    }

    /** What was fetched for the image of this name; null when it is no linked one, or is not there yet. */
    synchronized @Nullable CachedImage kept(String name) {
        HeldImage one = held.get(name);
        return one == null ? null : one.image();
    }

    @Override
    public void moved(String image, long bytes, long total) {
        if (!image.equals(what)) {
            what = image;
            since = nanos.getAsLong();
        }
        long time = nanos.getAsLong() - since;
        fetching = new Offer.Fetching(image, bytes, total, time < 300_000_000L ? 0 : (long) (bytes * (1e9 / time)));
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    /** Has it end soon; does not block. */
    void stop() {
        stopped = true;
        if (sent != null) {
            sent.end("it was stopped");
        }
    }

    /** Ends it, and lets the images go; what somebody sent and nobody chose is removed. Blocks. */
    @Override
    public synchronized void close() {
        stop();
        held.values().forEach(this::letGo);
        held.clear();
    }

    private void letGo(HeldImage one) {
        one.close();
        if (sent != null) {
            try {
                choices.links().images().cache().remove(one.image());
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue("image", one.image().from())
                        .log("a file that was sent can't be removed: " + FileTrouble.told(e));
            }
        }
    }
}
