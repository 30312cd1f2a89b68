package dev.gangway.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gangway.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An import that would flash less than the peer without a word would be a false green: each line is told, and why. */
class PeersTest {
    @TempDir
    Path folder;

    private PeerImport read(PeerKind kind, Path source) throws FormatException, IOException {
        return new Peers(
                        manifest -> new BundleLook.Seen("bundle", List.of("emmc"), Map.of(7, "spec.extra")),
                        folder.resolve("chip-pro.yaml"))
                .read(kind, source);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<Told.LeftOut> left(PeerImport read) {
        return read.told().stream()
                .filter(Told.LeftOut.class::isInstance)
                .map(Told.LeftOut.class::cast)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FB: flash -scanlimited 4 a rootfs.img    | no option that is taken over",
                "FB: flash a missing.img                  | there is no file",
                "FB: flash rootfs.img                     | expected: flash PARTITION FILE",
                "FB: flash all _image                     | command line",
                "FB: download -f rootfs.img               | no command of FB",
                "FBK: ucp rootfs.img t:/tmp               | \"FBK\" is not served",
                "SDPV: write -f rootfs.img -skipspl       | SPL asks for U-Boot",
                "FB: ucmd setenv a 0123456789012345678901234567890123456789012345678901234 | has 1 to 56 characters",
                "FB[-x]: ucmd run a                       | [-x] is no option",
                "FB: ucmd run {{serial}}                  | mean something else",
                "FB flash a b                             | is no \"PROTOCOL: command\"",
                "FB: done~FB: flash a rootfs.img          | stands behind \"done\"",
                "SDP: boot -f rootfs.img -dcdaddr 0x1     | no option that is taken over",
                "SDP: write -f rootfs.img -addr 12        | is no address",
                "SDPS: write -f rootfs.img                | no command that is taken over"
            })
    void whatAUuuScriptDoesAndARecipeWouldNotIsToldWithItsLine(String lines, String told) throws Exception {
        file("rootfs.img", "r");
        Path script = file("a.uuu", "uuu_version 1\nFB: flash good rootfs.img\n" + lines.replace("~", "\n") + "\n");

        PeerImport read = read(PeerKind.UUU, script);

        int line = lines.contains("~") ? 4 : 3;
        assertThat(read.whole()).isFalse();
        assertThat(left(read)).anySatisfy(one -> {
            assertThat(one.line()).isEqualTo(line);
            assertThat(one.matters()).isTrue();
            assertThat(one.why()).contains(told);
        });
    }

    @Test
    void eachLineOfAScriptIsToldAndBothKindsOfBootRomsGetARecipe() throws Exception {
        file("flash.bin", "f");
        file("rootfs.img.zst", "r");
        Path script = file("all.uuu", """
                uuu_version 1.2
                CFG: FB: -vid 0x0525 -pid 0x4000
                SDP: boot -f flash.bin
                SDPS: boot -f flash.bin
                FB: ucmd setenv fastboot_dev mmc
                FB: flash -raw2sparse all rootfs.img.zst/*
                FB: acmd reset
                FB: ucmd version
                FB: done
                """);

        PeerImport read = read(PeerKind.UUU, script);

        assertThat(read.whole()).as("%s", left(read)).isTrue();
        assertThat(read.told()).extracting(Told::line).contains(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(read.recipes()).extracting(DraftRecipe::name).containsExactly("all-sdp", "all-sdps");
        assertThat(read.recipes().get(0).text())
                .contains("imx6ull", "sdp.load", "afresh: true")
                .doesNotContain("imx8mp");
        assertThat(read.recipes().get(1).text())
                .contains("imx8mp", "sdp.stream")
                .doesNotContain("sdp.load");
        assertThat(read.recipes().get(0).files()).containsOnlyKeys("flash.bin", "rootfs.img.zst");
    }

    @Test
    void whatOnlyOneOfTwoRecipesLeavesOutIsToldToo() throws Exception {
        file("flash.bin", "f");

        PeerImport read = read(
                PeerKind.UUU,
                file("b.uuu", "SDP: boot -f flash.bin\nSDPS: boot -f flash.bin -scanlimited 4\nFB: ucmd a\n"));

        assertThat(left(read)).extracting(Told.LeftOut::line).containsExactly(2);
        assertThat(read.told()).extracting(Told::line).containsExactlyInAnyOrder(1, 2, 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- { task: emmc-hwpart, args: { euda: { start: 0, size: 0 } } } | for ever",
                "- { task: flash, args: [ { part: a, image: i.img, image-offset: 512 } ] } | an offset inside a partition",
                "- { task: flash, args: [ { part: a, image: none.img } ] }     | there is no file",
                "- { task: flash, args: [ { part: hwpart 4, image: i.img } ] } | have names in fastboot",
                "- { task: flash, args: [ { part: a, image: i.img, crc: 1 } ] } | is no key that is taken over",
                "- { target-device: nor0 }                                    | one medium",
                "- { task: run, args: [ powerdown ] }                         | is no fastboot command",
                "- { task: run, args: [ 'flash:a' ] }                         | no download stands before it",
                "- { task: gpt, args: [ { name: a } ] }                       | a name and a size",
                "- { task: gpt, args: [ { name: a, size: 1M, hidden: 1 } ] }  | is no key that is taken over",
                "- { task: dance }                                            | is no task that is taken over",
                "- { fast: true }                                             | is no setting"
            })
    void whatSnagfactoryDoesAndARecipeWouldNotIsToldWithItsLine(String task, String told) throws Exception {
        file("i.img", "i");
        file("u.bin", "u");
        Path config = file("line.yaml", """
                boards: { "1f3a:efe8": a64 }
                soc-models:
                  a64-firmware:
                    u-boot-with-spl: { path: u.bin }
                  a64-tasks:
                    - target-device: mmc0
                    - { task: flash, args: [ { part: good, image: i.img } ] }
                """ + "    " + task + "\n");

        PeerImport read = read(PeerKind.SNAGFACTORY, config);

        assertThat(read.whole()).isFalse();
        assertThat(left(read)).anySatisfy(one -> {
            assertThat(one.line()).isEqualTo(8);
            assertThat(one.matters()).isTrue();
            assertThat(one.why()).contains(told);
        });
    }

    @Test
    void snagfactorysTasksBecomeSteps() throws Exception {
        file("i.img", "i");
        file("u.bin", "u");
        Path config = file("line.yaml", """
                boards: { "1f3a:efe8": a64 }
                soc-models:
                  a64-firmware:
                    u-boot-with-spl: { path: u.bin }
                  a64-tasks:
                    - { target-device: mmc0, fb-buffer-addr: 0x42000000 }
                    - { task: gpt, args: [ { name: root, size: 64M, start: 1M, bootable: true } ] }
                    - { task: flash, args: [ { part: hwpart 1, image: i.img } ] }
                    - { task: run, args: [ "oem_run: mmc partconf 0 1 1 0", "download:i.img", "flash:root" ] }
                    - { task: prompt-operator, args: { prompt: "Move the jumper", reset-before: true } }
                    - { task: reset }
                    - { task: mtd-parts, args: [ { name: a, size: 512k, ro: true }, { name: b, size: 1M, start: 2M } ] }
                """);

        PeerImport read = read(PeerKind.SNAGFACTORY, config);
        String text = read.recipes().get(0).text();

        assertThat(read.whole()).as("%s", left(read)).isTrue();
        assertThat(text)
                .contains(
                        "mode: fel, chips: [a64]",
                        "fel.uboot: u-bin",
                        "partition: \"mmc0boot0\"",
                        "partition: \"root\"")
                .contains(
                        "\"${partitions}name=root,\\\"",
                        "start=1048576,",
                        "size=67108864,",
                        "bootable;",
                        "gpt write mmc 0")
                .contains(
                        "mmc partconf 0 1 1 0",
                        "ask: \"Move the jumper\"",
                        "(a)ro",
                        "0x100000@0x200000",
                        "start U-Boot (3)");
    }

    @Test
    void aBuildWithMoreThanItsFilesIsTold() throws Exception {
        file("app.bin", "a");
        Path build = file("flasher_args.json", """
                {
                  "write_flash_args" : [ "--flash_mode", "dio", "--flash_size", "2MB", "--erase-all", "--encrypt" ],
                  "flash_settings" : { "flash_mode": "dio", "flash_size": "2MB", "flash_freq": "40m" },
                  "flash_files" : { "0x10000" : "app.bin", "0x1000" : "boot.bin" },
                  "app" : { "offset" : "0x10000", "file" : "app.bin", "encrypted" : "false" },
                  "extra_esptool_args" : { "after" : "no_reset", "before" : "default_reset", "stub" : true,
                    "chip" : "esp32", "trace": true },
                  "surprise" : 1
                }
                """);

        PeerImport read = read(PeerKind.ESP_IDF, build);

        assertThat(left(read).stream().filter(Told.LeftOut::matters))
                .extracting(Told.LeftOut::line, Told.LeftOut::what)
                .containsExactlyInAnyOrder(
                        tuple(2, "--encrypt"),
                        tuple(4, "0x1000: boot.bin"),
                        tuple(7, "trace: true"),
                        tuple(8, "surprise"));
        assertThat(read.recipes().get(0).text())
                .contains("esp.erase", "esp.verify")
                .doesNotContain("esp.run");
    }

    @Test
    void aChipFolderThatIsNotWholeIsTold() throws Exception {
        file("chip-pro.yaml", "kind: recipe\n");
        Path images = Files.createDirectories(folder.resolve("new-image"));
        for (String name : List.of(
                "sunxi-spl.bin",
                "u-boot-dtb.bin",
                "spl-40000-1000-100.bin",
                "uboot-40000.bin",
                "uboot-400000.bin",
                "rootfs.ubi",
                "notes.txt")) {
            Files.writeString(images.resolve(name), name);
        }

        PeerImport read = read(PeerKind.CHIP_TOOLS, images);

        assertThat(left(read).stream().filter(Told.LeftOut::matters))
                .extracting(Told.LeftOut::what)
                .containsExactlyInAnyOrder("chip-40000-1000-100.ubi.sparse", "uboot-400000.bin", "rootfs.ubi");
        assertThat(read.told()).extracting(Told::what).contains("notes.txt", "sunxi-spl.bin");
    }

    @Test
    void aKeyOfABundleThatMeansNothingIsTold() throws Exception {
        PeerImport read = read(PeerKind.JUMPSTARTER, file("manifest.yaml", "kind: FlashBundleManifest\n"));

        assertThat(read.whole()).isFalse();
        assertThat(left(read)).anyMatch(one -> one.line() == 7 && one.what().equals("spec.extra"));
    }

    @Test
    void whatIsNoPeersFileIsRefused() throws Exception {
        assertThat(PeerKind.of(file("other.yaml", "a: 1\n"))).isEmpty();
        assertThat(PeerKind.of(file("x.auto", "# c\nSDP: boot -f a\n"))).contains(PeerKind.UUU);
        assertThatThrownBy(() -> read(PeerKind.SNAGFACTORY, folder.resolve("other.yaml")))
                .hasMessageContaining("soc-models");
        assertThatThrownBy(() -> read(PeerKind.UUU, folder.resolve("other.yaml")))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> read(PeerKind.ESP_IDF, folder.resolve("other.yaml")))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> read(PeerKind.CHIP_TOOLS, folder)).hasMessageContaining("CHIP-tools");
    }
}
