package dev.gangway.usb.libusb;

import dev.gangway.natives.NativeFolder;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.Loader;

/**
 * Loads usb4java's native library from a file that is unpacked once into the station's own directory.
 *
 * <p>usb4java 1.3.0 alone unpacks it into {@code /tmp} at every start, leaves it there when the process is killed, and fails
 * where {@code /tmp} is not writable or not executable.
 */
final class LibusbNatives {
    private static final Logger LOG = LoggerFactory.getLogger(LibusbNatives.class);
    private static final String VERSION = "usb4java-1.3.0";

    private static boolean loaded;

    private LibusbNatives() {}

    /**
     * Makes the natives ready; harmless when repeated.
     *
     * @param directory where they are kept between starts
     * @throws IOException when this platform has none or they cannot be unpacked or loaded, saying what to do
     */
    static synchronized void load(Path directory) throws IOException {
        if (loaded) {
            return;
        }
        String platform = platform();
        String name = platform.startsWith("linux") ? "libusb4java.so" : libraryOf(platform);
        String resource = "org/usb4java/" + platform + "/" + name;
        if (Loader.class.getClassLoader().getResource(resource) == null) {
            throw new IOException("usb4java has no native library for " + platform
                    + ": use Linux on x86-64, arm or aarch64, or start the station with virtual boards");
        }
        Path file = NativeFolder.open(directory).unpack(Loader.class, resource, Path.of(VERSION, platform, name));
        try {
            // Before the load: the library looks its classes up, and their initialisers would load it once more.
            tellUsb4java();
            System.load(file.toAbsolutePath().toString());
        } catch (LinkageError e) {
            throw new IOException("usb4java's native library does not load: " + e.getMessage(), e);
        }
        loaded = true;
    }

    /** Marks usb4java's own loader as done; where a later version has no such field, it loads its own copy as ever. */
    private static void tellUsb4java() {
        try {
            Field done = Loader.class.getDeclaredField("loaded");
            done.setAccessible(true);
            done.setBoolean(null, true);
        } catch (ReflectiveOperationException e) {
            LOG.atWarn().setCause(e).log("usb4java unpacks its natives once more, into the temporary directory");
        }
    }

    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "darwin" : os.contains("windows") ? "win32" : os.replace(" ", "");
        String processor =
                switch (arch) {
                    case "amd64", "x86_64" -> "x86-64";
                    case "i386", "i686" -> "x86";
                    case "arm64" -> "aarch64";
                    default -> arch.startsWith("arm") ? "arm" : arch;
                };
        return system + "-" + processor;
    }

    private static String libraryOf(String platform) {
        return platform.startsWith("darwin") ? "libusb4java.dylib" : "libusb4java.dll";
    }
}
