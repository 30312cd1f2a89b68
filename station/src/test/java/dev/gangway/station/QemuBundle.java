package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A flash bundle for Debian's U-Boot in QEMU, as the public examples are written: kernel, initial file system with a login, device
 * trees, a target by its controller's address, a command before the write.
 */
final class QemuBundle {
    /** The password of its manifest. */
    static final String PASSWORD = "flash";

    /** The model that QEMU gives its machine, and what the bundle's usual device tree says in its place. */
    private static final String MODEL = "linux,dummy-virt";

    private static final String OTHER_MODEL = "gangway,lab-virt";

    private static final String MANIFEST = """
            apiVersion: jumpstarter.dev/v1alpha1
            kind: FlashBundleManifest
            metadata:
              name: qemu-virt
            spec:
              manufacturer: QEMU
              link: "https://www.qemu.org/docs/master/system/arm/virt.html"
              bootcmd: "booti 0x40400000 0x44000000 0x43000000"
              shelltype: busybox
              login:
                login_prompt: "login:"
                username: root
                password: "PASSWORD"
                prompt: "#"
              default_target: disk
              targets:
                disk: "/sys/class/block#0000:00:02.0"
                node: "/dev/vda"
              kernel:
                file: data/Image
                address: "0x40400000"
              initram:
                file: data/initramfs.uimage
                address: "0x44000000"
              dtb:
                default: lab
                address: "0x43000000"
                variants:
                  lab:
                    file: data/lab.dtb
                  own:
                    bootcmd: "booti 0x40400000 0x44000000 ${fdtcontroladdr}"
              preflash_commands:
                - "grep -q OTHER_MODEL /proc/device-tree/model"
                - "dd if=/dev/zero of=/dev/vda bs=512 count=34"
            """;

    private QemuBundle() {}

    /** Writes it into this folder. */
    static void write(Path folder) throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.copy(QemuLine.linux("Image"), data.resolve("Image"));
        Path initramfs = data.resolve("initramfs.uimage");
        assertThat(QemuLine.run(
                        "sh",
                        "-c",
                        "mkimage -A arm64 -T ramdisk -C none -d \"$1\" \"$2\" >/dev/null",
                        "sh",
                        QemuLine.linux("initramfs-login.cpio.gz").toString(),
                        initramfs.toString()))
                .as("mkimage of Debian's u-boot-tools")
                .isZero();
        Files.write(data.resolve("lab.dtb"), tree(folder));
        Files.writeString(
                folder.resolve("manifest.yaml"),
                MANIFEST.replace("PASSWORD", PASSWORD).replace("OTHER_MODEL", OTHER_MODEL));
    }

    /** The device tree that QEMU makes, with another name in it. */
    private static byte[] tree(Path folder) throws Exception {
        Path dumped = folder.resolve("dumped");
        assertThat(QemuLine.run(
                        "sh",
                        "-c",
                        // With a boot loader the machine is another one.
                        "qemu-system-aarch64 -M virt,dumpdtb=\"$1\" -cpu cortex-a57 -m 512M -display none -bios \"$2\" 2>/dev/null",
                        "sh",
                        dumped.toString(),
                        QemuUboot.FIRMWARE.toString()))
                .as("the device tree of qemu-system-aarch64")
                .isZero();
        String tree = Files.readString(dumped, StandardCharsets.ISO_8859_1);
        Files.delete(dumped);
        if (!tree.contains(MODEL)) {
            throw new IOException("QEMU's device tree does not say " + MODEL);
        }
        return tree.replace(MODEL, OTHER_MODEL).getBytes(StandardCharsets.ISO_8859_1);
    }
}
