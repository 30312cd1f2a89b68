package dev.gangway.virtual.uboot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A flash bundle for the virtual board, with two device trees. */
final class SampleBundle {
    private static final int TREE = 0xd00dfeed;
    private static final int TREE_LENGTH = 4096;
    private static final int HEADER = 40;

    private static final String MANIFEST = """
            # A flash bundle as test labs write them: what U-Boot loads and boots, and where an image can go then.
            apiVersion: jumpstarter.dev/v1alpha1
            kind: FlashBundleManifest
            metadata:
              name: virtual-board
            spec:
              manufacturer: Gangway
              bootcmd: "booti 0x40400000 0x44000000:SIZE 0x43000000"
              login:
                prompt: "#"
              default_target: disk
              targets:
                disk: "/sys/class/block#a003e00"
              kernel:
                file: data/Image
                address: "0x40400000"
              initram:
                file: data/initramfs.cpio.gz
                address: "0x44000000"
              dtb:
                default: plain
                address: "0x43000000"
                variants:
                  plain:
                    file: data/plain.dtb
                  extended:
                    file: data/extended.dtb
              preflash_commands:
                - "sync"
            """;

    private SampleBundle() {}

    /** Writes it. */
    static void write(Path folder, long seed) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        byte[] initramfs = SampleLinux.initramfs();
        Files.write(data.resolve("Image"), SampleLinux.kernel(seed));
        Files.write(data.resolve("initramfs.cpio.gz"), initramfs);
        Files.write(data.resolve("plain.dtb"), tree("plain"));
        Files.write(data.resolve("extended.dtb"), tree("extended"));
        Files.writeString(
                folder.resolve("manifest.yaml"), MANIFEST.replace("SIZE", Integer.toHexString(initramfs.length)));
    }

    /** What begins as the specification of device trees has it. */
    private static byte[] tree(String name) {
        return ByteBuffer.allocate(TREE_LENGTH)
                .putInt(0, TREE)
                .putInt(4, TREE_LENGTH)
                .put(HEADER, name.getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
