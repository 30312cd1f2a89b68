package dev.gangway.station.cli.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Has libraries unpack their native parts below the data folder: {@code /tmp} may be full, or mounted noexec. */
final class NativeFolders {
    /** zstd-jni's property for the folder of its temporary library. */
    private static final String ZSTD = "ZstdTempFolder";

    private NativeFolders() {}

    /** Takes effect for what is not loaded yet; what the caller of Java set stays. */
    static void use(Path data) {
        if (System.getProperty(ZSTD) != null) {
            return;
        }
        Path folder = data.toAbsolutePath().resolve("native");
        try {
            Files.createDirectories(folder);
            System.setProperty(ZSTD, folder.toString());
        } catch (IOException e) {
            // The station's start fails on the same folder next, and says so better than this could.
            System.clearProperty(ZSTD);
        }
    }
}
