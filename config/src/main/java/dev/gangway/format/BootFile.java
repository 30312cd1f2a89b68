package dev.gangway.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that begins with an SPL, such as {@code u-boot-sunxi-with-spl.bin}, taken apart before anything is sent.
 *
 * @param spl the SPL's bytes, header included
 * @param parts what belongs into DRAM once the SPL has run, in writing order
 * @param uboot what can be started then; null when the file holds no second stage
 */
public record BootFile(
        ByteBuffer spl, List<Part> parts, @Nullable LoadedUboot uboot) {
    /** Copies the list. */
    public BootFile {
        parts = List.copyOf(parts);
    }

    /** U-Boot begins 32 KiB into the file or later, whatever the SPL's length. */
    private static final int SECOND_STAGE = 0x8000;

    /** A shorter rest holds no image. */
    private static final int SHORTEST_IMAGE = 64;

    private static final String ARM64 = "arm64";

    /** Bytes for one address. */
    public record Part(long address, ByteBuffer data) {}

    /**
     * Takes a file apart.
     *
     * @throws FormatException with what keeps it from being loaded and started
     */
    public static BootFile parse(ByteBuffer file) throws FormatException {
        ByteBuffer bytes = file.slice();
        EgonSpl header = EgonSpl.parse(bytes);
        ByteBuffer spl = bytes.slice(0, header.length());
        int offset = Math.max(header.length(), SECOND_STAGE);
        if (bytes.remaining() <= offset) {
            return new BootFile(spl, List.of(), null);
        }
        ByteBuffer rest = bytes.slice(offset, bytes.remaining() - offset);
        if (rest.remaining() > SHORTEST_IMAGE && FitImage.startsLikeOne(rest)) {
            return fit(spl, FitImage.parse(rest), header.deviceTree());
        }
        if (rest.remaining() > SHORTEST_IMAGE && LegacyImage.startsLikeOne(rest)) {
            return legacy(spl, LegacyImage.parse(rest));
        }
        throw new FormatException("Invalid U-Boot image: bad size or signature (at offset " + offset + ")");
    }

    /**
     * What can be started.
     *
     * @throws FormatException when the file has nothing behind its SPL that can be
     */
    public LoadedUboot startable() throws FormatException {
        if (uboot == null) {
            throw new FormatException("there is no U-Boot to start behind the SPL in this file");
        }
        return uboot;
    }

    /** Whether what stands behind the SPL of this file means to be a second stage, sound or not. */
    public static boolean hasSecondStage(ByteBuffer file) throws FormatException {
        ByteBuffer bytes = file.slice();
        int offset = Math.max(EgonSpl.parse(bytes).length(), SECOND_STAGE);
        if (bytes.remaining() - offset <= SHORTEST_IMAGE) {
            return false;
        }
        ByteBuffer rest = bytes.slice(offset, bytes.remaining() - offset);
        return FitImage.startsLikeOne(rest) || LegacyImage.startsLikeOne(rest);
    }

    /** The entry used is the load address: sunxi-fel ignores the header's, and images rely on it. */
    private static BootFile legacy(ByteBuffer spl, LegacyImage image) throws FormatException {
        if (image.arch() != LegacyImage.ARCH_ARM) {
            throw new FormatException("Invalid U-Boot image: wrong architecture (" + image.arch() + ", not ARM)");
        }
        if (image.type() != LegacyImage.TYPE_FIRMWARE) {
            throw new FormatException("Invalid U-Boot image: type " + image.type() + ", not firmware");
        }
        if (image.compression() != 0) {
            throw new FormatException("Invalid U-Boot image: it is compressed");
        }
        return new BootFile(
                spl,
                List.of(new Part(image.load(), image.data())),
                new LoadedUboot(image.load(), image.load(), image.data(), false));
    }

    private static BootFile fit(ByteBuffer spl, FitImage fit, String deviceTree) throws FormatException {
        FitImage.Configuration chosen = fit.configuration(deviceTree)
                .orElseThrow(() ->
                        new FormatException("FIT image: no configuration for device tree \"" + deviceTree + "\""));
        List<Part> parts = new ArrayList<>();
        LoadedUboot start = null;
        FitImage.Image tail = null;
        for (String name : names(chosen)) {
            FitImage.Image image = usable(fit, name);
            long load = image.load().orElseThrow();
            parts.add(new Part(load, image.data()));
            if (image.entry().isPresent()) {
                start = new LoadedUboot(image.entry().getAsLong(), load, image.data(), ARM64.equals(image.arch()));
            }
            if (image.os().equals("u-boot") || (tail == null && unknownOs(image))) {
                tail = image;
            }
        }
        if (tail != null && !chosen.fdt().isEmpty()) {
            long behind = tail.load().orElseThrow() + tail.data().remaining();
            parts.add(new Part(behind, named(fit, chosen.fdt()).data()));
        }
        return new BootFile(spl, List.copyOf(parts), start);
    }

    private static List<String> names(FitImage.Configuration configuration) {
        List<String> names = new ArrayList<>();
        if (!configuration.firmware().isEmpty()) {
            names.add(configuration.firmware());
        }
        names.addAll(configuration.loadables());
        return names;
    }

    private static boolean unknownOs(FitImage.Image image) {
        return image.os().isEmpty() || image.os().equals("unknown");
    }

    /** sunxi-fel starts a FIT with parts missing; a station must not. */
    private static FitImage.Image usable(FitImage fit, String name) throws FormatException {
        FitImage.Image image = named(fit, name);
        if (!image.isPlain()) {
            throw new FormatException("FIT image: image \"" + name + "\" is compressed (" + image.compression()
                    + "), which FEL can't undo");
        }
        if (image.load().isEmpty()) {
            throw new FormatException("FIT image: image \"" + name + "\" has no load address");
        }
        return image;
    }

    private static FitImage.Image named(FitImage fit, String name) throws FormatException {
        return fit.image(name).orElseThrow(() -> new FormatException("FIT image: there is no image \"" + name + "\""));
    }
}
