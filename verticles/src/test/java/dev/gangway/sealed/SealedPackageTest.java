package dev.gangway.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.config.PackagesConfig;
import dev.gangway.model.Digest;
import dev.gangway.sealed.age.AgeIdentity;
import dev.gangway.sealed.age.AgeReader;
import dev.gangway.sealed.age.AgeRecipient;
import dev.gangway.sealed.age.AgeWriter;
import io.vertx.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a package is, and what is refused of one that is not as it was made. */
class SealedPackageTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] YAML = "kind: recipe\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private SigningKey signer;
    private AgeIdentity own;
    private Path boot;
    private Path root;

    @BeforeEach
    void begin() throws Exception {
        signer = SigningKey.random(RANDOM);
        own = AgeIdentity.random(RANDOM);
        boot = image("boot.bin", 700, 1);
        root = image("root.bin", 1_500, 2);
    }

    private Path image(String name, int length, int seed) throws IOException {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    private PackageWriter.Content content(Path boot, Path root) {
        Map<String, Path> images = new LinkedHashMap<>();
        images.put("boot.bin", boot);
        images.put("sub/root.bin", root);
        return new PackageWriter.Content("board", 3, "A board", "test", YAML, new byte[] {'{', '}'}, images);
    }

    private Path make(String name, SigningKey key, AgeRecipient... stations) throws Exception {
        Path file = folder.resolve(name);
        new PackageWriter(key, List.of(stations), RANDOM).write(content(boot, root), file);
        return file;
    }

    private PackageKeys keys(SigningKey... trusted) throws Exception {
        Map<String, PackagesConfig.Signer> signers = new LinkedHashMap<>();
        for (SigningKey one : trusted) {
            signers.put(
                    "s" + signers.size(), new PackagesConfig.Signer(one.signer().text(), null));
        }
        Path key = folder.resolve("station.key");
        Files.writeString(key, own.secret());
        return PackageKeys.of(new PackagesConfig(true, folder, signers, Map.of(), key, null));
    }

    private PackageStore store() {
        return new PackageStore(folder.resolve("unpacked"));
    }

    private void requireNothingLeft() throws IOException {
        if (Files.exists(folder.resolve("unpacked"))) {
            try (Stream<Path> left = Files.list(folder.resolve("unpacked"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    private void requireRefused(Path file, String why) throws Exception {
        assertThatThrownBy(() -> store().unpack(file, keys(signer)))
                .isInstanceOf(SealedException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
        requireNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasPutInComesOutAndGoesWhenItIsClosed(boolean encrypted) throws Exception {
        Path file = encrypted ? make("a.gangway", signer, own.recipient()) : make("a.gangway", signer);
        Digest whole = Digest.of(ByteBuffer.wrap(Files.readAllBytes(file)));

        try (UnpackedPackage unpacked = store().unpack(file, keys(signer))) {
            assertThat(unpacked.manifest().version()).isEqualTo(3);
            assertThat(unpacked.recipe()).isEqualTo(YAML);
            assertThat(unpacked.images().resolve("boot.bin")).hasSameBinaryContentAs(boot);
            assertThat(unpacked.images().resolve("sub/root.bin")).hasSameBinaryContentAs(root);
            assertThat(unpacked.origin())
                    .isEqualTo("package a.gangway sha256:" + whole + " signed by s0 "
                            + signer.signer().fingerprint());
            assertThat(unpacked.digests())
                    .containsOnlyKeys("boot.bin", "sub/root.bin")
                    .containsEntry("boot.bin", Digest.of(ByteBuffer.wrap(Files.readAllBytes(boot))));
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(unpacked.images().getParent())))
                    .isEqualTo("rwx------");
            // Another start on the same folder leaves alone what is in use.
            store().unpack(file, keys(signer)).close();
            assertThat(unpacked.images().resolve("boot.bin")).exists();
        }
        requireNothingLeft();
        assertThat(indexOf(Files.readAllBytes(file), Files.readAllBytes(boot)) < 0)
                .isEqualTo(encrypted);
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    /** No bit of the file may be another one: headers, padding and the encryption's text too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noBitMayBeAnother(boolean encrypted) throws Exception {
        Path file = encrypted ? make("a.gangway", signer, own.recipient()) : make("a.gangway", signer);
        byte[] good = Files.readAllBytes(file);
        PackageKeys keys = keys(signer);
        Path wrong = folder.resolve("wrong.gangway");
        int refused = 0;
        for (int at = 0; at < good.length; at += at < 3_000 ? 13 : 97) {
            byte[] bytes = good.clone();
            bytes[at] ^= (byte) (1 << at % 8);
            Files.write(wrong, bytes);
            assertThat(isRefused(wrong, keys)).as("byte " + at).isTrue();
            refused++;
        }
        assertThat(refused).isGreaterThan(250);
        assertThat(isRefused(file, keys)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noByteMayBeMissingOrFollow(boolean encrypted) throws Exception {
        Path file = encrypted ? make("a.gangway", signer, own.recipient()) : make("a.gangway", signer);
        byte[] good = Files.readAllBytes(file);
        PackageKeys keys = keys(signer);
        Path wrong = folder.resolve("wrong.gangway");
        for (int length = 0; length < good.length; length += 331) {
            Files.write(wrong, Arrays.copyOf(good, length));
            assertThat(isRefused(wrong, keys)).as(length + " bytes").isTrue();
        }
        for (int length : List.of(good.length - 1, good.length + 1, good.length + 512, good.length + 10_240)) {
            Files.write(wrong, Arrays.copyOf(good, length));
            assertThat(isRefused(wrong, keys)).as(length + " bytes").isTrue();
        }
    }

    /** Whether it is refused as a whole; what a sink got before does not count. */
    private static boolean isRefused(Path file, PackageKeys keys) throws IOException {
        try (PackageReader reader = PackageReader.open(file, keys.own())) {
            keys.signerOf(file, reader.manifest());
            reader.readImages(packed -> OutputStream.nullOutputStream());
            return false;
        } catch (SealedException e) {
            assertThat(e.getMessage()).startsWith(file + ": ");
            return true;
        }
    }

    @Test
    void imagesOfAnotherPackageAreNotTaken() throws Exception {
        byte[] one = Files.readAllBytes(make("a.gangway", signer));
        boot = image("boot.bin", 700, 9);
        byte[] two = Files.readAllBytes(make("b.gangway", signer));
        int at = indexOf(two, Files.readAllBytes(boot));
        System.arraycopy(two, at, one, at, 700);

        requireRefused(
                Files.write(folder.resolve("mixed.gangway"), one), "images/boot.bin in it is not what was signed");
    }

    @Test
    void aListOfAnotherPackageIsNotTakenEither() throws Exception {
        byte[] one = Files.readAllBytes(make("a.gangway", signer));
        boot = image("boot.bin", 700, 9);
        byte[] two = Files.readAllBytes(make("b.gangway", signer));
        int list = indexOf(one, "gangway-package.sig".getBytes(StandardCharsets.US_ASCII));
        System.arraycopy(two, 0, one, 0, list);

        requireRefused(Files.write(folder.resolve("mixed.gangway"), one), "its signature does not hold");
    }

    @Test
    void whoIsNotTrustedIsNotFlashed() throws Exception {
        SigningKey other = SigningKey.random(RANDOM);

        requireRefused(make("a.gangway", other), "signed by " + other.signer() + ", whom this station does not know");
    }

    /** A second signature has no place in the archive, whoever made it. */
    @Test
    void twoSignaturesAreRefused() throws Exception {
        byte[] good = Files.readAllBytes(make("a.gangway", signer));
        int at = indexOf(good, "gangway-package.sig".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(good, 0, at + 1_024);
        twice.write(good, at, 1_024);
        twice.write(good, at + 1_024, good.length - at - 1_024);

        requireRefused(
                Files.write(folder.resolve("twice.gangway"), twice.toByteArray()),
                "what follows in it is not recipe/board.yaml");
    }

    @Test
    void whatIsForAnotherStationIsNotOpened() throws Exception {
        AgeIdentity other = AgeIdentity.random(RANDOM);

        requireRefused(make("a.gangway", signer, other.recipient()), "encrypted to other stations");
    }

    /** Whoever can read a package could pass it on; the list says for whom it was made. */
    @Test
    void whatWasMadeForAnotherStationIsNotTakenFromWhoDecryptedIt() throws Exception {
        AgeIdentity other = AgeIdentity.random(RANDOM);
        byte[] archive = opened(make("a.gangway", signer, other.recipient()), other);
        Path plain = Files.write(folder.resolve("plain.gangway"), archive);
        requireRefused(plain, "somebody decrypted it");

        Path anew = folder.resolve("anew.gangway");
        try (OutputStream out = Files.newOutputStream(anew)) {
            AgeWriter writer = AgeWriter.to(out, List.of(own.recipient()), RANDOM);
            writer.write(archive);
            writer.finish();
        }
        requireRefused(anew, "made for other stations");
    }

    private static byte[] opened(Path file, AgeIdentity identity) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return AgeReader.of(in, identity).orElseThrow().readAllBytes();
        }
    }

    @Test
    void anEncryptedOneNeedsAKey() throws Exception {
        Path file = make("a.gangway", signer, own.recipient());
        PackageKeys none = PackageKeys.of(new PackagesConfig(true, folder, Map.of(), Map.of(), null, null));

        assertThat(PackageReader.stations(file)).isEqualTo(1);
        assertThatThrownBy(() -> store().unpack(file, none)).hasMessageContaining("packages.key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/../../b", "/etc/passwd", "a//b", "./a", "a\\b", "a\nb", "x/", ""})
    void aPathThatLeavesItIsRefusedWhenItIsMadeAndWhenItIsRead(String path) throws Exception {
        PackageWriter.Content content =
                new PackageWriter.Content("board", 3, "t", "test", YAML, new byte[1], Map.of(path, boot));
        assertThatThrownBy(() -> new PackageWriter(signer, List.of(), RANDOM).write(content, folder.resolve("a")))
                .isInstanceOf(SealedException.class);
        assertThat(folder.resolve("a")).doesNotExist();

        String json = new String(
                        new PackageManifest(
                                        "board",
                                        3,
                                        "t",
                                        "test",
                                        signer.signer(),
                                        List.of(),
                                        List.of(new PackageManifest.Packed(
                                                "recipe/board.yaml", 1, Digest.of(ByteBuffer.wrap(YAML)))))
                                .encoded(),
                        StandardCharsets.UTF_8)
                .replace(
                        "\"files\" : [ {",
                        "\"files\" : [ {\"path\":" + Json.encode("images/" + path) + ",\"bytes\":1,\"sha256\":\""
                                + "0".repeat(64) + "\"}, {");
        assertThatThrownBy(() -> PackageManifest.of(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SealedException.class)
                .hasMessageContaining("leaves it");
    }

    /** What it says of its size is signed, and looked at before anything is written. */
    @Test
    void whatHasNoRoomIsNotBegun() throws Exception {
        Path file = make("a.gangway", signer);
        PackageStore full = new PackageStore(folder.resolve("unpacked"), where -> (64L << 20) + 2_199);

        assertThatThrownBy(() -> full.unpack(file, keys(signer)))
                .isInstanceOf(SealedException.class)
                .hasMessageContaining("free space there");
        requireNothingLeft();
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws Exception {
        Path left = Files.createDirectories(folder.resolve("unpacked/open-1/images"));
        Files.write(left.resolve("secret.bin"), new byte[9]);
        Files.write(folder.resolve("unpacked/open-1.use"), new byte[0]);

        store().unpack(make("a.gangway", signer), keys(signer)).close();

        requireNothingLeft();
    }

    @Test
    void aFileThatChangesWhileItIsPackedIsNoticed() throws Exception {
        Path changing = folder.resolve("fifo");
        Files.write(changing, new byte[10]);
        PackageWriter.Content content = content(changing, root);
        Path target = folder.resolve("a.gangway");
        PackageWriter writer = new PackageWriter(signer, List.of(own.recipient()), new SecureRandom() {
            private static final long serialVersionUID = 1L;

            /** The first random bytes are drawn between the two times that files are read. */
            @Override
            public void nextBytes(byte[] bytes) {
                super.nextBytes(bytes);
                try {
                    Files.write(changing, new byte[] {1, 2, 3});
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });

        assertThatThrownBy(() -> writer.write(content, target))
                .isInstanceOf(SealedException.class)
                .hasMessageContaining("changed while");
        assertThat(target).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    @Test
    void keysAreReadAsTheyAreWrittenAndNotOtherwise() throws Exception {
        assertThat(SigningKey.parse(signer.pem()).signer()).isEqualTo(signer.signer());
        assertThat(SignerKey.parse(signer.signer().pem())).isEqualTo(signer.signer());
        assertThat(SignerKey.parse(signer.signer().text())).isEqualTo(signer.signer());
        assertThatThrownBy(() -> SigningKey.parse(signer.signer().pem())).isInstanceOf(SealedException.class);
        assertThatThrownBy(() -> SignerKey.parse(signer.pem())).isInstanceOf(SealedException.class);
        assertThatThrownBy(() -> SignerKey.parse("MCowBQYDK2VwAyEA")).isInstanceOf(SealedException.class);
    }
}
