package dev.gangway.peer;

import dev.gangway.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Folders of images as CHIP-tools makes and flashes them: {@code new-image/}. The recipe is the station's own for these boards. */
final class ChipFolder implements PeerFile {
    private static final Pattern PAGES = Pattern.compile("spl-([0-9a-f]+-[0-9a-f]+-[0-9a-f]+)\\.bin");
    private static final Pattern ROOTFS = Pattern.compile("chip-([0-9a-f]+-[0-9a-f]+-[0-9a-f]+)\\.ubi\\.sparse");
    private static final Pattern UBOOT = Pattern.compile("uboot-([0-9a-f]+)\\.bin");
    private static final List<String> NEEDED = List.of("sunxi-spl.bin", "u-boot-dtb.bin");
    /** Of the releases of 2015, which were flashed in another way. */
    private static final Set<String> OLD =
            Set.of("sunxi-spl-with-ecc.bin", "rootfs.ubi", "padded-u-boot", "sunxi-padded.bin");

    private final Path recipe;

    /** Takes the recipe from this file. */
    ChipFolder(Path recipe) {
        this.recipe = recipe;
    }

    @Override
    public PeerImport read(Path source) throws FormatException, IOException {
        Map<String, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(source)) {
            files.forEach(file -> found.put(String.valueOf(file.getFileName()), file));
        }
        PeerLog log = new PeerLog();
        Map<String, Path> taken = new LinkedHashMap<>();
        for (String name : NEEDED) {
            take(found, taken, log, name, "every C.H.I.P. needs it");
        }
        Set<String> kinds = new TreeSet<>();
        for (String name : found.keySet()) {
            for (Pattern pattern : List.of(PAGES, ROOTFS)) {
                Matcher matcher = pattern.matcher(name);
                if (matcher.matches()) {
                    kinds.add(String.valueOf(matcher.group(1)));
                }
            }
        }
        if (kinds.isEmpty()) {
            throw new FormatException(
                    source + " has no spl-*-*-*.bin and no chip-*-*-*.ubi.sparse: it is no folder that CHIP-tools"
                            + " flashes");
        }
        for (String kind : kinds) {
            String why = "boards whose NAND is " + kind + " need it";
            take(found, taken, log, "spl-" + kind + ".bin", why);
            take(found, taken, log, "chip-" + kind + ".ubi.sparse", why);
            String uboot = "uboot-" + kind.substring(0, kind.indexOf('-')) + ".bin";
            if (!taken.containsKey(uboot)) {
                take(found, taken, log, uboot, why);
            }
        }
        for (String name : found.keySet()) {
            if (taken.containsKey(name)) {
                continue;
            }
            if (OLD.contains(name) || UBOOT.matcher(name).matches()) {
                log.missing(
                        0,
                        name,
                        OLD.contains(name)
                                ? "is of a release of 2015, which is flashed in another way: take a later one"
                                : "has no pages of an SPL and no root file system of its erase size beside it");
            } else {
                log.needless(0, name, "CHIP-tools flashes no file of this name");
            }
        }
        if (!Files.isRegularFile(recipe)) {
            throw new FormatException(
                    "there is no recipe " + recipe + ", which flashes such folders: it comes with the station");
        }
        String text = "# For the folder "
                + String.valueOf(source.toAbsolutePath().normalize().getFileName())
                        .replaceAll("\\p{Cntrl}", "?") + " of CHIP-tools, by gangway recipe import.\n"
                + Files.readString(recipe);
        return new PeerImport(List.of(new DraftRecipe("chip-tools", text, taken)), log.all());
    }

    private static void take(Map<String, Path> found, Map<String, Path> taken, PeerLog log, String name, String why) {
        Path file = found.get(name);
        if (file != null && Files.isRegularFile(file)) {
            taken.put(name, file);
            log.taken(0, name, "an image of the recipe");
        } else {
            log.missing(0, name, "is not in the folder; " + why);
        }
    }
}
