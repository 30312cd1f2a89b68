package dev.gangway.uboot.bundle;

import dev.gangway.model.FileTrouble;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import dev.gangway.yaml.YamlReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bundle in a folder, whose files are all there. Immutable; any thread.
 *
 * @param folder where it is
 * @param manifest what it says
 * @param notes keys of its manifest that mean nothing to this station
 */
public record FlashBundle(Path folder, BundleManifest manifest, List<Problem> notes) {
    /** The name of a manifest where nobody says another. */
    public static final String MANIFEST = "manifest.yaml";

    /** Copies the list. */
    public FlashBundle {
        notes = List.copyOf(notes);
    }

    /**
     * Reads the manifest, and looks for each file that it names. Blocks.
     *
     * @param manifest the manifest's file; its folder is the bundle's
     * @return the bundle, or everything that is wrong with it
     */
    public static Loaded<FlashBundle> open(Path manifest) {
        Loaded<byte[]> bytes = YamlReader.bytes(manifest);
        if (bytes.value() == null) {
            return Loaded.failed(bytes.problems());
        }
        Loaded<BundleReader.Read> read = BundleReader.parse(manifest, bytes.value());
        if (read.value() == null) {
            return Loaded.failed(read.problems());
        }
        Path folder = manifest.toAbsolutePath().resolveSibling("").normalize();
        BundleManifest is = read.value().manifest();
        List<Problem> problems = new ArrayList<>();
        Map<String, Long> sizes = new HashMap<>();
        Map<String, String> bases = new HashMap<>();
        for (BundleReader.Named named : read.value().named()) {
            file(folder, named, sizes)
                    .or(() -> twice(named, bases))
                    .ifPresent(flaw -> problems.add(new Problem(manifest, named.line(), named.path(), flaw)));
        }
        if (problems.isEmpty()) {
            overlap(is, sizes).ifPresent(flaw -> problems.add(new Problem(manifest, 1, "spec", flaw)));
        }
        return problems.isEmpty()
                ? Loaded.of(new FlashBundle(folder, is, read.value().notes()))
                : Loaded.failed(problems);
    }

    /** A file that the manifest names. */
    public Path file(String name) {
        return folder.resolve(BundlePath.plain(name));
    }

    private static Optional<String> file(Path folder, BundleReader.Named named, Map<String, Long> sizes) {
        Optional<String> flaw = BundlePath.flaw(named.file());
        if (flaw.isPresent()) {
            return flaw;
        }
        Path file = folder.resolve(BundlePath.plain(named.file()));
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.of("there is no file " + file);
            }
            if (!file.toRealPath().startsWith(folder.toRealPath())) {
                return Optional.of("\"" + named.file() + "\" is a link that leaves the bundle's folder");
            }
            long size = Files.size(file);
            sizes.put(named.file(), size);
            return size > 0 ? Optional.empty() : Optional.of(file + " is empty");
        } catch (IOException e) {
            return Optional.of("the file can't be looked at: " + FileTrouble.told(e));
        }
    }

    /** Boards fetch files by their last name only. */
    private static Optional<String> twice(BundleReader.Named named, Map<String, String> bases) {
        String plain = BundlePath.plain(named.file());
        String other = bases.putIfAbsent(BundlePath.base(plain), plain);
        return other == null || other.equals(plain)
                ? Optional.empty()
                : Optional.of("\"" + named.file() + "\" is called as \"" + other
                        + "\" is, and boards fetch files by their last name: rename one of them");
    }

    /** Where one file would lie over the beginning of another, as far as addresses are numbers. */
    private static Optional<String> overlap(BundleManifest manifest, Map<String, Long> sizes) {
        List<BundleManifest.Load> loads = new ArrayList<>(List.of(manifest.kernel()));
        manifest.initram().ifPresent(loads::add);
        manifest.dtb().ifPresent(dtb -> dtb.variants().values().stream()
                .flatMap(variant -> variant.file().stream())
                .forEach(file -> loads.add(new BundleManifest.Load(file, dtb.address()))));
        for (BundleManifest.Load load : loads) {
            for (BundleManifest.Load other : loads) {
                Optional<BigInteger> from = number(load.address());
                Optional<BigInteger> begin = number(other.address());
                boolean over = from.isPresent()
                        && begin.isPresent()
                        && begin.get().compareTo(from.get()) > 0
                        && from.get()
                                        .add(BigInteger.valueOf(sizes.getOrDefault(load.file(), 0L)))
                                        .compareTo(begin.get())
                                > 0;
                if (over) {
                    return Optional.of(load.file() + " at " + load.address() + " has " + sizes.get(load.file())
                            + " bytes and reaches over " + other.file() + " at " + other.address());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<BigInteger> number(String address) {
        String digits = address.replaceFirst("^0[xX]", "");
        return digits.matches("[0-9a-fA-F]{1,16}") ? Optional.of(new BigInteger(digits, 16)) : Optional.empty();
    }
}
