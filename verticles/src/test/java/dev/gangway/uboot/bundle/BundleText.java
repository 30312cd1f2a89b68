package dev.gangway.uboot.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A bundle as the public examples are written, with all fields. */
public final class BundleText {
    /** The manifest. */
    public static final String MANIFEST = """
            apiVersion: jumpstarter.dev/v1alpha1
            kind: FlashBundleManifest
            metadata:
              name: ti-jacinto
            spec:
              manufacturer: Texas Instruments
              link: "https://example.org/j784s4"
              bootcmd: "booti 0x82000000 - 0x84000000"
              shelltype: busybox
              login:
                login_prompt: "login:"
                username: root
                password: "s3cret"
                prompt: "#"
              default_target: usd
              targets:
                usd: "/sys/class/block#4fb0000"
                emmc: "/sys/class/block#4f80000"
              kernel:
                file: data/Image
                address: "0x82000000"
              initram:
                file: data/initramfs.cpio
                address: "0x88000000"
              dtb:
                default: evm
                address: "0x84000000"
                variants:
                  evm:
                    file: data/evm.dtb
                  som:
                    file: data/som.dtb
                    bootcmd: "booti 0x82000000 0x88000000 0x84000000"
              preflash_commands:
                - "dd if=/dev/zero of=/dev/mmcblk0 bs=512 count=34"
            """;

    private BundleText() {}

    /** The bundle's files. */
    public static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("manifest.yaml", MANIFEST.getBytes(StandardCharsets.UTF_8));
        for (String name : new String[] {"Image", "initramfs.cpio", "evm.dtb", "som.dtb"}) {
            files.put(
                    "data/" + name, ("the content of " + name + "\n").repeat(50).getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }

    /** The bundle in a folder; returns the folder. */
    public static Path in(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            Path to = folder.resolve(file.getKey());
            Files.createDirectories(to.getParent());
            Files.write(to, file.getValue());
        }
        return folder;
    }
}
