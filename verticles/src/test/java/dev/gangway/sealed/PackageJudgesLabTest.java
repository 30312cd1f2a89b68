package dev.gangway.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.PackagesConfig;
import dev.gangway.sealed.age.AgeIdentity;
import dev.gangway.sealed.age.AgeReader;
import dev.gangway.sealed.age.AgeRecipient;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of docs/packages.md: Debian's age, tar, openssl and sha256sum open and check what is made here, and the other way round. */
@Tag("lab")
class PackageJudgesLabTest {
    private static final int PATIENCE = 60;

    @TempDir
    Path folder;

    private String run(String... command) throws Exception {
        Path log = folder.resolve("command.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS) && process.exitValue() == 0)
                .as("%s: %s", List.of(command), Files.readString(log))
                .isTrue();
        return Files.readString(log);
    }

    private String shell(String line) throws Exception {
        return run("sh", "-ec", line);
    }

    private PackageWriter.Content content() throws Exception {
        byte[] bytes = new byte[200_000];
        new Random(3).nextBytes(bytes);
        Files.write(folder.resolve("boot.bin"), bytes);
        Files.write(folder.resolve("empty.bin"), new byte[0]);
        Map<String, Path> images = new LinkedHashMap<>();
        images.put("boot.bin", folder.resolve("boot.bin"));
        images.put("sub/empty.bin", folder.resolve("empty.bin"));
        return new PackageWriter.Content(
                "board", 3, "A board", "test", "kind: recipe\n".getBytes(StandardCharsets.UTF_8), new byte[2], images);
    }

    /** Keys that openssl and age-keygen made; opened, unpacked and checked by hand. */
    @Test
    void othersOpenAndCheckWhatIsMadeHere() throws Exception {
        shell("openssl genpkey -algorithm ed25519 -out sign.pem; openssl pkey -in sign.pem -pubout -out sign.pem.pub;"
                + " age-keygen -o station.key");
        String station = shell("age-keygen -y station.key").strip();
        SigningKey key = SigningKey.parse(Files.readString(folder.resolve("sign.pem")));
        assertThat(key.signer().pem()).isEqualTo(Files.readString(folder.resolve("sign.pem.pub")));
        assertThat("sha256:"
                        + shell("openssl pkey -pubin -in sign.pem.pub -outform DER | sha256sum")
                                .substring(0, 64))
                .isEqualTo(key.signer().fingerprint());
        new PackageWriter(key, List.of(AgeRecipient.parse(station)), new SecureRandom())
                .write(content(), folder.resolve("board.gangway"));

        shell("age -d -i station.key -o plain.tar board.gangway; mkdir out; tar -x -f plain.tar -C out");
        shell("openssl pkeyutl -verify -pubin -inkey sign.pem.pub -rawin -in out/gangway-package.json -sigfile"
                + " out/gangway-package.sig");
        shell("""
                cd out
                python3 -c "import json
                for file in json.load(open('gangway-package.json'))['files']:
                    print(file['sha256'] + '  ' + file['path'])" > ../sums
                sha256sum --strict -c ../sums
                cmp images/boot.bin ../boot.bin
                """);
    }

    /** GNU tar makes the same archive of the same files, to the byte. */
    @Test
    void theArchiveIsWhatTarMakes() throws Exception {
        new PackageWriter(SigningKey.random(new SecureRandom()), List.of(), new SecureRandom())
                .write(content(), folder.resolve("board.gangway"));
        shell("mkdir out; tar -x -f board.gangway -C out; cd out; tar -c --format=ustar -b 2 --numeric-owner --owner=0"
                + " --group=0 --mtime=@0 --mode=0644 -f ../again.gangway gangway-package.json gangway-package.sig"
                + " recipe/board.yaml schema/recipe.schema.json images/boot.bin images/sub/empty.bin; cmp"
                + " ../board.gangway ../again.gangway");
    }

    /** What age encrypts is opened here, and a package that was put together by hand is one. */
    @Test
    void whatOthersMakeIsOpenedHere() throws Exception {
        SigningKey key = SigningKey.random(new SecureRandom());
        Files.writeString(folder.resolve("sign.pem"), key.pem());
        shell("age-keygen -o station.key; age-keygen -o other.key; age -r $(age-keygen -y other.key) -r"
                + " $(age-keygen -y station.key) -o big.age /bin/bash");
        AgeIdentity own = PackageKeys.identity(folder.resolve("station.key"));
        try (InputStream in = Files.newInputStream(folder.resolve("big.age"))) {
            assertThat(AgeReader.of(in, own).orElseThrow().readAllBytes())
                    .isEqualTo(Files.readAllBytes(Path.of("/bin/bash")));
        }

        new PackageWriter(key, List.of(own.recipient()), new SecureRandom())
                .write(content(), folder.resolve("board.gangway"));
        shell(
                "age -d -i station.key -o plain.tar board.gangway; mkdir out; tar -x -f plain.tar -C out; rm board.gangway; cd"
                        + " out; sed -i 's/A board/Another/' gangway-package.json; openssl pkeyutl -sign -inkey ../sign.pem -rawin -in"
                        + " gangway-package.json -out gangway-package.sig; tar -c --format=ustar -b 2 --numeric-owner --owner=0"
                        + " --group=0 --mtime=@0 --mode=0644 gangway-package.json gangway-package.sig recipe/board.yaml"
                        + " schema/recipe.schema.json images/boot.bin images/sub/empty.bin | age -r $(age-keygen -y ../station.key) -o"
                        + " ../board.gangway");
        PackageKeys keys = PackageKeys.of(new PackagesConfig(
                true,
                folder,
                Map.of("hand", new PackagesConfig.Signer(key.signer().text(), null)),
                Map.of(),
                folder.resolve("station.key"),
                null));
        try (PackageReader reader = PackageReader.open(folder.resolve("board.gangway"), keys.own())) {
            assertThat(keys.signerOf(folder.resolve("board.gangway"), reader.manifest()))
                    .isEqualTo("hand");
            assertThat(reader.manifest().title()).isEqualTo("Another");
            reader.readImages(packed -> OutputStream.nullOutputStream());
        }
    }
}
