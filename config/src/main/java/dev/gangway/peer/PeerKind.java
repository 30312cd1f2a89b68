package dev.gangway.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Programs whose files are taken over. */
public enum PeerKind {
    /** Bootlin's snagfactory: a configuration in YAML. */
    SNAGFACTORY("snagfactory"),
    /** NXP's uuu: a script. */
    UUU("uuu"),
    /** Jumpstarter: a flash bundle. */
    JUMPSTARTER("jumpstarter"),
    /** ESP-IDF: {@code flasher_args.json} of a build. */
    ESP_IDF("esp-idf"),
    /** CHIP-tools: a folder of images. */
    CHIP_TOOLS("chip-tools");

    private static final int LOOKED_AT = 1 << 16;

    private final String word;

    PeerKind(String word) {
        this.word = word;
    }

    /** As the command line says it. */
    public String word() {
        return word;
    }

    /** The kind that a word names. */
    public static Optional<PeerKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /**
     * What a file or a folder looks like; empty = like none of these.
     *
     * @throws IOException when it can't be read
     */
    public static Optional<PeerKind> of(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            return Files.isRegularFile(source.resolve(BundleLook.MANIFEST))
                    ? Optional.of(JUMPSTARTER)
                    : Files.isRegularFile(source.resolve("flasher_args.json"))
                            ? Optional.of(ESP_IDF)
                            : Files.isRegularFile(source.resolve("uuu.auto"))
                                    ? Optional.of(UUU)
                                    : Files.isRegularFile(source.resolve("sunxi-spl.bin"))
                                            ? Optional.of(CHIP_TOOLS)
                                            : Optional.empty();
        }
        String head;
        try (var in = Files.newInputStream(source)) {
            head = new String(in.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
        }
        if (head.contains("\"flash_files\"")) {
            return Optional.of(ESP_IDF);
        }
        if (head.contains("FlashBundleManifest")) {
            return Optional.of(JUMPSTARTER);
        }
        if (head.lines().anyMatch(line -> line.startsWith("soc-models:"))) {
            return Optional.of(SNAGFACTORY);
        }
        return head.lines()
                        .anyMatch(line ->
                                line.matches("(?i)\\s*(uuu_version\\b.*|(SDP[SUV]?|FBK?|CFG)\\s*(\\[.*\\])?\\s*:.*)"))
                ? Optional.of(UUU)
                : Optional.empty();
    }
}
