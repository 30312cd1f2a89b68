package dev.gangway.fel;

import dev.gangway.format.EgonSpl;
import dev.gangway.format.FitImage;
import dev.gangway.format.FormatException;
import dev.gangway.format.LegacyImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that begins with an SPL, such as {@code u-boot-sunxi-with-spl.bin}, taken apart before anything is sent.
 *
 * @param spl the SPL's bytes, header included
 * @param parts what belongs into DRAM once the SPL has run, in writing order
 * @param uboot what can be started then; null when the file holds no second stage
 * @param remarks what was left out of a FIT image, and why
 */
record BootFile(ByteBuffer spl, List<Part> parts, @Nullable LoadedUboot uboot, List<String> remarks) {
    /** U-Boot begins 32 KiB into the file or later, whatever the SPL's length. */
    private static final int SECOND_STAGE = 0x8000;

    /** A shorter rest holds no image. */
    private static final int SHORTEST_IMAGE = 64;

    private static final String ARM64 = "arm64";

    /** Bytes for one address. */
    record Part(long address, ByteBuffer data) {}

    static BootFile parse(ByteBuffer file) throws FormatException {
        ByteBuffer bytes = file.slice();
        EgonSpl header = EgonSpl.parse(bytes);
        ByteBuffer spl = bytes.slice(0, header.length());
        int offset = Math.max(header.length(), SECOND_STAGE);
        if (bytes.remaining() <= offset) {
            return new BootFile(spl, List.of(), null, List.of());
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
                new LoadedUboot(image.load(), image.load(), image.data(), false),
                List.of());
    }

    private static BootFile fit(ByteBuffer spl, FitImage fit, String deviceTree) throws FormatException {
        FitImage.Configuration chosen = fit.configuration(deviceTree)
                .orElseThrow(() ->
                        new FormatException("FIT image: no configuration for device tree \"" + deviceTree + "\""));
        List<String> remarks = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        if (chosen.firmware().isEmpty()) {
            remarks.add("FIT image: configuration \"" + chosen.name() + "\" names no firmware");
        } else {
            names.add(chosen.firmware());
        }
        names.addAll(chosen.loadables());
        LoadedUboot start = null;
        FitImage.Image tail = null;
        for (String name : names) {
            Optional<FitImage.Image> image = usable(fit, name, remarks);
            if (image.isEmpty()) {
                continue;
            }
            FitImage.Image found = image.get();
            long load = found.load().orElseThrow();
            parts.add(new Part(load, found.data()));
            if (found.entry().isPresent()) {
                start = new LoadedUboot(found.entry().getAsLong(), load, found.data(), ARM64.equals(found.arch()));
            }
            if (found.os().equals("u-boot") || (tail == null && unknownOs(found))) {
                tail = found;
            }
        }
        if (tail != null && !chosen.fdt().isEmpty()) {
            long behind = tail.load().orElseThrow() + tail.data().remaining();
            fit.image(chosen.fdt())
                    .ifPresentOrElse(
                            tree -> parts.add(new Part(behind, tree.data())),
                            () -> remarks.add("FIT image: there is no image \"" + chosen.fdt() + "\""));
        }
        return new BootFile(spl, List.copyOf(parts), start, List.copyOf(remarks));
    }

    private static boolean unknownOs(FitImage.Image image) {
        return image.os().isEmpty() || image.os().equals("unknown");
    }

    private static Optional<FitImage.Image> usable(FitImage fit, String name, List<String> remarks) {
        Optional<FitImage.Image> image = fit.image(name);
        if (image.isEmpty()) {
            remarks.add("FIT image: there is no image \"" + name + "\"");
        } else if (!image.get().isPlain()) {
            remarks.add("FIT image: image \"" + name + "\" is compressed ("
                    + image.get().compression() + ")");
            return Optional.empty();
        } else if (image.get().load().isEmpty()) {
            remarks.add("FIT image: image \"" + name + "\" has no load address");
            return Optional.empty();
        }
        return image;
    }
}
