package dev.gangway.station.cli.place;

import dev.gangway.image.ZstdLibrary;
import dev.gangway.natives.NativeFolder;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Has libraries load their native parts from the data folder, checked, and never from {@code /tmp}: it may be full, or mounted
 * noexec, and others can write there. usb4java's is loaded where its bus is opened, from the same folder.
 */
public final class NativeFolders {
    private static final String TEMPORARY = "java.io.tmpdir";

    /** jSerialComm's names of processors, by Java's; of several it tries which one runs. */
    private static final Map<String, List<String>> SERIAL = Map.of(
            "amd64", List.of("x86_64"),
            "i386", List.of("x86"),
            "aarch64", List.of("armv8_64"),
            "arm", List.of("armv5", "armv6hf", "armv7hf", "armv8_32"));

    /** snappy-java's. */
    private static final Map<String, String> SNAPPY =
            Map.of("amd64", "x86_64", "i386", "x86", "aarch64", "aarch64", "arm", "armv7");

    /** JNA's, which speaks to the C library for ptys. */
    private static final Map<String, String> JNA =
            Map.of("amd64", "x86-64", "i386", "x86", "aarch64", "aarch64", "arm", "arm");

    private NativeFolders() {}

    /**
     * Takes effect for what is not loaded yet; what the caller of Java set stays. Ends the command when libraries would be loaded
     * from where others can write.
     */
    public static void use(Path data) {
        try {
            NativeFolder folder = NativeFolder.open(data.resolve("native"));
            // What a library unpacks by itself, because nothing below fits this machine, goes here too.
            System.setProperty(TEMPORARY, folder.folder("tmp").toString());
            ZstdLibrary.unpackInto(folder);
            if (System.getProperty("os.name", "").equals("Linux")) {
                useSerial(folder);
                useSnappy(folder);
                useJna(folder);
            }
        } catch (FileSystemException e) {
            // The folder cannot be made: the station's start fails on the same one next, and says so better than this
            // could.
            return;
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
        }
    }

    private static void useSerial(NativeFolder folder) throws IOException {
        if (System.getProperty("jSerialComm.library.path") != null) {
            return;
        }
        for (String processor : SERIAL.getOrDefault(System.getProperty("os.arch"), List.of())) {
            String name = "Linux/" + processor + "/libjSerialComm.so";
            folder.unpack(NativeFolders.class, name, Path.of("jSerialComm", name));
        }
        System.setProperty(
                "jSerialComm.library.path", folder.path().resolve("jSerialComm").toString());
    }

    private static void useJna(NativeFolder folder) throws IOException {
        String processor = JNA.get(System.getProperty("os.arch"));
        if (processor == null || System.getProperty("jna.boot.library.path") != null) {
            return;
        }
        Path file = folder.unpack(
                NativeFolders.class,
                "com/sun/jna/linux-" + processor + "/libjnidispatch.so",
                Path.of("jna", "libjnidispatch.so"));
        System.setProperty("jna.boot.library.path", String.valueOf(file.getParent()));
    }

    private static void useSnappy(NativeFolder folder) throws IOException {
        String processor = SNAPPY.get(System.getProperty("os.arch"));
        if (processor == null || System.getProperty("org.xerial.snappy.lib.path") != null) {
            return;
        }
        Path file = folder.unpack(
                NativeFolders.class,
                "org/xerial/snappy/native/Linux/" + processor + "/libsnappyjava.so",
                Path.of("snappy", "libsnappyjava.so"));
        System.setProperty("org.xerial.snappy.lib.path", String.valueOf(file.getParent()));
        System.setProperty("org.xerial.snappy.lib.name", "libsnappyjava.so");
    }
}
