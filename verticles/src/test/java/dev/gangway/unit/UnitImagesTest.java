package dev.gangway.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.image.ImageStore;
import dev.gangway.image.PreparedImage;
import dev.gangway.image.ubootenv.EnvironmentImage;
import dev.gangway.model.FailureException;
import dev.gangway.recipe.ImageSpec;
import dev.gangway.recipe.MadeImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are made for a unit. */
class UnitImagesTest {
    private static final ImageSpec SPEC =
            new ImageSpec("unit.img", ImageSpec.ImageFormat.RAW, false, ImageSpec.Verification.READBACK);

    @TempDir
    Path folder;

    private ImageStore store;
    private Path units;

    @BeforeEach
    void begin() {
        store = new ImageStore(folder.resolve("cache"));
        units = folder.resolve("units");
    }

    private PreparedImage base(byte[] content) throws IOException, FailureException {
        Path file = folder.resolve("base.img");
        Files.write(file, content);
        return store.prepare("base", file, ImageSpec.ImageFormat.RAW);
    }

    private static byte[] bytes(PreparedImage image) throws IOException {
        return Files.readAllBytes(image.file());
    }

    private static PreparedImage make(UnitImages images, MadeImage made, PreparedImage base) throws FailureException {
        return images.make("unit", SPEC, made, text -> text.replace("{{serial}}", "SN-7"), name -> base);
    }

    @Test
    void aPatchIsACopyAndGoesWithItsAttempt() throws Exception {
        PreparedImage base = base("0123456789".getBytes(StandardCharsets.US_ASCII));
        Path made;
        try (UnitImages images = new UnitImages(units, store)) {
            PreparedImage image = make(
                    images,
                    new MadeImage.Patched(
                            "base",
                            List.of(
                                    new MadeImage.Piece(1, "{{serial}}", false, 5),
                                    new MadeImage.Piece(8, "ff00", true, 2))),
                    base);
            made = image.file();
            assertThat(bytes(image)).isEqualTo(new byte[] {'0', 'S', 'N', '-', '7', 0, '6', '7', -1, 0});
            assertThat(Files.getPosixFilePermissions(made.resolveSibling("")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(image.sha256()).isNotEqualTo(base.sha256());
        }
        assertThat(made).doesNotExist();
        assertThat(bytes(base)).isEqualTo("0123456789".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsPlace() throws Exception {
        PreparedImage base = base(new byte[10]);
        try (UnitImages images = new UnitImages(units, store)) {
            refused(
                    images,
                    base,
                    new MadeImage.Piece(9, "{{serial}}", false, 0),
                    "4 bytes at 9 go beyond its end at 10");
            refused(images, base, new MadeImage.Piece(0, "{{serial}}", false, 3), "has 4 bytes, and 3 are for it");
            refused(images, base, new MadeImage.Piece(0, "ff", true, 2), "has 1 bytes, and 2 are for it");
            refused(images, base, new MadeImage.Piece(0, "secret", true, 0), "not pairs of hex digits");
        }
    }

    private static void refused(UnitImages images, PreparedImage base, MadeImage.Piece piece, String why) {
        assertThatThrownBy(() -> make(images, new MadeImage.Patched("base", List.of(piece)), base))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("secret");
    }

    @Test
    void anEnvironmentBeginsWithItsDefaultsAndHasTheUnitsVariables() throws Exception {
        PreparedImage base = base("bootdelay=2\nboard=old\n".getBytes(StandardCharsets.US_ASCII));
        try (UnitImages images = new UnitImages(units, store)) {
            PreparedImage image = make(
                    images,
                    new MadeImage.Environment("base", 4096, true, Map.of("serial#", "{{serial}}", "board", "new")),
                    base);

            EnvironmentImage read = EnvironmentImage.read(bytes(image));
            assertThat(read.form().redundant()).isTrue();
            assertThat(read.environment().variables())
                    .isEqualTo(Map.of("bootdelay", "2", "board", "new", "serial#", "SN-7"));
        }
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAtTheNextStart() throws Exception {
        PreparedImage base = base(new byte[10]);
        UnitImages killed = new UnitImages(units, store);
        make(killed, new MadeImage.Patched("base", List.of(new MadeImage.Piece(0, "ff", true, 0))), base);
        Files.writeString(units.resolve("other"), "somebody's");

        UnitImages.clean(units);

        try (Stream<Path> left = Files.list(units)) {
            assertThat(left).containsExactly(units.resolve("other"));
        }
    }

    private static String run(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private PreparedImage fileSystem(String... words) throws Exception {
        Path file = folder.resolve("base.img");
        Files.write(file, new byte[4 << 20]);
        String[] all =
                Stream.concat(Stream.of(words), Stream.of(file.toString())).toArray(String[]::new);
        run(all);
        return store.prepare("base", file, ImageSpec.ImageFormat.RAW);
    }

    private MadeImage.Files files(MadeImage.Files.Kind kind) {
        return new MadeImage.Files("base", kind, 0, Map.of("/unit.txt", "I am {{serial}}\n"));
    }

    @Test
    @Tag("lab")
    void aFileIsPutIntoFatAndExt4AndOthersReadIt() throws Exception {
        PreparedImage fat = fileSystem("/sbin/mkfs.vfat");
        try (UnitImages images = new UnitImages(units, store)) {
            Path file = make(images, files(MadeImage.Files.Kind.FAT), fat).file();
            assertThat(run("mtype", "-i", file.toString(), "::/unit.txt")).isEqualTo("I am SN-7\n");
            run("/sbin/fsck.vfat", "-n", file.toString());
            assertThat(Files.mismatch(fat.file(), file)).as("the base stays").isNotEqualTo(-1);
        }
        PreparedImage ext4 = fileSystem("/sbin/mkfs.ext4", "-q", "-F");
        try (UnitImages images = new UnitImages(units, store)) {
            Path file = make(images, files(MadeImage.Files.Kind.EXT4), ext4).file();
            assertThat(run("/sbin/debugfs", "-R", "cat /unit.txt", file.toString()))
                    .contains("I am SN-7\n");
            run("/sbin/fsck.ext4", "-f", "-n", file.toString());

            assertThatThrownBy(() -> make(
                            images,
                            new MadeImage.Files(
                                    "base", MadeImage.Files.Kind.EXT4, 0, Map.of("/missing/unit.txt", "{{serial}}")),
                            ext4))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("is its folder there");
        }
    }
}
