package dev.gangway.rockchip;

import static dev.gangway.rockchip.RockchipRig.image;
import static dev.gangway.rockchip.RockchipRig.loader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gangway.format.FormatException;
import dev.gangway.format.RockchipCrc;
import dev.gangway.format.RockchipLoader;
import dev.gangway.format.RockchipLoader.Part;
import dev.gangway.format.RockchipLoader.Stage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Loader files, and what is wrong with them. */
class RockchipLoaderTest {
    /** With the check sum made right, so that what lies before it is reached. */
    static byte[] sealed(byte[] bytes) {
        if (bytes.length < 4) {
            return bytes;
        }
        int end = bytes.length - 4;
        ByteBuffer file = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(end, RockchipCrc.crc32(file.duplicate().limit(end)));
        return file.array();
    }

    private static byte[] changed(int at, int value) {
        byte[] file = loader("rk3399", 300, 400);
        file[at] = (byte) value;
        return sealed(file);
    }

    @Test
    void aFileSaysItsChipAndItsParts() throws Exception {
        RockchipLoader file = RockchipLoader.parse(image(loader("rk3399", 300, 400)));

        assertThat(file.chip()).isEqualTo("330C");
        assertThat(file.coded()).isTrue();
        assertThat(file.parts())
                .extracting(Part::stage, Part::name, Part::size)
                .containsExactly(
                        tuple(Stage.MEMORY, "rk3399_ddr", 300),
                        tuple(Stage.USB_PLUG, "rk3399_usbplug", 400),
                        tuple(Stage.LOADER, "FlashBoot", 400));
        assertThat(RockchipLoader.parse(image(loader("rk3588", 300, 400))).coded())
                .isFalse();
    }

    @Test
    void damagedFilesAreRefused() {
        byte[] sound = loader("rk3399", 300, 400);
        byte[] flipped = sound.clone();
        flipped[500] ^= 1;

        assertThatThrownBy(() -> RockchipLoader.parse(image(flipped)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("CRC");
        assertThatThrownBy(() -> RockchipLoader.parse(image(Arrays.copyOf(sound, 600))))
                .hasMessageContaining("truncated");
        assertThatThrownBy(() -> RockchipLoader.parse(image(Arrays.copyOf(sound, 50))))
                .hasMessageContaining("cut short");
        assertThatThrownBy(() -> RockchipLoader.parse(image(new byte[2000]))).hasMessageContaining("BOOT or LDR");
        // The entry of the first part: how large entries are, its type, where its data is, how much.
        assertThatThrownBy(() -> RockchipLoader.parse(image(changed(30, 20))))
                .hasMessageContaining("entry of 20 bytes");
        assertThatThrownBy(() -> RockchipLoader.parse(image(changed(103, 2)))).hasMessageContaining("type 2");
        assertThatThrownBy(() -> RockchipLoader.parse(image(changed(150, 0x7f))))
                .hasMessageContaining("does not lie");
        assertThatThrownBy(() -> RockchipLoader.parse(image(changed(154, 0x7f))))
                .hasMessageContaining("does not lie");
    }
}
