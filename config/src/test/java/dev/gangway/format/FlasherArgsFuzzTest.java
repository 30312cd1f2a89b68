package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What a build of ESP-IDF says of its files. */
class FlasherArgsFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"flash_settings\":{\"flash_mode\":\"dio\"},\"flash_files\":{\"0x1000\":\"b/b.bin\",\"0x0\":\"a\"}}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        try {
            FlasherArgs args = FlasherArgs.parse(EspFiles.data(bytes));
            assertThat(args.parts()).isNotEmpty();
            args.parts().forEach(part -> assertThat(
                            Path.of("/build").resolve(part.file()).normalize().startsWith("/build"))
                    .isTrue());
        } catch (FormatException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
