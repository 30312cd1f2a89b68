package dev.gangway.image;

import dev.gangway.format.BootFile;
import dev.gangway.format.ChpFile;
import dev.gangway.format.DfuFile;
import dev.gangway.format.DfuPrefix;
import dev.gangway.format.EgonSpl;
import dev.gangway.format.EspImage;
import dev.gangway.format.EspPartitions;
import dev.gangway.format.FitImage;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.IvtImage;
import dev.gangway.format.LegacyImage;
import dev.gangway.format.LoadedUboot;
import dev.gangway.format.RockchipLoader;
import dev.gangway.format.SparseImage;
import dev.gangway.format.SplPages;
import dev.gangway.format.UbiImage;
import dev.gangway.format.UbiVolume;
import dev.gangway.format.Uf2Families;
import dev.gangway.format.Uf2File;
import dev.gangway.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a file is, by its bytes, and whether it is sound: {@code gangway image info}.
 *
 * @param kind a short name, for example {@code egon} or {@code ubi-sparse}; {@code raw} when nothing is recognised
 * @param sound whether everything that can be checked is in order
 * @param bytes the file's length
 * @param sha256 digest of the file
 * @param lines what is known about it, for people; what is wrong comes last
 */
public record ImageInfo(String kind, boolean sound, long bytes, Digest sha256, List<String> lines) {
    private static final int FIT = 0xd00dfeed;
    /** How many stretches of a board's memory are listed one by one. */
    private static final int MOST_STRETCHES = 20;

    /** Copies the list. */
    public ImageInfo {
        lines = List.copyOf(lines);
    }

    /**
     * Looks at a file.
     *
     * @throws IOException when it cannot be read
     */
    public static ImageInfo describe(Path file) throws IOException {
        ImageData data = ImageData.map(file);
        List<String> lines = new ArrayList<>();
        String kind = kind(data);
        boolean sound = true;
        try {
            kind = details(kind, String.valueOf(file.getFileName()), data, lines);
        } catch (FormatException e) {
            sound = false;
            lines.add(String.valueOf(e.getMessage()));
        }
        return new ImageInfo(kind, sound, data.length(), ImageStore.digest(data), lines);
    }

    /** The kind by magic alone. */
    private static String kind(ImageData data) {
        ByteBuffer head = data.slice(0, (int) Math.min(64, data.length()));
        if (head.remaining() < 8) {
            return "raw";
        }
        int first = head.getInt(0);
        Packing packing = Packing.of(data);
        if (packing != Packing.NONE) {
            return packing.label();
        }
        if (EgonSpl.startsLikeOne(head)) {
            return "egon";
        }
        if (LegacyImage.startsLikeOne(head)) {
            return "uimage";
        }
        if (first == FIT) {
            return "fit";
        }
        if (SparseImage.startsLikeOne(data)) {
            return "sparse";
        }
        if (first == UbiImage.EC_MAGIC) {
            return "ubi";
        }
        if (Uf2File.startsLikeOne(data)) {
            return "uf2";
        }
        if (ChpFile.startsLikeOne(data)) {
            return "chp";
        }
        if (RockchipLoader.startsLikeOne(data)) {
            return "rockchip-loader";
        }
        if (IvtImage.startsLikeOne(data)) {
            return "imx";
        }
        if (DfuFile.startsLikeDfuSe(data)) {
            return "dfuse";
        }
        if (DfuFile.hasSuffix(data)) {
            return "dfu";
        }
        Optional<String> disk = DiskInfo.kind(data);
        if (disk.isPresent()) {
            return disk.get();
        }
        if (EspPartitions.startsLikeOne(data)) {
            return "esp-partitions";
        }
        return EspImage.startsLikeOne(data) ? "esp" : "raw";
    }

    private static String details(String kind, String fileName, ImageData data, List<String> lines)
            throws FormatException {
        ByteBuffer bytes = ImageCheck.beginning(data);
        switch (kind) {
            case "egon" -> {
                EgonSpl spl = EgonSpl.parse(bytes);
                lines.add("Allwinner SPL (eGON), " + spl.length() + " bytes, checksum correct");
                if (data.length() > spl.length()) {
                    lines.add((data.length() - spl.length()) + " bytes stand behind it");
                }
                if (BootFile.hasSecondStage(bytes)) {
                    LoadedUboot uboot = BootFile.parse(bytes).startable();
                    lines.add(String.format(
                            "U-Boot behind it, %d bytes for 0x%08x, sound",
                            uboot.data().remaining(), uboot.load()));
                }
            }
            case "uimage" -> {
                LegacyImage image = LegacyImage.parse(bytes);
                lines.add("U-Boot legacy image \"" + image.name().replaceAll("[^ -~]", "?") + "\", type " + image.type()
                        + ", both CRCs correct");
            }
            case "fit" -> fit(bytes, lines);
            case "ubi" -> ubi(UbiImage.check(data, data.length()), lines);
            case "sparse" -> {
                return sparse(data, lines);
            }
            case "rockchip-loader" -> rockchip(RockchipLoader.parse(data), lines);
            case "imx" -> imx(IvtImage.parse(data), lines);
            case "dfuse", "dfu" -> dfu(DfuFile.parse(data), data, lines);
            case "uf2" -> uf2(Uf2File.parse(data), lines);
            case "chp" -> chp(ChpFile.parse(data), lines);
            case "bmap", "gpt", "mbr" -> DiskInfo.details(kind, data, lines);
            case "esp" -> esp(EspImage.parse(data), data, lines);
            case "esp-partitions" -> {
                EspPartitions table = EspPartitions.parse(data);
                lines.add("Espressif partition table, " + table.entries().size() + " partitions, "
                        + (table.digest() ? "MD5 correct" : "without MD5"));
                table.entries().forEach(entry -> lines.add(entry.text()));
            }
            case "raw" -> {
                return raw(fileName, data, lines);
            }
            default -> lines.add(kind + " file; what is inside is checked when a recipe uses it");
        }
        return kind;
    }

    private static void chp(ChpFile file, List<String> lines) {
        lines.add("recording of NTC's web flasher, " + file.records() + " records: " + file.written()
                + " bytes to the board, " + file.compared() + " bytes that it has to answer, " + file.slept() / 1000
                + " ms of waiting");
        lines.add("for a board that is " + String.join(", then ", file.devices()));
        file.stages().stream().limit(MOST_STRETCHES).forEach(stage -> lines.add(stage.text()));
        if (file.stages().size() > MOST_STRETCHES) {
            lines.add("and " + (file.stages().size() - MOST_STRETCHES) + " more stages");
        }
    }

    private static void rockchip(RockchipLoader file, List<String> lines) {
        lines.add("Rockchip loader file for chip \"" + file.chip() + "\", " + (file.coded() ? "" : "not ")
                + "RC4-coded, CRC correct");
        for (RockchipLoader.Part part : file.parts()) {
            String use =
                    switch (part.stage()) {
                        case MEMORY -> "starts the memory (471)";
                        case USB_PLUG -> "speaks USB from memory (472)";
                        case LOADER -> "for a medium";
                    };
            lines.add("\"" + part.name() + "\", " + part.size() + " bytes, " + use);
        }
    }

    private static void imx(IvtImage image, List<String> lines) {
        lines.add(String.format(
                "i.MX image, %d bytes for 0x%08x, entry 0x%08x, %s, %s",
                image.length(),
                image.address(),
                image.entry(),
                image.dcd().map(dcd -> "DCD of " + dcd.length() + " bytes").orElse("no DCD"),
                image.signed() ? "signed" : "not signed"));
    }

    private static void dfu(DfuFile file, ImageData data, List<String> lines) {
        lines.add(String.format(
                "%s file for %04x:%04x (ffff = any), CRC correct",
                file.dfuSe() ? "DfuSe" : "DFU", file.vendor(), file.product()));
        for (DfuFile.Target target : file.targets()) {
            for (DfuFile.Element element : target.elements()) {
                lines.add(String.format(
                        "alternate setting %d: %d bytes for 0x%08x",
                        target.alternate(), element.size(), element.address()));
            }
        }
        DfuPrefix.of(data, file.length()).ifPresent(prefix -> lines.add(prefix.text()));
    }

    private static void uf2(Uf2File file, List<String> lines) {
        lines.add("UF2 file, " + file.blocks() + " blocks, none missing");
        file.families().forEach((family, told) -> uf2(family, told, lines));
        file.files().forEach((name, length) -> lines.add("file \"" + name + "\", " + length + " bytes"));
        lines.addAll(file.tags());
        lines.addAll(file.notes());
    }

    private static void uf2(long family, Uf2File.Family told, List<String> lines) {
        String whose = family == 0 ? "" : "family " + Uf2Families.told(family) + ": ";
        List<Uf2File.Segment> segments = told.segments();
        if (segments.size() != 1) {
            lines.add(whose + told.bytes() + " bytes in " + segments.size() + " stretches");
        }
        for (Uf2File.Segment segment : segments.subList(0, Math.min(segments.size(), MOST_STRETCHES))) {
            lines.add(String.format("%s%d bytes for 0x%08x", whose, segment.length(), segment.address()));
        }
    }

    private static void esp(EspImage image, ImageData data, List<String> lines) {
        lines.add("Espressif image for "
                + image.chip().map(id -> "chip id " + id).orElse("the ESP8266") + ", " + image.segments()
                + " segments, checksum" + (image.digest() ? " and SHA-256" : "") + " correct");
        if (data.length() > image.length()) {
            lines.add((data.length() - image.length()) + " bytes stand behind it");
        }
    }

    private static void fit(ByteBuffer bytes, List<String> lines) throws FormatException {
        if (!FitImage.isOne(bytes)) {
            lines.add("device tree");
            return;
        }
        FitImage fit = FitImage.parse(bytes);
        lines.add("U-Boot FIT image, " + fit.images().size() + " images, "
                + fit.configurations().size() + " configurations, all hashes that are known here correct");
        fit.images()
                .forEach(image -> lines.add("image \"" + image.name().replaceAll("[^ -~]", "?") + "\", "
                        + image.data().remaining() + " bytes"));
    }

    private static String sparse(ImageData data, List<String> lines) throws FormatException {
        SparseImage image = ImageCheck.sparse(data);
        lines.add("Android sparse image, blocks of " + image.blockSize() + " bytes, "
                + image.chunks().size() + " chunks, expands to " + image.expandedLength() + " bytes");
        if (image.contentLength() < 64) {
            return "sparse";
        }
        ByteBuffer start = ByteBuffer.allocate(4);
        image.expanded().read(0, start);
        if (start.getInt(0) != UbiImage.EC_MAGIC) {
            return "sparse";
        }
        ubi(ImageCheck.ubi(image), lines);
        return "ubi-sparse";
    }

    private static void ubi(UbiImage image, List<String> lines) {
        lines.add("UBI image, " + image.pebs() + " erase blocks of " + image.pebSize() + " bytes"
                + (image.paired() ? ", one page of each pair used (MLC)" : "") + ", needs " + image.pebsNeeded());
        for (UbiVolume volume : image.volumes()) {
            lines.add("volume " + volume.id() + " \"" + volume.name() + "\": " + volume.lebs() + " of "
                    + volume.reservedPebs() + " blocks" + (volume.autoresize() ? ", grows at the first attach" : ""));
        }
    }

    private static String raw(String fileName, ImageData data, List<String> lines) throws FormatException {
        if (data.length() == 0) {
            throw new FormatException("the file is empty");
        }
        try {
            SplPages pages = ImageCheck.splPages(fileName, data);
            lines.add("raw NAND pages with OOB that hold an SPL of "
                    + pages.spl().remaining() + " bytes in " + pages.copies() + " copies");
            return "spl-pages";
        } catch (FormatException e) {
            if (fileName.startsWith("spl-")) {
                throw e;
            }
            lines.add(UbootVersion.of(data)
                    .map(version -> "a compiled U-Boot: " + version)
                    .orElse("no known format"));
            PlainText.warning(data).ifPresent(warning -> lines.add("warning: " + warning));
            return "raw";
        }
    }
}
