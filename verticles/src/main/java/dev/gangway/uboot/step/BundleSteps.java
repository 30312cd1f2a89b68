package dev.gangway.uboot.step;

import dev.gangway.image.PreparedImage;
import dev.gangway.message.ImageUsed;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.FileServers;
import dev.gangway.protocol.Proof;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.bundle.BootChoice;
import dev.gangway.uboot.bundle.BootPlan;
import dev.gangway.uboot.bundle.BundleManifest;
import dev.gangway.uboot.bundle.FlashBundle;
import dev.gangway.uboot.bundle.flash.BundleImage;
import dev.gangway.uboot.bundle.flash.BundleJob;
import dev.gangway.uboot.bundle.flash.Checksums;
import dev.gangway.uboot.bundle.flash.StreamedImage;
import dev.gangway.uboot.bundle.flash.StreamedImages;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.linux.LinuxTarget;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code bundle.*} verbs. */
final class BundleSteps {
    private static final String PROOF = "read back past the board's cache, SHA-256";

    private final Attempt attempt;
    private final FileServers servers;
    private final BundleSources sources;
    private final StreamedImages streams;
    private final LinuxSteps.Board board;
    private @Nullable Booted booted;

    /** A bundle whose Linux runs. */
    private static final class Booted {
        private final FlashBundle bundle;
        private final BootChoice choice;
        private final BundleStepVerbs.Onto usual;
        private boolean prepared;

        Booted(FlashBundle bundle, BootChoice choice, BundleStepVerbs.Onto usual) {
            this.bundle = bundle;
            this.choice = choice;
            this.usual = usual;
        }

        /** The device that a step means. */
        String device(BundleStepVerbs.Onto onto) throws FailureException {
            return BootPlan.of(bundle, choice.to(onto.target().or(usual::target)))
                    .device();
        }
    }

    BundleSteps(
            Attempt attempt,
            FileServers servers,
            BundleSources sources,
            StreamedImages streams,
            LinuxSteps.Board board) {
        this.attempt = attempt;
        this.servers = servers;
        this.sources = sources;
        this.streams = streams;
        this.board = board;
    }

    void boot(BundleStepVerbs.Boot step) throws FailureException {
        BundleSources.Sourced sourced = sources.open(step.bundle(), attempt.folder(), step.manifest());
        FlashBundle bundle = sourced.bundle();
        BootChoice choice = new BootChoice(
                step.onto().target(),
                step.variant(),
                file(step.kernel()),
                file(step.initramfs()),
                file(step.devicetree()));
        BootPlan plan = BootPlan.of(bundle, choice);
        bundle.manifest().login().secret().ifPresent(password -> attempt.hide(BundleManifest.PASSWORD, password));
        UbootDevice device = board.open();
        attempt.note("bundle", bundle.manifest().name() + " from " + sourced.origin());
        job(device, "").boot(bundle.manifest(), plan, step.window(), step.within());
        booted = new Booted(bundle, choice, step.onto());
    }

    private Optional<Path> file(Optional<String> image) throws FailureException {
        return image.isEmpty()
                ? Optional.empty()
                : Optional.of(attempt.image(image.get()).file());
    }

    void flash(BundleStepVerbs.Flash step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        UbootSteps.requirePlain(image);
        String name = String.valueOf(image.file().getFileName());
        Optional<Digest> wanted = wanted(step.sums(), name);
        if (wanted.isPresent() && !wanted.get().equals(image.sha256())) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    name + " has the SHA-256 " + image.sha256() + ", and not " + wanted.get()
                            + " as it should: it was replaced or damaged");
        }
        write(image.name(), BundleImage.of(name, image.data(), image.contentSha256()), step.onto());
    }

    void stream(BundleStepVerbs.Stream step) throws FailureException {
        URI link;
        try {
            link = URI.create(step.link());
        } catch (IllegalArgumentException e) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "\"" + step.link() + "\" is no address: " + e.getMessage(), e);
        }
        String path = String.valueOf(link.getPath());
        Optional<Digest> wanted = wanted(step.sums(), path.substring(path.lastIndexOf('/') + 1));
        try (StreamedImages.Use use = streams.use(link, wanted)) {
            BundleImage image = BundleImage.of(use.image());
            // Before the board's disks are touched: a link that leads nowhere costs nothing.
            use.image().begun();
            attempt.note("from", use.image().shown());
            write(image.name(), image, step.onto());
            StreamedImage.Fetched fetched = use.image().whole();
            attempt.used(new ImageUsed(image.name(), image.name(), fetched.sha256(), fetched.bytes(), null));
        }
    }

    private void write(String name, BundleImage image, BundleStepVerbs.Onto onto) throws FailureException {
        Booted is = booted;
        if (is == null) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "no bundle runs on the board: a step bundle.boot has to come before");
        }
        BundleJob job = job(board.open(), name);
        String device = is.device(onto);
        Optional<String> partition = onto.partition().or(is.usual::partition);
        LinuxTarget target = job.target(device, partition);
        if (!is.prepared) {
            job.prepare(is.bundle.manifest());
            is.prepared = true;
            target = job.target(device, partition);
        }
        job.flash(image, target);
        attempt.proved(name, new Proof(Proof.From.MEDIUM, target.name(), PROOF));
    }

    private Optional<Digest> wanted(BundleStepVerbs.Sums sums, String name) throws FailureException {
        if (sums.sha256().isPresent()) {
            return Optional.of(new Digest(sums.sha256().get().toLowerCase(Locale.ROOT)));
        }
        if (sums.checksums().isEmpty()) {
            return Optional.empty();
        }
        PreparedImage file = attempt.image(sums.checksums().get());
        ByteBuffer bytes = file.data().slice(0, (int) Math.min(1 << 20, file.length()));
        return Optional.of(Checksums.find(
                StandardCharsets.UTF_8.decode(bytes).toString(),
                String.valueOf(file.file().getFileName()),
                name));
    }

    private BundleJob job(UbootDevice device, String image) {
        return new BundleJob(device, servers, attempt::pause, new BundleJob.Told() {
            @Override
            public void note(String name, String value) {
                attempt.note(name, value);
            }

            @Override
            public void expect(long more) {
                attempt.meter().expect(more);
            }

            @Override
            public void moved(long more) {
                attempt.meter().moved(more);
            }

            @Override
            public void writing(LinuxTarget target) {
                attempt.wrote(image, target.name());
            }
        });
    }
}
