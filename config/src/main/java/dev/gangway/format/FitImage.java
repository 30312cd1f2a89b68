package dev.gangway.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A U-Boot FIT image (doc/usage/fit in U-Boot): images and configurations that say which of them belong together.
 *
 * @param images what it holds
 * @param configurations which images belong together, in file order
 * @param defaultConfiguration name of the default one, empty when none is named
 */
public record FitImage(List<Image> images, List<Configuration> configurations, String defaultConfiguration) {
    /** Copies the lists. */
    public FitImage {
        images = List.copyOf(images);
        configurations = List.copyOf(configurations);
    }

    /**
     * One image.
     *
     * @param os for example {@code u-boot} or {@code arm-trusted-firmware}; empty when not said
     * @param arch {@code arm64}, {@code arm} …; empty when not said
     * @param compression {@code none} or empty when the data is as it is
     * @param load where the data belongs
     * @param entry where it starts
     * @param data a read-only view
     */
    public record Image(
            String name,
            String os,
            String arch,
            String compression,
            OptionalLong load,
            OptionalLong entry,
            ByteBuffer data) {
        /** Whether the data is as it is. */
        public boolean isPlain() {
            return compression.isEmpty() || compression.equals("none");
        }
    }

    /**
     * One configuration.
     *
     * @param description the name of the device tree it is for, as SPL headers give it
     * @param firmware name of the image to start, empty when none
     * @param loadables names of further images
     * @param fdt name of the device tree image, empty when none
     */
    public record Configuration(String name, String description, String firmware, List<String> loadables, String fdt) {
        /** Copies the list. */
        public Configuration {
            loadables = List.copyOf(loadables);
        }
    }

    /** Whether a device tree is a FIT image; else it only describes hardware. */
    public static boolean isOne(ByteBuffer bytes) throws FormatException {
        return DeviceTree.parse(bytes).child("images").isPresent();
    }

    /** Whether the buffer's remaining bytes begin like a FIT image. */
    public static boolean startsLikeOne(ByteBuffer bytes) {
        return bytes.remaining() > 4 && bytes.slice().getInt(0) == DeviceTree.MAGIC;
    }

    /**
     * Reads a FIT image with its data inside the tree or behind it, and computes the hashes that it has of them.
     *
     * @throws FormatException with what is wrong; a hash of a kind that is not known here is left alone
     */
    public static FitImage parse(ByteBuffer bytes) throws FormatException {
        DeviceTree.Node root = DeviceTree.parse(bytes);
        int behind = (DeviceTree.totalSize(bytes) + 3) & ~3;
        List<Image> images = new ArrayList<>();
        for (DeviceTree.Node node : section(root, "images").children()) {
            images.add(image(node, bytes.slice(), behind));
        }
        DeviceTree.Node section = section(root, "configurations");
        List<Configuration> configurations = new ArrayList<>();
        for (DeviceTree.Node node : section.children()) {
            configurations.add(new Configuration(
                    node.name(),
                    node.text("description"),
                    node.text("firmware"),
                    node.texts("loadables"),
                    node.text("fdt")));
        }
        return new FitImage(images, configurations, section.text("default"));
    }

    /** The configuration for this device tree; with an empty name the default one, or else the first. */
    public Optional<Configuration> configuration(String deviceTree) {
        if (!deviceTree.isEmpty()) {
            return configurations.stream()
                    .filter(c -> c.description().equals(deviceTree))
                    .findFirst();
        }
        return configurations.stream()
                .filter(c -> c.name().equals(defaultConfiguration))
                .findFirst()
                .or(() -> configurations.stream().findFirst());
    }

    /** The image with this name. */
    public Optional<Image> image(String name) {
        return images.stream().filter(i -> i.name().equals(name)).findFirst();
    }

    private static DeviceTree.Node section(DeviceTree.Node root, String name) throws FormatException {
        return root.child(name).orElseThrow(() -> new FormatException("FIT image: there is no /" + name));
    }

    private static Image image(DeviceTree.Node node, ByteBuffer file, int behind) throws FormatException {
        ByteBuffer data = data(node, file, behind);
        for (DeviceTree.Node hash : node.children()) {
            if (hash.name().startsWith("hash")) {
                FitHash.check(node.name(), hash, data);
            }
        }
        return new Image(
                node.name(),
                node.text("os"),
                node.text("arch"),
                node.text("compression"),
                number(node, "load"),
                number(node, "entry"),
                data);
    }

    private static ByteBuffer data(DeviceTree.Node node, ByteBuffer file, int behind) throws FormatException {
        ByteBuffer inline = node.properties().get("data");
        if (inline != null) {
            return inline.duplicate();
        }
        if (!node.has("data-size") || !(node.has("data-offset") || node.has("data-position"))) {
            throw new FormatException("FIT image: image \"" + node.name() + "\" has no data");
        }
        long size = node.number("data-size");
        long from = node.has("data-position") ? node.number("data-position") : behind + node.number("data-offset");
        if (size < 0 || from < 0 || size > file.remaining() || from > file.remaining() - size) {
            throw new FormatException("FIT image is truncated: image \"" + node.name() + "\" of " + size
                    + " bytes at offset " + from + " lies outside the file of " + file.remaining() + " bytes");
        }
        return file.slice((int) from, (int) size).asReadOnlyBuffer();
    }

    private static OptionalLong number(DeviceTree.Node node, String property) throws FormatException {
        return node.has(property) ? OptionalLong.of(node.number(property)) : OptionalLong.empty();
    }
}
