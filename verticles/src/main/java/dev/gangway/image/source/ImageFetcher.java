package dev.gangway.image.source;

import dev.gangway.config.StationConfig;
import dev.gangway.download.PublicAddresses;
import dev.gangway.download.ResumedBody;
import dev.gangway.download.WebFetch;
import dev.gangway.download.WebProxies;
import dev.gangway.download.WebTrust;
import dev.gangway.download.WebWays;
import dev.gangway.download.oci.OciFile;
import dev.gangway.download.oci.RegistryLogins;
import dev.gangway.image.signature.SignatureCheck;
import dev.gangway.image.signature.SignatureException;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.FolderTree;
import dev.gangway.recipe.ImageOrigin;
import dev.gangway.recipe.ImageSignature;
import dev.gangway.recipe.ImageSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gets the images that recipes fetch: what is kept already, or else from their places, in order. However many ports ask for one at
 * the same time, it is fetched once. Any thread; blocks.
 */
public final class ImageFetcher {
    private static final long LOOK_MILLIS = 200;

    /** Below the data folder. */
    private static final String FOLDER = "downloads";

    private final ImageCache cache;
    private final WebFetch proved;
    private final WebFetch unproved;
    private final ImageHosts hosts;
    private final Limits limits;
    private final ImageSignatures signatures;
    private final WebWays ways;
    private final FetchTimes times;
    private final RegistryLogins registries;
    private final Map<Digest, ReentrantLock> underWay = new ConcurrentHashMap<>();

    /**
     * How much and how long.
     *
     * @param largest the most bytes that an image may have, unpacked
     * @param patience how long a server may be silent
     * @param pause before the first new try after a connection was cut
     */
    public record Limits(long largest, Duration patience, Duration pause) {
        /** For images of up to so many bytes. */
        public static Limits of(long largest) {
            return new Limits(largest, WebFetch.PATIENCE, Duration.ofSeconds(2));
        }
    }

    /** Fetches on these ways, and says to hosts what these say. */
    public ImageFetcher(ImageCache cache, WebWays ways, ImageHosts hosts, Limits limits) {
        this(cache, ways, hosts, limits, hosts.registries());
    }

    private ImageFetcher(ImageCache cache, WebWays ways, ImageHosts hosts, Limits limits, RegistryLogins registries) {
        this.registries = registries;
        this.cache = cache;
        this.ways = ways;
        this.proved = new WebFetch(WebFetch.Plain.ANYWHERE, limits.patience(), ways);
        this.unproved = new WebFetch(WebFetch.Plain.LOOPBACK, limits.patience(), ways);
        this.hosts = hosts;
        this.limits = limits;
        this.times = new FetchTimes(cache.folder().resolve("times"));
        this.signatures = new ImageSignatures(proved, hosts, registries, cache.clock());
    }

    /**
     * Fetches as a station's configuration says, through the proxies that the environment names.
     *
     * @param data the station's data folder
     * @param environment the process's
     * @param clock tells when an image was used
     * @throws IOException when a proxy's address or a file of certificates can't be understood, saying what to do
     */
    public static ImageFetcher of(
            StationConfig.Fetched config, Path data, Map<String, String> environment, InstantSource clock)
            throws IOException {
        Path ca = config.ca();
        return new ImageFetcher(
                new ImageCache(data.resolve(FOLDER), config.cache(), clock),
                new WebWays(
                        WebProxies.of(environment),
                        ca == null ? Optional.empty() : Optional.of(WebTrust.with(ca)),
                        null),
                new ImageHosts(config.hosts(), environment),
                Limits.of(config.largest()));
    }

    /** Fetches what strangers' links name: from these hosts, with the same cache and the same words for each host. */
    public LinkFetcher links(List<String> listed) {
        PublicAddresses rule = new PublicAddresses(listed);
        WebWays bounded = ways.only(rule);
        return new LinkFetcher(
                rule,
                listed,
                new WebFetch(WebFetch.Plain.LOOPBACK, limits.patience(), bounded),
                hosts,
                // A stranger's link names the registry: who this station is to others is not for it.
                new ImageFetcher(cache, bounded, hosts, limits, RegistryLogins.NOBODY));
    }

    /** What is kept. */
    public ImageCache cache() {
        return cache;
    }

    /**
     * The image, without asking anybody when it is kept.
     *
     * @param name the image's name in the recipe
     * @param spec what the recipe says; it has an origin
     * @return held until it is closed
     * @throws FailureException IMAGE_MISSING when no place has it, IMAGE_INVALID when what comes is something else or damaged,
     *     IMAGE_TOO_LARGE, HOST_IO when the disk has no room: each says why and what to do
     */
    public HeldImage get(String name, ImageSpec spec, FetchWatch watch) throws FailureException {
        return get(WantedImage.of(name, spec), false, watch);
    }

    /** The same, but where the recipe has no digest the places are asked whether they have another by now. */
    public HeldImage renew(String name, ImageSpec spec, FetchWatch watch) throws FailureException {
        return get(WantedImage.of(name, spec), true, watch);
    }

    /**
     * Takes an image that a person sends, once for each call: what is kept of another sending does not count.
     *
     * @param spec says by whom it is sent: its only place is that of an {@link Uploaded}
     * @param sent the file, packed or not; closed by this
     * @param bytes its length, as it was announced
     * @throws FailureException as {@link #get}
     */
    public HeldImage receive(String name, ImageSpec spec, InputStream sent, long bytes, FetchWatch watch)
            throws FailureException {
        WantedImage wanted = WantedImage.of(name, spec);
        URI place = wanted.origin().places().get(0);
        Uploaded from = Uploaded.of(place).orElseThrow();
        try (SentBody body = new SentBody(from, sent, bytes)) {
            ImageUse receiving = cache.fetching();
            try {
                return take(wanted, place, body, watch);
            } finally {
                receiving.close();
            }
        } catch (IOException e) {
            throw unusable(wanted, e);
        }
    }

    /**
     * Makes room for a file that somebody will send.
     *
     * @param bytes its length
     * @throws IOException when there can't be room for it, saying what to do
     */
    public void requireRoom(long bytes) throws IOException {
        if (bytes > limits.largest()) {
            throw new IOException("it has " + bytes + " bytes, and images.download.largest in station.yaml is "
                    + limits.largest() + ", the most that an image may have: write more there if it is no mistake");
        }
        cache.makeRoom(bytes, 0);
    }

    /** What is kept of an image, held; empty when it has to be fetched. */
    public Optional<HeldImage> kept(String name, ImageSpec spec) throws FailureException {
        WantedImage wanted = WantedImage.of(name, spec);
        try {
            return kept(wanted);
        } catch (IOException e) {
            throw unusable(wanted, e);
        }
    }

    /** About how many seconds an image takes that has to be fetched, by what came from its host before; empty = that is not known. */
    public OptionalDouble expected(ImageSpec spec) {
        ImageOrigin from = spec.origin();
        return from == null
                ? OptionalDouble.empty()
                : times.seconds(from.places().get(0), spec.fileName());
    }

    private FailureException unusable(WantedImage wanted, IOException e) {
        return wanted.failure(
                FailureKind.HOST_IO, "the folder " + cache.folder() + " can't be used: " + FileTrouble.told(e), e);
    }

    private Optional<HeldImage> kept(WantedImage wanted) throws IOException {
        Digest sha256 = wanted.origin().sha256();
        return sha256 != null
                ? cache.held(sha256, wanted.origin().member(), wanted.file(), wanted.proof())
                : cache.heldFrom(wanted.place());
    }

    private HeldImage get(WantedImage wanted, boolean renew, FetchWatch watch) throws FailureException {
        ReentrantLock mine = underWay.computeIfAbsent(wanted.place(), place -> new ReentrantLock());
        try {
            while (!mine.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (watch.stopped()) {
                    throw stopped(wanted);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped(wanted);
        }
        try {
            Optional<HeldImage> kept = kept(wanted);
            if (kept.isPresent() && !(renew && wanted.origin().sha256() == null) && !isStale(wanted, kept.get())) {
                return kept.get();
            }
            return fetch(wanted, kept, watch);
        } catch (IOException e) {
            throw unusable(wanted, e);
        } finally {
            mine.unlock();
        }
    }

    /** A file of this machine that is no longer what it was; servers are asked by {@link #renew} only. */
    private static boolean isStale(WantedImage wanted, HeldImage kept) {
        if (wanted.origin().sha256() != null) {
            return false;
        }
        for (URI place : wanted.origin().places()) {
            if ("file".equals(place.getScheme())) {
                Optional<String> state = FileBody.state(Path.of(place));
                if (state.isPresent()) {
                    return !state.get().equals(kept.image().tag());
                }
            }
        }
        return false;
    }

    private static FailureException stopped(WantedImage wanted) {
        return wanted.failure(FailureKind.STOPPED_BY_PERSON, "stopped while it was fetched", null);
    }

    private HeldImage fetch(WantedImage wanted, Optional<HeldImage> before, FetchWatch watch) throws FailureException {
        List<FailureException> reasons = new ArrayList<>();
        for (URI place : wanted.origin().places()) {
            try {
                Optional<HeldImage> arrived = fetch(wanted, place, before, watch);
                if (arrived.isPresent()) {
                    before.ifPresent(HeldImage::close);
                    return arrived.get();
                }
                return before.orElseThrow();
            } catch (FailureException e) {
                if (watch.stopped() || e.failure().kind() == FailureKind.HOST_IO) {
                    before.ifPresent(HeldImage::close);
                    throw watch.stopped() ? stopped(wanted) : e;
                }
                reasons.add(e);
            }
        }
        before.ifPresent(HeldImage::close);
        FailureException last = reasons.get(reasons.size() - 1);
        if (reasons.size() == 1) {
            throw last;
        }
        StringBuilder all = new StringBuilder("none of its " + reasons.size() + " places has it:");
        reasons.forEach(reason -> all.append("\n- ").append(reason.failure().message()));
        throw wanted.failure(last.failure().kind(), all.toString(), last);
    }

    private Optional<HeldImage> fetch(WantedImage wanted, URI place, Optional<HeldImage> before, FetchWatch watch)
            throws FailureException {
        try {
            ImageUse fetching = cache.fetching();
            try (ImageBody body = body(wanted, place, before, watch)) {
                return body.comes() ? Optional.of(take(wanted, place, body, watch)) : before;
            } finally {
                fetching.close();
            }
        } catch (IOException e) {
            throw unusable(wanted, e);
        }
    }

    private HeldImage take(WantedImage wanted, URI place, ImageBody body, FetchWatch watch) throws FailureException {
        Optional<SignatureCheck> signature = signature(wanted, place);
        Path part = null;
        try {
            part = cache.begin();
            Arrival arrival = new Arrival(cache, part, limits.largest(), watch, signature);
            long begun = System.nanoTime();
            CachedImage arrived = arrival.take(wanted.name(), body, wanted.origin(), part.resolve(wanted.file()));
            if (body instanceof WebBody) {
                times.came(place, wanted.file(), body.count(), System.nanoTime() - begun);
            }
            HeldImage held = cache.take(part, arrived, wanted.file(), wanted.proof());
            if (wanted.origin().sha256() == null && !(body instanceof SentBody)) {
                cache.note(wanted.place(), held.image());
            }
            return held;
        } catch (IOException e) {
            throw unusable(wanted, e);
        } finally {
            if (part != null) {
                try {
                    FolderTree.remove(part);
                } catch (IOException e) {
                    // It goes with the next fetch; the failure that is on its way matters more.
                }
            }
        }
    }

    private Optional<SignatureCheck> signature(WantedImage wanted, URI place) throws FailureException {
        ImageSignature signature = wanted.origin().signature();
        if (signature == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(signatures.of(signature, place));
        } catch (IOException e) {
            throw wanted.failure(FailureKind.IMAGE_MISSING, WebFetch.shown(place) + ": " + FileTrouble.told(e), e);
        } catch (SignatureException e) {
            throw wanted.failure(FailureKind.IMAGE_INVALID, WebFetch.shown(place) + ": " + e.getMessage(), e);
        }
    }

    private ImageBody body(WantedImage wanted, URI place, Optional<HeldImage> before, FetchWatch watch)
            throws FailureException {
        try {
            Optional<Uploaded> sent = Uploaded.of(place);
            if (sent.isPresent()) {
                throw new IOException("it was " + sent.get().told()
                        + ", is no longer kept here, and no server has it: send it again, at /flash");
            }
            if ("file".equals(place.getScheme())) {
                return FileBody.open(Path.of(place));
            }
            Optional<CachedImage> same =
                    before.map(HeldImage::image).filter(image -> image.from().equals(shown(place)));
            if (OciFile.SCHEME.equals(place.getScheme())) {
                return artifact(place, same, watch);
            }
            boolean isProved =
                    wanted.origin().sha256() != null || wanted.origin().signature() != null;
            ResumedBody web = new ResumedBody(
                    isProved ? proved : unproved, place, hosts, new ResumedBody.Pace(limits.pause(), watch::stopped));
            boolean comes = web.open(same.map(image -> new ResumedBody.Known(image.tag(), image.modified()))
                    .orElse(null));
            return new WebBody(shown(place), web, comes, Optional.empty());
        } catch (IOException e) {
            throw wanted.failure(FailureKind.IMAGE_MISSING, FileTrouble.told(e), e);
        }
    }

    /** A file of an artifact; one whose digest is that of what is kept does not come again. */
    private ImageBody artifact(URI place, Optional<CachedImage> same, FetchWatch watch) throws IOException {
        OciFile file = OciFile.find(place, unproved, registries);
        ResumedBody web = new ResumedBody(
                unproved, file.link(), file.said(), new ResumedBody.Pace(limits.pause(), watch::stopped));
        boolean isKept =
                same.filter(image -> image.fetched().equals(file.digest())).isPresent();
        return new WebBody(shown(place), web, !isKept && web.open(null), Optional.of(file.digest()));
    }

    /** Of a file in a registry its name is told too. */
    private static String shown(URI place) {
        return WebFetch.shown(place)
                + (OciFile.SCHEME.equals(place.getScheme()) && place.getRawFragment() != null
                        ? "#" + place.getRawFragment()
                        : "");
    }
}
