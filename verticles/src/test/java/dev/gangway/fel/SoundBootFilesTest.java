package dev.gangway.fel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.BootFile;
import dev.gangway.format.FormatException;
import dev.gangway.image.ImageInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code image info} calls sound, the job takes, and the other way round. */
class SoundBootFilesTest {
    private static final byte[] DATA = "U-BOOT..".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private ImageInfo describe(ByteBuffer file) throws IOException {
        byte[] bytes = new byte[file.remaining()];
        file.duplicate().get(bytes);
        return ImageInfo.describe(Files.write(folder.resolve("file"), bytes));
    }

    @ParameterizedTest
    @CsvSource({"md5, MD5", "sha1, SHA-1", "sha256, SHA-256", "sha384, SHA-384", "sha512, SHA-512"})
    void hashesOfFitImagesAreComputed(String name, String algorithm)
            throws IOException, NoSuchAlgorithmException, FormatException {
        byte[] right = MessageDigest.getInstance(algorithm).digest(DATA);
        byte[] wrong = right.clone();
        wrong[3] ^= 1;

        assertThat(describe(FitFiles.hashed(name, right)).sound()).isTrue();
        ImageInfo damaged = describe(FitFiles.hashed(name, wrong));
        assertThat(damaged.sound()).isFalse();
        assertThat(damaged.lines()).last().asString().contains("the " + name + " of image \"uboot\" is ");

        ByteBuffer boot = SplFiles.joined(SplFiles.spl(0x400, "", 0xe12fff1e), FitFiles.hashed(name, wrong));
        assertThatThrownBy(() -> BootFile.parse(boot)).hasMessageContaining("the file promises");
        assertThat(describe(boot).sound()).isFalse();
    }

    @Test
    void aChecksumIsAHashTooAndOneThatIsEmptyOrUnknownProvesNothing() throws IOException {
        CRC32 crc = new CRC32();
        crc.update(DATA);
        byte[] right = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();

        assertThat(describe(FitFiles.hashed("crc32", right)).sound()).isTrue();
        assertThat(describe(FitFiles.hashed("crc32", new byte[4])).sound()).isFalse();
        assertThat(describe(FitFiles.hashed("sha256", new byte[0])).sound()).isTrue();
        assertThat(describe(FitFiles.hashed("whirlpool", new byte[9])).sound()).isTrue();
    }

    @Test
    void dataBehindTheTreeHasToBeThere() throws IOException {
        assertThat(describe(FitFiles.external(64)).sound()).isTrue();
        assertThat(describe(FitFiles.external(63)).lines()).last().asString().contains("truncated");
    }

    @Test
    void theSecondStageBehindAnSplIsHeldAgainstTheSameRules() throws IOException {
        byte[] payload = "u-boot".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer sound = SplFiles.withUboot(payload);
        ByteBuffer cut = sound.duplicate().limit(sound.limit() - 1);

        assertThat(describe(sound).lines()).last().asString().startsWith("U-Boot behind it, 6 bytes for 0x");
        assertThat(describe(cut).sound()).isFalse();
        assertThat(describe(FitFiles.withSpl()).sound()).isTrue();
        assertThat(describe(SplFiles.tiny()).sound()).isTrue();
    }

    @Test
    void anSplAloneCanBeRunAndNotStarted() throws FormatException {
        BootFile alone = BootFile.parse(SplFiles.tiny());

        assertThatThrownBy(alone::startable).hasMessageContaining("no U-Boot to start behind the SPL");
    }
}
