package dev.gangway.uboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How media are named, and what is read from what U-Boot says of them. */
class UbootMediumTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mmc 0",
                "mmc 1.2",
                "virtio 3",
                "usb 0",
                "nvme 0",
                "scsi 12",
                "sf 0",
                "sf 1:2",
                "nand 0",
                "nand.trimffs 1",
                "ubi UBI:rootfs",
                "ubi my-part.1:a_b.c"
            })
    void aMediumIsReadAndTold(String text) {
        assertThat(UbootMedium.parse(text).text()).isEqualTo(text);
    }

    @Test
    void eachKindIsItsOwn() {
        assertThat(UbootMedium.parse("mmc 0.1")).isEqualTo(new BlockMedium("mmc", 0, Optional.of(1)));
        assertThat(UbootMedium.parse("sf 0:1")).isEqualTo(new SpiNorMedium("0:1"));
        assertThat(UbootMedium.parse("nand.trimffs 0")).isEqualTo(new NandMedium(0, true));
        assertThat(UbootMedium.parse("ubi UBI:root.fs")).isEqualTo(new UbiMedium("UBI", "root.fs"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mmc",
                "mmc0",
                "mmc 0.9",
                "sf",
                "sf 0:",
                "nand 10",
                "nand.raw 0",
                "ubi UBI",
                "ubi UBI:",
                "ubi a:b;reset",
                "ubi a:$b",
                "ide 0"
            })
    void whatIsNoMediumIsRefused(String text) {
        assertThatThrownBy(() -> UbootMedium.parse(text)).hasMessageContaining("is no medium such as");
    }

    @Test
    void badBlocksAreLeftOutWhereTheyLie() {
        NandBlocks blocks = new NandBlocks(0x20000, Set.of(0x20000L, 0x40000L, 0xa0000L));

        assertThat(blocks.end(0, 0)).isZero();
        assertThat(blocks.end(0, 1)).isEqualTo(0x20000);
        assertThat(blocks.end(0, 0x20000)).isEqualTo(0x20000);
        assertThat(blocks.end(0, 0x20001)).isEqualTo(0x80000);
        assertThat(blocks.end(0, 0x60000)).isEqualTo(0xa0000);
        assertThat(blocks.end(0, 0x60001)).isEqualTo(0xe0000);
        assertThat(blocks.end(0x40000, 1)).as("begins at a bad one").isEqualTo(0x80000);
        assertThat(blocks.between(0, 0xa0000)).isEqualTo("0x20000, 0x40000");
    }

    @Test
    void theListOfBadBlocksIsReadAsOldAndNewBuildsPrintIt() {
        assertThat(NandBlocks.listed(
                        List.of("Device 0 bad blocks:", "  00020000", "  0x000a0000", "  07f80000 (bbt reserved)")))
                .containsExactly(0x20000L, 0xa0000L, 0x7f80000L);
        assertThat(NandBlocks.listed(List.of("Device 0 bad blocks:"))).isEmpty();
    }

    @Test
    void volumesAreReadAsOldAndNewBuildsPrintThem() {
        List<String> now = List.of(
                "Volume information dump:",
                " vol_id          0",
                " reserved_pebs   10",
                " alignment       1",
                " name_len        6",
                " usable_leb_size 126976",
                " used_ebs        10",
                " used_bytes      1269760",
                " name            rootfs",
                "Volume information dump:",
                " vol_id          2147479551",
                " reserved_pebs   2",
                " usable_leb_size 126976",
                " name            layout volume");
        List<String> before = now.stream().map(line -> "UBI: " + line.strip()).toList();

        assertThat(UbiVolumes.rooms(now)).containsExactly(Map.entry("rootfs", 1_269_760L));
        assertThat(UbiVolumes.rooms(before)).isEqualTo(UbiVolumes.rooms(now));
    }
}
