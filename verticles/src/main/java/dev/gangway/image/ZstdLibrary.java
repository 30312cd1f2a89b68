package dev.gangway.image;

import com.github.luben.zstd.util.ZstdVersion;
import dev.gangway.natives.NativeFolder;
import java.io.IOException;
import java.nio.file.Path;

/** Where zstd-jni has its native library from; Kafka's producer uses the same. */
public final class ZstdLibrary {
    private static final String FILE = "ZstdNativePath";
    private static final String FOLDER = "ZstdTempFolder";

    private ZstdLibrary() {}

    /**
     * Takes effect for what is not loaded yet; what the caller of Java set stays.
     *
     * @throws IOException when the library cannot be unpacked or run there, saying what to do
     */
    public static void unpackInto(NativeFolder folder) throws IOException {
        if (System.getProperty(FILE) != null || System.getProperty(FOLDER) != null) {
            return;
        }
        String resource = "linux/" + System.getProperty("os.arch") + "/libzstd-jni-" + ZstdVersion.VERSION + ".so";
        if (ZstdVersion.class.getClassLoader().getResource(resource) == null) {
            System.setProperty(FOLDER, folder.folder("tmp").toString());
            return;
        }
        System.setProperty(
                FILE,
                folder.unpack(ZstdVersion.class, resource, Path.of("zstd", "libzstd-jni.so"))
                        .toString());
    }
}
