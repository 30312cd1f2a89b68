package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ESP-IDF's build leaves: images, partition tables, and which file goes where. */
class EspFilesTest {
    private static final String ARGS = """
            {"write_flash_args": ["--flash_mode", "dio"],
             "flash_settings": {"flash_mode": "dio", "flash_size": "2MB", "flash_freq": "40m"},
             "flash_files": {"0x10000": "hello.bin", "0x1000": "bootloader/bootloader.bin", "0x8000": "partition_table/p.bin"},
             "app": {"offset": "0x10000", "file": "hello.bin", "encrypted": "false"},
             "extra_esptool_args": {"after": "hard_reset", "before": "default_reset", "stub": true, "chip": "esp32"}}
            """;

    @Test
    void anImageTellsItsChipItsRevisionsAndItsLength() throws Exception {
        byte[] bytes = EspFiles.image(9, 100);

        EspImage image = EspImage.parse(EspFiles.data(bytes));

        assertThat(image).isEqualTo(new EspImage(2, Optional.of(9), true, bytes.length, 100, EspImage.ANY_LATER));
        assertThat(EspImage.startsLikeOne(EspFiles.data(bytes))).isTrue();
    }

    @Test
    void anotherHeaderGetsAnotherDigestAndNothingElseChanges() throws Exception {
        byte[] bytes = EspFiles.image(0, 100);
        ImageData data = EspFiles.data(bytes);
        EspImage image = EspImage.parse(data);

        ImageData changed = image.with(new EspImage.Settings(Optional.of(0), Optional.of(4), Optional.of(0xf)), data);

        byte[] expected = bytes.clone();
        expected[2] = 0;
        expected[3] = 0x4f;
        EspFiles.seal(expected);
        assertThat(changed.slice(0, bytes.length)).isEqualTo(ByteBuffer.wrap(expected));
        assertThat(EspImage.parse(changed).digest()).isTrue();
        assertThat(image.with(EspImage.Settings.KEEP, data)).isSameAs(data);
    }

    @ParameterizedTest
    @CsvSource({"20, truncated", "140, truncated", "100, truncated"})
    void aTruncatedImageIsRefused(int length, String told) throws Exception {
        byte[] cut = Arrays.copyOf(EspFiles.image(0, 100), length);

        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> EspImage.parse(EspFiles.data(cut)))
                .withMessageContaining(told);
    }

    @Test
    void aDamagedImageIsRefused() throws Exception {
        byte[] bytes = EspFiles.image(0, 100);
        bytes[9] ^= 1;

        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> EspImage.parse(EspFiles.data(bytes)))
                .withMessageContaining("SHA-256 is wrong");
    }

    @Test
    void aTableTellsItsPartitions() throws Exception {
        EspPartitions table = EspPartitions.parse(EspFiles.data(EspFiles.table()));

        assertThat(table.digest()).isTrue();
        assertThat(table.entries())
                .extracting(EspPartitions.Entry::text)
                .containsExactly(
                        "\"nvs\", data 0x02, 0x9000 to 0xf000",
                        "\"phy_init\", data 0x01, 0xf000 to 0x10000",
                        "\"factory\", app 0x00, 0x10000 to 0x110000");
        assertThat(table.at(0x10fff)).map(EspPartitions.Entry::label).hasValue("factory");
        assertThat(table.at(0x8000)).isEmpty();
        assertThat(table.end()).isEqualTo(0x110000);
    }

    @Test
    void aTableThatWasDamagedIsRefused() throws Exception {
        byte[] table = EspFiles.table();
        table[12] ^= 1;

        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> EspPartitions.parse(EspFiles.data(table)))
                .withMessageContaining("its MD5 is wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "0x9000, 0x7000, 0x10000, overlap",
        "0x9000, 0x1000, 0x11000, multiple of 0x10000",
        "0x9000, 0, 0x10000, multiple of 0x1000"
    })
    void aTableThatContradictsItselfIsRefused(String data, String size, String app, String told) {
        ByteBuffer table = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
        EspFiles.row(table, "nvs", 1, 2, Integer.decode(data), Integer.decode(size));
        EspFiles.row(table, "app", 0, 0, Integer.decode(app), 0x10000);
        table.putLong(-1).putLong(-1).putLong(-1).putLong(-1);
        if (told.equals("overlap")) {
            table.putInt(8, 0x8000);
        }

        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> EspPartitions.parse(EspFiles.data(table.array())))
                .withMessageContaining(told);
    }

    @Test
    void aBuildTellsItsFilesInOrder() throws Exception {
        FlasherArgs args = FlasherArgs.parse(EspFiles.text(ARGS));

        assertThat(args.chip()).hasValue("esp32");
        assertThat(args.mode()).isEqualTo("dio");
        assertThat(args.frequency()).isEqualTo("40m");
        assertThat(args.size()).isEqualTo("2MB");
        assertThat(args.parts())
                .containsExactly(
                        new FlasherArgs.Part(0x1000, "bootloader/bootloader.bin"),
                        new FlasherArgs.Part(0x8000, "partition_table/p.bin"),
                        new FlasherArgs.Part(0x10000, "hello.bin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{\"flash_files\": {}}",
                "{\"flash_files\": {\"65536\": \"a.bin\"}}",
                "{\"flash_files\": {\"0x1\": \"../a.bin\"}}",
                "{\"flash_files\": {\"0x1\": \"/etc/passwd\"}}",
                "{\"flash_files\": {\"0x1\": \"a.bin\", \"0x01\": \"b.bin\"}}",
                "{\"flash_files\": {\"0x1\": \"a.bin\"}, \"app\": {\"file\": \"a.bin\", \"encrypted\": \"true\"}}",
                "{\"flash_files\": {\"0x1\": \"a.bin\"}, \"flash_settings\": {\"flash_mode\": \"d io\"}}"
            })
    void aBuildThatCannotBeMeantIsRefused(String text) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> FlasherArgs.parse(EspFiles.text(text)))
                .withMessageStartingWith("flasher_args.json: ");
    }
}
