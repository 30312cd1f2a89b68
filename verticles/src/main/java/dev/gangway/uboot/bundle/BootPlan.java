package dev.gangway.uboot.bundle;

import dev.gangway.format.ImageData;
import dev.gangway.image.ImageStore;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.yaml.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What exactly is loaded, booted and written to, of a bundle and a choice. Known before a board is touched: a misspelt target
 * costs nothing.
 *
 * @param loads what is loaded, in order
 * @param bootcmd what U-Boot runs then
 * @param target the target's name
 * @param device its device, {@code /dev/…} or {@code /sys/class/block#ADDRESS}
 * @param variant the device tree's name; empty = none is loaded by name
 */
public record BootPlan(List<Loading> loads, String bootcmd, String target, String device, Optional<String> variant) {
    /** What a file is for. */
    public enum Part {
        KERNEL,
        INITRAM,
        DTB
    }

    /**
     * A file to load.
     *
     * @param part what for
     * @param file the file
     * @param address as U-Boot takes it
     */
    public record Loading(Part part, Path file, String address) {
        /**
         * Its length and its digest, for people and for the record.
         *
         * @throws FailureException HOST_IO when it can't be read
         */
        public String measured() throws FailureException {
            try {
                ImageData data = ImageData.map(file);
                return data.length() + " bytes, SHA-256 " + ImageStore.digest(data);
            } catch (IOException e) {
                throw new FailureException(FailureKind.HOST_IO, file + " can't be read: " + FileTrouble.told(e), e);
            }
        }
    }

    /** Copies the list. */
    public BootPlan {
        loads = List.copyOf(loads);
    }

    /**
     * Works it out.
     *
     * @throws FailureException RECIPE_INVALID when the choice names what the bundle does not have; IMAGE_MISSING when a file of
     *     the choice is not there
     */
    public static BootPlan of(FlashBundle bundle, BootChoice choice) throws FailureException {
        BundleManifest manifest = bundle.manifest();
        String target = chosen(
                "target",
                choice.target(),
                manifest.defaultTarget(),
                manifest.targets().keySet());
        List<Loading> loads = new ArrayList<>();
        loads.add(loading(Part.KERNEL, bundle, manifest.kernel(), choice.kernel()));
        if (manifest.initram().isPresent()) {
            loads.add(loading(Part.INITRAM, bundle, manifest.initram().get(), choice.initram()));
        } else if (choice.initram().isPresent()) {
            throw no("an initramfs", "initram");
        }
        String bootcmd = manifest.bootcmd();
        Optional<String> variant = Optional.empty();
        if (manifest.dtb().isPresent()) {
            BundleManifest.Dtb dtb = manifest.dtb().get();
            boolean onlyOwn = choice.dtb().isPresent()
                    && choice.variant().isEmpty()
                    && dtb.standard().isEmpty();
            Optional<BundleManifest.Variant> tree = Optional.empty();
            if (!onlyOwn && !dtb.variants().isEmpty()) {
                String name = chosen(
                        "variant",
                        choice.variant(),
                        dtb.standard(),
                        dtb.variants().keySet());
                variant = Optional.of(name);
                tree = Optional.ofNullable(dtb.variants().get(name));
            }
            Optional<Path> own = tree.flatMap(BundleManifest.Variant::file).map(bundle::file);
            choice.dtb().or(() -> own).ifPresent(is -> loads.add(new Loading(Part.DTB, is, dtb.address())));
            bootcmd = tree.flatMap(BundleManifest.Variant::bootcmd).orElse(bootcmd);
        } else if (choice.variant().isPresent() || choice.dtb().isPresent()) {
            throw no("a device tree", "dtb");
        }
        for (Loading loading : loads) {
            if (!Files.isRegularFile(loading.file())) {
                throw new FailureException(FailureKind.IMAGE_MISSING, "there is no file " + loading.file());
            }
        }
        return new BootPlan(
                loads,
                bootcmd,
                target,
                Objects.requireNonNull(manifest.targets().get(target)),
                variant);
    }

    private static Loading loading(Part part, FlashBundle bundle, BundleManifest.Load load, Optional<Path> own) {
        return new Loading(part, own.orElseGet(() -> bundle.file(load.file())), load.address());
    }

    private static String chosen(String what, Optional<String> said, Optional<String> usual, Collection<String> known)
            throws FailureException {
        if (said.isEmpty() && usual.isEmpty() && known.size() == 1) {
            return known.iterator().next();
        }
        String name = said.or(() -> usual)
                .orElseThrow(() -> new FailureException(
                        FailureKind.RECIPE_INVALID,
                        "the bundle has no usual " + what + ": say which, of " + String.join(", ", known)));
        if (!known.contains(name)) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the bundle has no " + what + " \"" + name + "\", it has " + String.join(", ", known)
                            + Nearest.hint(name, known));
        }
        return name;
    }

    private static FailureException no(String what, String key) {
        return new FailureException(
                FailureKind.RECIPE_INVALID,
                "the bundle says nothing of " + what + ", so not where in memory it goes: add \"" + key
                        + "\" with its address to its manifest");
    }
}
