package dev.gangway.image.ubootenv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.FormatException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredEnvironmentTest {
    private static final String TEXT = """
            bootcmd=run a; run b
            serial#=UF-00042
            ethaddr=02:aa:bb:cc:dd:ee
            motd=first\\
            second=still the value
            name=Zoë
            """;

    @Test
    void whatIsMadeIsReadBack() throws FormatException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            for (boolean redundant : new boolean[] {false, true}) {
                EnvironmentForm form = new EnvironmentForm(4096, redundant, order, 0xff);
                StoredEnvironment environment = StoredEnvironment.parse(TEXT);

                EnvironmentImage image = EnvironmentImage.read(environment.encode(form, 7));

                assertThat(image).isEqualTo(new EnvironmentImage(environment, form, redundant ? 7 : 0));
                assertThat(image.environment().text()).isEqualTo(TEXT);
            }
        }
    }

    @Test
    void ofTwoCopiesTheNewerIsTaken() throws FormatException {
        EnvironmentImage old = copy(255);
        EnvironmentImage later = copy(0);

        assertThat(EnvironmentImage.newer(old, later)).isSameAs(later);
        assertThat(EnvironmentImage.newer(later, old)).isSameAs(later);
        assertThat(EnvironmentImage.newer(old, old)).isSameAs(old);
    }

    @Test
    void whatDoesNotFitIsRefusedAndNoValueIsTold() {
        assertThatThrownBy(() -> StoredEnvironment.parse("a=secret-value").encode(EnvironmentForm.usual(16, true), 1))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("need 16 bytes, the environment has 11")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() ->
                        new StoredEnvironment(Map.of("a", "secret\0b=c")).encode(EnvironmentForm.usual(64, false), 0))
                .hasMessageContaining("value of a has a NUL")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new StoredEnvironment(Map.of("a=b", "c")).encode(EnvironmentForm.usual(64, false), 0))
                .hasMessageContaining("no name");
        assertThatThrownBy(() -> StoredEnvironment.parse("a=1\nb\n")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> StoredEnvironment.parse("a=1\na=2\n"))
                .hasMessageContaining("line 2: a is there twice");
        assertThatThrownBy(() -> EnvironmentForm.usual(3, false)).hasMessageContaining("CONFIG_ENV_SIZE");
    }

    @Test
    void aByteThatChangedIsFound() throws FormatException {
        byte[] image = StoredEnvironment.parse(TEXT).encode(EnvironmentForm.usual(1024, true), 1);
        for (int at = 0; at < image.length; at++) {
            if (at == 4) {
                continue; // the flag has no checksum
            }
            image[at] ^= 1;
            assertThatThrownBy(() -> EnvironmentImage.read(image)).isInstanceOf(FormatException.class);
            image[at] ^= 1;
        }
    }

    /** Debian's mkenvimage makes the same bytes, and Debian's fw_printenv reads them. */
    @Test
    @Tag("lab")
    void isWhatDebiansProgramsTakeItFor(@TempDir Path folder)
            throws IOException, InterruptedException, FormatException {
        Path text = Files.writeString(folder.resolve("env.txt"), "bootcmd=run a\nserial#=UF-00042\n");
        StoredEnvironment environment = StoredEnvironment.parse(Files.readString(text));
        Path made = folder.resolve("made");
        run("mkenvimage", "-s", "8192", "-o", made.toString(), text.toString());
        assertThat(environment.encode(EnvironmentForm.usual(8192, false), 0)).isEqualTo(Files.readAllBytes(made));
        run("mkenvimage", "-r", "-b", "-p", "0", "-s", "8192", "-o", made.toString(), text.toString());
        assertThat(environment.encode(new EnvironmentForm(8192, true, ByteOrder.BIG_ENDIAN, 0), 1))
                .isEqualTo(Files.readAllBytes(made));

        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Files.write(first, environment.encode(EnvironmentForm.usual(8192, true), 1));
        Files.write(second, environment.with("serial#", "UF-00043").encode(EnvironmentForm.usual(8192, true), 2));
        Path config =
                Files.writeString(folder.resolve("fw_env.config"), first + " 0x0 0x2000\n" + second + " 0x0 0x2000\n");
        assertThat(run("fw_printenv", "-c", config.toString(), "serial#")).isEqualTo("serial#=UF-00043\n");
    }

    private static EnvironmentImage copy(int flag) throws FormatException {
        return EnvironmentImage.read(
                StoredEnvironment.parse("a=" + flag).encode(EnvironmentForm.usual(64, true), flag));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
