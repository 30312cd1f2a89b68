package dev.gangway.fel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.BootFile;
import dev.gangway.format.FormatException;
import dev.gangway.format.LoadedUboot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootFileTest {
    private static final byte[] PAYLOAD = "U-Boot payload!\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void aLoneSplHasNoSecondStage() throws FormatException {
        BootFile boot = BootFile.parse(SplFiles.tiny());

        assertThat(boot.spl().remaining()).isEqualTo(0x400);
        assertThat(boot.parts()).isEmpty();
        assertThat(boot.uboot()).isNull();
    }

    @Test
    void anSplPaddedToLessThan32KiBHasNone() throws FormatException {
        ByteBuffer padded = ByteBuffer.allocate(0x6000).put(SplFiles.tiny()).position(0);

        assertThat(BootFile.parse(padded).uboot()).isNull();
    }

    /** Header vector of dossier fel.md 9.9, but for time and os. */
    @Test
    void takesALegacyImageAndStartsItAtItsLoadAddress() throws FormatException {
        BootFile boot = BootFile.parse(SplFiles.withUboot(PAYLOAD));

        assertThat(text(boot)).isEqualTo("4a000000:U-Boot payload!\n");
        assertThat(boot.uboot()).isNotNull();
        assertThat(Objects.requireNonNull(boot.uboot()).entry()).isEqualTo(0x4a00_0000L);
    }

    @Test
    void refusesAnotherArchitecture() {
        assertThatThrownBy(() -> BootFile.parse(SplFiles.joined(SplFiles.tiny(), SplFiles.firmware(PAYLOAD, 22))))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("wrong architecture");
    }

    @Test
    void refusesWhatIsNoImage() {
        assertThatThrownBy(() -> BootFile.parse(SplFiles.joined(SplFiles.tiny(), ByteBuffer.allocate(100))))
                .hasMessageContaining("bad size or signature");
        assertThatThrownBy(() -> BootFile.parse(SplFiles.joined(
                        SplFiles.tiny(), SplFiles.firmware(PAYLOAD, 2).slice(0, 60))))
                .hasMessageContaining("bad size or signature");
    }

    @Test
    void refusesADamagedOrTruncatedImage() {
        ByteBuffer damaged = SplFiles.withUboot(PAYLOAD);
        damaged.put(0x8000 + 70, (byte) 'x');

        assertThatThrownBy(() -> BootFile.parse(damaged)).hasMessageContaining("data's CRC-32");
        assertThatThrownBy(() -> BootFile.parse(SplFiles.withUboot(PAYLOAD).slice(0, 0x8000 + 70)))
                .hasMessageContaining("truncated");
    }

    @Test
    void refusesADamagedSpl() {
        ByteBuffer damaged = SplFiles.tiny().put(0x200, (byte) 1);

        assertThatThrownBy(() -> BootFile.parse(damaged)).hasMessageContaining("checksum");
        assertThatThrownBy(() -> BootFile.parse(SplFiles.tiny().slice(0, 0x3fc)))
                .hasMessageContaining("truncated");
        assertThatThrownBy(() -> BootFile.parse(ByteBuffer.allocate(0x400))).hasMessageContaining("not found");
    }

    @Test
    void takesTheFitConfigurationOfTheSplsBoard() throws FormatException {
        BootFile boot = BootFile.parse(FitFiles.withSpl());

        assertThat(text(boot)).isEqualTo("44000:ATF. 50000:SCP. 4a000000:U-BOOT.. 4a000008:DTB1");
        LoadedUboot uboot = Objects.requireNonNull(boot.uboot());
        assertThat(uboot.entry()).isEqualTo(0x4_4000L);
        assertThat(uboot.aarch64()).isTrue();
    }

    @Test
    void takesTheDefaultConfigurationForANamelessSpl() throws FormatException {
        BootFile boot = BootFile.parse(SplFiles.joined(SplFiles.tiny(), FitFiles.two()));

        assertThat(text(boot)).isEqualTo("44000:ATF. 4a000000:U-BOOT.. 4a000008:DTB2");
    }

    @Test
    void refusesAFitWithoutTheBoard() {
        ByteBuffer file = SplFiles.joined(SplFiles.spl(0x400, "board-three", 0xe12fff1e), FitFiles.two());

        assertThatThrownBy(() -> BootFile.parse(file)).hasMessageContaining("board-three");
    }

    @ParameterizedTest
    @CsvSource({"board-compressed, is compressed", "board-incomplete, there is no image"})
    void refusesAFitWhosePartsCannotBeLoaded(String deviceTree, String message) {
        ByteBuffer file = SplFiles.joined(SplFiles.spl(0x400, deviceTree, 0xe12fff1e), FitFiles.two());

        assertThatThrownBy(() -> BootFile.parse(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesEveryTruncationOfAFit() {
        ByteBuffer fit = FitFiles.two();
        for (int length = 70; length < fit.remaining(); length += 3) {
            ByteBuffer part = SplFiles.joined(SplFiles.tiny(), fit.slice(0, length));
            assertThatThrownBy(() -> BootFile.parse(part)).isInstanceOf(FormatException.class);
        }
    }

    /** Whatever stands in the structure block, the answer is a value or a FormatException. */
    @Test
    void survivesEveryDamagedWordOfAFit() throws FormatException {
        int refused = 0;
        ByteBuffer fit = FitFiles.two();
        for (int at = 4; at + 4 <= fit.remaining(); at += 4) {
            ByteBuffer damaged =
                    ByteBuffer.allocate(fit.remaining()).put(fit.duplicate()).flip();
            damaged.putInt(at, 0x7fff_fff1);
            try {
                BootFile.parse(SplFiles.joined(SplFiles.tiny(), damaged));
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(50);
    }

    private static String text(BootFile boot) {
        return boot.parts().stream()
                .map(p -> Long.toHexString(p.address()) + ":"
                        + StandardCharsets.US_ASCII.decode(p.data().duplicate()))
                .collect(Collectors.joining(" "));
    }
}
