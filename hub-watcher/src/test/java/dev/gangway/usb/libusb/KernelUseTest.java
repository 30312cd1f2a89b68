package dev.gangway.usb.libusb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.PortPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelUseTest {
    private static final PortPath PORT = new PortPath("1-2.4");

    @TempDir
    Path root;

    private Path disk = Path.of("unset");

    /** A stick with one partition, as Linux 6.1 shows it. */
    @BeforeEach
    void aStick() throws IOException {
        Path real = root.resolve("pci/usb1/1-2/1-2.4/1-2.4:1.0");
        disk = real.resolve("host3/target3:0:0/3:0:0:0/block/sdb");
        for (Path each : new Path[] {disk, disk.resolve("sdb1")}) {
            Files.createDirectories(each.resolve("holders"));
        }
        Files.writeString(disk.resolve("dev"), "8:16\n");
        Files.writeString(disk.resolve("sdb1/dev"), "8:17\n");
        Files.writeString(disk.resolve("sdb1/partition"), "1\n");
        Files.createDirectories(root.resolve("devices"));
        Files.createSymbolicLink(root.resolve("devices/1-2.4"), real.getParent());
        Files.createDirectories(real.resolveSibling("1-2.4:1.1/driver"));
        Files.createDirectories(root.resolve("drivers/usb-storage"));
        Files.createSymbolicLink(real.resolve("driver"), root.resolve("drivers/usb-storage"));
        write("mounts", "22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw\n");
        write("swaps", "Filename\t\t\t\tType\t\tSize\n/dev/nvme0n1p3                          partition\t999\n");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(root.resolve(file), text);
    }

    private String use(int interfaceNumber) {
        return new KernelUse(root.resolve("devices"), root.resolve("mounts"), root.resolve("swaps"))
                .of(PORT.text(), interfaceNumber)
                .orElse("free");
    }

    @Test
    void aDiskThatNobodyUsesIsFree() {
        assertThat(use(0)).isEqualTo("free");
        assertThat(use(1)).as("an interface without a disk").isEqualTo("free");
        assertThat(use(2)).as("one that is not there").isEqualTo("free");
    }

    @Test
    void aMountedPartitionIsInUse() throws Exception {
        write("mounts", "60 22 8:17 / /media/a\\040stick rw - vfat /dev/sdb1 rw\n");

        assertThat(use(0))
                .startsWith("this machine uses the board's disk: /dev/sdb1 is mounted at /media/a stick.")
                .contains("umount /dev/sdb1");
    }

    @Test
    void aFileSystemWithNumbersOfItsOwnIsFoundByName() throws Exception {
        write("mounts", "60 22 0:51 /sub /mnt rw master:4 - btrfs /dev/sdb rw\n");

        assertThat(use(0)).contains("/dev/sdb is mounted at /mnt");
    }

    @Test
    void swapAndPartsOfOtherDevicesAreInUse() throws Exception {
        write("swaps", "Filename Type\n/dev/sdb1 partition 99\n");
        assertThat(use(0)).contains("/dev/sdb1 is swap space");
        write("swaps", "Filename Type\n/dev/sdb12 partition 99\n");
        assertThat(use(0)).isEqualTo("free");

        Files.createDirectories(disk.resolve("sdb1/holders/dm-0"));
        assertThat(use(0)).contains("/dev/sdb1 is part of dm-0");
    }

    @Test
    void whereTheKernelSaysNothingNothingIsInUse() {
        assertThat(new KernelUse(root.resolve("none"), root.resolve("none"), root.resolve("none")).of(PORT.text(), 0))
                .isEmpty();
    }
}
