package dev.gangway.uboot.bundle.flash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumsTest {
    private static final String ONE = "1a".repeat(32);
    private static final String TWO = "2b".repeat(32);

    private static String find(String text) throws FailureException {
        return Checksums.find(text, "SHA256SUMS", "disk.img").hex();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1$s  disk.img\n%2$s  other.img\n",
                "%2$s *disk.img.xz\n%1$s *disk.img\n",
                "%2$s  other\n%1$s  ./build/disk.img\r\n",
                "# made by hand\n\n%1$s\tdisk.img",
                "SHA256 (other) = %2$s\nSHA256 (disk.img) = %1$s\n",
                "%1$s",
                "%1$s  disk.img\n%1$s  old/disk.img\n"
            })
    void findsTheSumOfAFile(String form) throws FailureException {
        assertThat(find(String.format(form, ONE, TWO))).isEqualTo(ONE);
        assertThat(find(String.format(form, ONE.toUpperCase(java.util.Locale.ROOT), TWO)))
                .isEqualTo(ONE);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> find(TWO + "  other.img\n"))
                .hasMessage("image-invalid: SHA256SUMS has no sum of disk.img: make it anew, sha256sum disk.img");
        assertThatThrownBy(() -> find(ONE + "  disk.img\n" + TWO + "  old/disk.img\n"))
                .hasMessageContaining("different sums of disk.img");
        assertThatThrownBy(() -> find(ONE + "  disk.img\n<html>"))
                .hasMessageContaining("SHA256SUMS, line 2: expected a SHA-256");
        assertThatThrownBy(() -> find("")).hasMessageContaining("no sum of disk.img");
        assertThatThrownBy(() -> find(ONE + "\n" + TWO + "\n")).hasMessageContaining("no sum of disk.img");
    }
}
