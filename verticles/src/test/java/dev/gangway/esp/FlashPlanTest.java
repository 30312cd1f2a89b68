package dev.gangway.esp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.esp.FlashPlan.FlashFile;
import dev.gangway.format.ImageData;
import dev.gangway.model.Failure;
import dev.gangway.soc.EspSoc;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is written. */
class FlashPlanTest {
    private static final FlashChip FLASH = new FlashChip(0, 4 << 20);
    private static final EspSecurity OPEN = new EspSecurity(false, false, false, false);

    @TempDir
    Path folder;

    private FlashPlan build = new FlashPlan(List.of());

    @BeforeEach
    void images() throws Exception {
        build = EspRig.build(folder, "esp32", 0);
    }

    private FlashPlan with(int number, long at, int length) {
        List<FlashFile> files = new ArrayList<>(build.files());
        FlashFile old = files.get(number);
        int kept = (int) Math.min(length, old.data().length());
        files.set(number, new FlashFile(old.name(), at, ImageData.of(old.data().slice(0, kept))));
        return new FlashPlan(files);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0x9000, recipe-invalid, is an application",
        "2, 0x8000, recipe-invalid, overlap",
        "0, 0x4000, recipe-invalid, overlap",
        "2, 0x10800, recipe-invalid, no multiple of 0x1000",
        "2, 0x20000, recipe-invalid, is an application",
        "2, 0x300000, recipe-invalid, is in no partition"
    })
    void aFileAtAPlaceThatIsNotItsOwn(int file, String at, String kind, String told) {
        Failure failure = EspRig.failure(
                () -> with(file, Long.decode(at), Integer.MAX_VALUE).requireConsistent());

        assertThat(failure.kind().code()).as("%s", failure).isEqualTo(kind);
        assertThat(failure.message()).contains(told);
    }

    @ParameterizedTest
    @CsvSource({"0, 0x1000, 1000, truncated", "2, 0x10000, 30000, truncated", "1, 0x8000, 64, the file ends in row 3"})
    void aFileThatWasCut(int file, String at, int length, String told) {
        Failure failure =
                EspRig.failure(() -> with(file, Long.decode(at), length).requireConsistent());

        assertThat(failure.kind().code()).isEqualTo("image-invalid");
        assertThat(failure.message()).contains(told);
    }

    @Test
    void dataThatAreLargerThanTheirPartition() {
        List<FlashFile> files = new ArrayList<>(build.files());
        files.add(new FlashFile("nvs.bin", 0x9000, ImageData.of(ByteBuffer.allocate(0x6001))));

        Failure failure = EspRig.failure(() -> new FlashPlan(files).requireConsistent());

        assertThat(failure.kind().code()).isEqualTo("image-too-large");
        assertThat(failure.message()).contains("\"nvs\"");
    }

    @Test
    void aHeaderThatIsNone() {
        List<FlashFile> files = new ArrayList<>(build.files());
        files.set(0, new FlashFile("bootloader", 0x1000, ImageData.of(ByteBuffer.allocate(1000))));

        Failure failure =
                EspRig.failure(() -> new FlashPlan(files).requireFor(EspSoc.ESP32, Optional.empty(), FLASH, OPEN));

        assertThat(failure.kind().code()).isEqualTo("image-invalid");
        assertThat(failure.message()).contains("does not begin with e9");
    }

    @Test
    void aRevisionThatItDoesNotRunOn() throws Exception {
        byte[] bytes = new byte[(int) build.files().get(0).data().length()];
        build.files().get(0).data().slice(0, bytes.length).get(bytes);
        bytes[15] = (byte) 300;
        bytes[16] = 300 >> 8;
        bytes[23] = 0; // no digest
        FlashPlan plan =
                new FlashPlan(List.of(new FlashFile("bootloader", 0x1000, ImageData.of(ByteBuffer.wrap(bytes)))));

        plan.requireFor(EspSoc.ESP32, Optional.of(301), FLASH, OPEN);
        Failure failure = EspRig.failure(() -> plan.requireFor(EspSoc.ESP32, Optional.of(101), FLASH, OPEN));

        assertThat(failure.message()).contains("runs on revisions v3.0 to any later, and this chip has v1.1");
    }

    @ParameterizedTest
    @CsvSource({"fast, keep, keep", "keep, 60m, keep", "keep, keep, 3MB"})
    void aWordThatTheChipDoesNotKnow(String mode, String frequency, String size) {
        Failure failure =
                EspRig.failure(() -> build.with(new FlashWords(mode, frequency, size), EspSoc.ESP32, FLASH, OPEN));

        assertThat(failure.kind().code()).isEqualTo("recipe-invalid");
        assertThat(failure.message()).contains("does not exist on this chip; there are ");
    }

    @Test
    void nothingThatIsSignedIsChanged() throws Exception {
        EspSecurity signed = new EspSecurity(true, false, false, false);

        assertThat(build.with(new FlashWords("qio", "80m", "detect"), EspSoc.ESP32, FLASH, signed))
                .isSameAs(build);
    }

    @Test
    void aFlashIsAskedForThatHoldsAllPartitions() throws Exception {
        assertThat(build.needed()).isEqualTo(2 << 20);
    }
}
