package dev.gangway.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.FormatException;
import dev.gangway.format.IvtImage;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The format of images for i.MX boot ROMs. */
class IvtImageTest {
    private static IvtImage parse(byte[] bytes) throws FormatException {
        return IvtImage.parse(Imx.data(bytes));
    }

    @Test
    void readsWhereAnImageBelongsAndWhatSetsTheMemoryUp() throws FormatException {
        assertThat(parse(Imx.withDcd(5000)))
                .isEqualTo(new IvtImage(
                        0, 5000, 0x877ff400L, 0x877ff500L, Optional.of(new IvtImage.Part(0x2c, 24)), false));
        assertThat(parse(Imx.plain(5000)).dcd()).isEmpty();
        assertThat(parse(Imx.signed(5000)).signed()).isTrue();
    }

    @Test
    void findsTheTableInACardsImage() throws FormatException {
        byte[] image = Imx.withDcd(5000);
        byte[] card = new byte[0x400 + image.length + 9000];
        System.arraycopy(image, 0, card, 0x400, image.length);

        IvtImage found = parse(card);

        assertThat(found.offset()).isEqualTo(0x400);
        assertThat(found.length()).isEqualTo(5000);
        assertThat(found.dcd()).contains(new IvtImage.Part(0x42c, 24));
    }

    @Test
    void passesTheFirmwareInFrontOfAnImx8By() throws FormatException {
        byte[] firmware = Imx.plain(0x400);
        Imx.words(firmware).putInt(0, 0x412000d1).putInt(0x28, 4);
        byte[] image = Imx.plain(5000);
        Imx.words(image).putInt(0, 0x412000d1);
        byte[] both = Arrays.copyOf(firmware, 0x400 + image.length);
        System.arraycopy(image, 0, both, 0x400, image.length);

        assertThat(parse(both).offset()).isEqualTo(0x400);
    }

    @Test
    void padsNothingThatAFileDoesNotHave() throws FormatException {
        byte[] bytes = Imx.withDcd(5000);
        Imx.words(bytes).putInt(0x24, 0x400 + 8192);

        assertThat(parse(bytes).length()).isEqualTo(5000);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, no image vector table",
        "16, 0x1000, its boot data",
        "16, 0xffffffff, its boot data",
        "12, 0x10000000, its DCD",
        "12, 0x877ff500, the DCD begins with tag",
        "36, 0x10, the boot data say",
        "32, 0xffffffff, the boot data say",
        "44, 0xffffd2, the DCD begins with tag d2 and length 65535"
    })
    void refusesWhatLies(int offset, String value, String told) {
        byte[] bytes = Imx.withDcd(5000);
        Imx.words(bytes).putInt(offset, Long.decode(value).intValue());

        assertThatThrownBy(() -> parse(bytes))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(told);
    }

    @Test
    void refusesTruncatedFiles() {
        assertThatThrownBy(() -> parse(new byte[0])).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> parse(Arrays.copyOf(Imx.withDcd(5000), 0x30)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("does not reach there");
    }
}
