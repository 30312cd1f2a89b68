package dev.gangway.uboot.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlashBundleTest {
    @TempDir
    Path folder;

    private Loaded<FlashBundle> opened(String right, String wrong) throws IOException {
        BundleText.in(folder);
        Path manifest = folder.resolve("manifest.yaml");
        Files.writeString(manifest, BundleText.MANIFEST.replace(right, wrong));
        return FlashBundle.open(manifest);
    }

    @Test
    void aSoundBundleHasItsFiles() throws IOException {
        FlashBundle bundle = opened("", "").orThrow();

        assertThat(bundle.file("data/Image"))
                .hasContent("the content of Image\n".repeat(50).stripTrailing());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data/Image | data/Imag | 20: spec.kernel.file: there is no file",
                "data/Image | ../Image | 20: spec.kernel.file: \"../Image\" leaves the bundle's folder",
                "data/Image | data/../../Image | 20: spec.kernel.file: \"data/../../Image\" leaves",
                "data/Image | /etc/passwd | 20: spec.kernel.file: \"/etc/passwd\" is absolute",
                "data/Image | data | 20: spec.kernel.file: there is no file",
                "data/som.dtb | other/evm.dtb | 32: spec.dtb.variants.som.file: \"other/evm.dtb\" is called as"
                        + " \"data/evm.dtb\" is"
            })
    void whatIsWrongWithAFileIsToldWithTheLineThatNamesIt(String right, String wrong, String told) throws IOException {
        Files.createDirectories(folder.resolve("other"));
        Files.writeString(folder.resolve("other/evm.dtb"), "another one");

        assertThat(opened(right, wrong).problems())
                .extracting(Problem::toString)
                .anyMatch(line -> line.startsWith(folder.resolve("manifest.yaml") + ":" + told));
    }

    @Test
    void aLinkOutOfTheFolderIsRefused() throws IOException {
        BundleText.in(folder.resolve("bundle"));
        Files.writeString(folder.resolve("secret"), "not the bundle's");
        Path image = folder.resolve("bundle/data/Image");
        Files.delete(image);
        Files.createSymbolicLink(image, Path.of("../../secret"));

        assertThat(FlashBundle.open(folder.resolve("bundle/manifest.yaml")).problems())
                .extracting(Problem::message)
                .containsExactly("\"data/Image\" is a link that leaves the bundle's folder");
    }

    @Test
    void aLinkWithinTheFolderIsAFileLikeOthers() throws IOException {
        BundleText.in(folder);
        Path image = folder.resolve("data/Image");
        Files.move(image, folder.resolve("data/Image-6.1"));
        Files.createSymbolicLink(image, Path.of("Image-6.1"));

        assertThat(FlashBundle.open(folder.resolve("manifest.yaml")).problems()).isEmpty();
    }

    @Test
    void anEmptyFileIsNoKernel() throws IOException {
        BundleText.in(folder);
        Files.write(folder.resolve("data/Image"), new byte[0]);

        assertThat(FlashBundle.open(folder.resolve("manifest.yaml")).problems())
                .extracting(Problem::message)
                .containsExactly(folder.resolve("data/Image") + " is empty");
    }

    @Test
    void filesThatWouldLieOverEachOtherInMemoryAreTold() throws IOException {
        assertThat(opened("0x88000000", "0x82000100").problems())
                .extracting(Problem::message)
                .containsExactly("data/Image at 0x82000000 has 1050 bytes and reaches over data/initramfs.cpio at"
                        + " 0x82000100");
    }

    @Test
    void addressesOfTheBoardsOwnAreItsOwnMatter() throws IOException {
        assertThat(opened("\"0x82000000\"", "\"${kernel_addr_r}\"").problems()).isEmpty();
    }
}
