package dev.gangway.peer;

import dev.gangway.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Flash bundles of Jumpstarter's: a manifest, with the Linux that writes an image. The image itself is no part of a bundle. */
final class BundleFolder implements PeerFile {
    private final BundleLook bundles;

    BundleFolder(BundleLook bundles) {
        this.bundles = bundles;
    }

    @Override
    public PeerImport read(Path source) throws FormatException, IOException {
        Path manifest = Files.isDirectory(source) ? source.resolve(BundleLook.MANIFEST) : source;
        BundleLook.Seen seen = bundles.look(manifest);
        PeerLog log = new PeerLog();
        String file = String.valueOf(manifest.getFileName());
        log.taken(
                1,
                file,
                "bundle.boot and bundle.flash, with the commands before the image, the login and the targets "
                        + String.join(", ", seen.targets()));
        seen.unknown()
                .forEach((line, key) -> log.missing(
                        line, key, "is no key of a flash bundle that the station knows; what it would do is not done"));
        log.needless(
                0,
                "the image",
                "a bundle has none: put yours as disk.img into the recipe's folder of images, or give it by"
                        + " --image disk=FILE");
        RecipeDraft draft = new RecipeDraft("By the flash bundle " + seen.name(), "uboot-console", List.of()).proved();
        draft.beside("bundle", manifest.toAbsolutePath().normalize().resolveSibling(""));
        draft.wanted("disk", "disk.img", "raw");
        draft.step(
                "uboot.stop",
                "usual",
                "have U-Boot's prompt",
                Map.of("within", "60s", "prompt", "Switch the board on"));
        draft.step("uboot.network", "dhcp", "join the network", Map.of());
        draft.step(
                "bundle.boot",
                "bundle",
                "start the bundle's Linux",
                file.equals(BundleLook.MANIFEST) ? Map.of() : Map.of("manifest", RecipeDraft.quoted(file)));
        draft.step("linux.network", "dhcp", "join the network again", Map.of());
        draft.step("bundle.flash", "disk", "write the disk and read it back", Map.of());
        draft.step("linux.poweroff", "switch it off");
        return new PeerImport(
                List.of(draft.recipe(RecipeDraft.fileName(seen.name()), "the flash bundle " + seen.name())), log.all());
    }
}
