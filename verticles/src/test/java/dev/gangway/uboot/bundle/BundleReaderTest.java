package dev.gangway.uboot.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleReaderTest {
    private static Loaded<BundleReader.Read> read(String text) {
        return BundleReader.parse(Path.of("manifest.yaml"), text.getBytes(StandardCharsets.UTF_8));
    }

    private static BundleReader.Read sound(String text) {
        Loaded<BundleReader.Read> read = read(text);
        assertThat(read.problems()).isEmpty();
        return Objects.requireNonNull(read.value());
    }

    @Test
    void everyFieldIsRead() {
        BundleReader.Read read = sound(BundleText.MANIFEST);

        BundleManifest manifest = read.manifest();
        assertThat(read.notes()).isEmpty();
        assertThat(manifest.name()).isEqualTo("ti-jacinto");
        assertThat(manifest.manufacturer()).isEqualTo("Texas Instruments");
        assertThat(manifest.link()).contains("https://example.org/j784s4");
        assertThat(manifest.bootcmd()).isEqualTo("booti 0x82000000 - 0x84000000");
        assertThat(manifest.login())
                .isEqualTo(new BundleManifest.Login("login:", Optional.of("root"), Optional.of("s3cret"), "#"));
        assertThat(manifest.defaultTarget()).contains("usd");
        assertThat(manifest.targets())
                .containsEntry("usd", "/sys/class/block#4fb0000")
                .containsEntry("emmc", "/sys/class/block#4f80000");
        assertThat(manifest.kernel()).isEqualTo(new BundleManifest.Load("data/Image", "0x82000000"));
        assertThat(manifest.initram()).contains(new BundleManifest.Load("data/initramfs.cpio", "0x88000000"));
        BundleManifest.Dtb dtb = manifest.dtb().orElseThrow();
        assertThat(dtb.standard()).contains("evm");
        assertThat(dtb.address()).isEqualTo("0x84000000");
        assertThat(dtb.variants())
                .containsEntry("evm", new BundleManifest.Variant(Optional.of("data/evm.dtb"), Optional.empty()))
                .containsEntry(
                        "som",
                        new BundleManifest.Variant(
                                Optional.of("data/som.dtb"), Optional.of("booti 0x82000000 0x88000000 0x84000000")));
        assertThat(manifest.preflash()).containsExactly("dd if=/dev/zero of=/dev/mmcblk0 bs=512 count=34");
    }

    @Test
    void whatIsLeftOutOrNullHasItsUsualValue() {
        BundleManifest manifest = sound("""
                apiVersion: jumpstarter.dev/v1alpha1
                kind: FlashBundleManifest
                metadata: { name: a }
                spec:
                  bootcmd: bootm 0x90000000
                  link: null
                  initram: null
                  dtb:
                  targets: { emmc: /dev/mmcblk0 }
                  kernel: { file: a.itb, address: "0x90000000" }
                """).manifest();

        assertThat(manifest.link()).isEmpty();
        assertThat(manifest.initram()).isEmpty();
        assertThat(manifest.dtb()).isEmpty();
        assertThat(manifest.defaultTarget()).isEmpty();
        assertThat(manifest.preflash()).isEmpty();
        assertThat(manifest.login())
                .isEqualTo(new BundleManifest.Login("login:", Optional.empty(), Optional.empty(), "#"));
    }

    @Test
    void deviceTreesMayBeFilesAsTheyUsedToBe() {
        BundleManifest manifest = sound(
                        BundleText.MANIFEST.replace("evm:\n        file: data/evm.dtb", "evm: data/evm.dtb"))
                .manifest();

        assertThat(manifest.dtb().orElseThrow().variants().get("evm"))
                .isEqualTo(new BundleManifest.Variant(Optional.of("data/evm.dtb"), Optional.empty()));
    }

    @Test
    void aKeyThatIsNotKnownIsToldWithItsLineAndRefusesNothing() {
        List<Problem> notes = sound(BundleText.MANIFEST
                        .replace("  shelltype: busybox\n", "  shelltyp: busybox\n")
                        .replace("    username: root", "    type: busybox\n    username: root"))
                .notes();

        assertThat(notes)
                .extracting(Problem::toString)
                .containsExactly(
                        "manifest.yaml:9: spec.shelltyp: this station does not know the key, and does nothing with it;"
                                + " did you mean \"shelltype\"?",
                        "manifest.yaml:12: spec.login.type: this station does not know the key, and does nothing with it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jumpstarter.dev/v1alpha1 | jumpstarter.dev/v2 | 1: apiVersion: expected jumpstarter.dev/v1alpha1",
                "FlashBundleManifest | ExporterConfig | 2: kind: expected FlashBundleManifest",
                "shelltype: busybox | shelltype: powershell | 9: spec.shelltype: expected busybox",
                "default_target: usd | default_target: sda | 15: spec.default_target: there is no target \"sda\", there are usd,"
                        + " emmc",
                "default: evm | default: ewm | 26: spec.dtb.default: there is no variant \"ewm\", there are evm, som; did you"
                        + " mean \"evm\"?",
                "'address: \"0x82000000\"' | 'address: \"over there\"' | 21: spec.kernel.address: expected an address",
                "'address: \"0x84000000\"' | 'address: 0x84000000' | 27: spec.dtb.address: expected an address",
                "/sys/class/block#4fb0000 | /dev/sda; reboot | 17: spec.targets.usd: expected a device",
                "/sys/class/block#4fb0000 | /dev/../etc/passwd | 17: spec.targets.usd: expected a device",
                "/sys/class/block#4fb0000 | 4fb0000$(reboot) | 17: spec.targets.usd: expected a device",
                "'    file: data/Image' | '    other: data/Image' | 20: spec.kernel.file: is missing",
                "'password: \"s3cret\"' | 'password: [s3cret]' | 13: spec.login.password: expected a password"
            })
    void whatIsWrongIsToldWithItsLine(String right, String wrong, String told) {
        Loaded<BundleReader.Read> read = read(BundleText.MANIFEST.replace(right, wrong));

        assertThat(read.problems())
                .extracting(Problem::toString)
                .anyMatch(line -> line.startsWith("manifest.yaml:" + told));
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(read(BundleText.MANIFEST
                                .replace("default_target: usd", "default_target: x")
                                .replace("default: evm", "default: y")
                                .replace("kind: FlashBundleManifest", "kind: Pod"))
                        .problems())
                .hasSize(3);
    }

    @Test
    void aPasswordIsNeverShown() {
        assertThat(sound(BundleText.MANIFEST).toString())
                .contains("root with a password")
                .doesNotContain("s3cret");
        assertThat(read(BundleText.MANIFEST.replace("\"s3cret\"", "12345"))
                        .problems()
                        .toString())
                .contains("spec.login.password")
                .doesNotContain("12345");
    }
}
