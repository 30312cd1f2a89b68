package dev.gangway.image.source;

import static dev.gangway.image.source.Fetching.bytes;
import static dev.gangway.image.source.Fetching.digest;
import static dev.gangway.image.source.Fetching.left;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gangway.model.Digest;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.ImageOrigin;
import dev.gangway.recipe.ImageSignature;
import dev.gangway.recipe.ImageSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures that Debian's minisign and openssl made, right and wrong. */
@Tag("lab")
class SignedImagesLabTest {
    private static final int PATIENCE = 60;
    private static final byte[] IMAGE = bytes(300_000, 8);

    @TempDir
    Path folder;

    @BeforeEach
    void image() throws IOException {
        Files.write(folder.resolve("a.bin"), IMAGE);
    }

    private void run(String... command) throws Exception {
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
    }

    private void openssl(String words) throws Exception {
        String[] arguments = words.split(" ");
        String[] command = Arrays.copyOf(new String[] {"openssl"}, arguments.length + 1);
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        run(command);
    }

    private URI file(String name) {
        return folder.resolve(name).toUri();
    }

    private ImageSpec signed(ImageSignature signature, @Nullable Digest sha256) {
        return new ImageSpec(
                "a.bin",
                ImageSpec.ImageFormat.RAW,
                false,
                ImageSpec.Verification.READBACK,
                new ImageOrigin(List.of(file("a.bin")), sha256, "", signature));
    }

    private String accepted(ImageSignature signature) throws IOException, FailureException {
        try (HeldImage held = new Fetching(folder.resolve("cache"))
                .today()
                .fetcher()
                .get("a", signed(signature, null), FetchWatch.NONE)) {
            assertThat(held.image().file()).hasBinaryContent(IMAGE);
            return held.image().origin();
        }
    }

    private String refused(ImageSignature signature) throws IOException {
        return refused(signature, new Fetching(folder.resolve("none")).today());
    }

    private String refused(ImageSignature signature, Fetching fetching) throws IOException {
        Failure failure = catchThrowableOfType(FailureException.class, () -> fetching.fetcher()
                        .get("a", signed(signature, null), FetchWatch.NONE))
                .failure();
        assertThat(failure.kind()).as(failure.message()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(left(folder.resolve("none"))).isEmpty();
        return failure.message();
    }

    private void change() throws IOException {
        byte[] changed = IMAGE.clone();
        changed[299_000] ^= 4;
        Files.write(folder.resolve("a.bin"), changed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-H", "-l"})
    void minisignsSignatures(String kind) throws Exception {
        run("minisign", "-G", "-W", "-p", "m.pub", "-s", "m.key");
        run("minisign", "-G", "-W", "-p", "other.pub", "-s", "other.key");
        run("minisign", "-S", kind, "-s", "m.key", "-m", "a.bin", "-t", "release 7");
        String inline = Files.readAllLines(folder.resolve("m.pub")).get(1);
        ImageSignature right = new ImageSignature(ImageSignature.Kind.MINISIGN, inline, null, null);

        assertThat(accepted(right)).endsWith("signed by minisign: release 7");
        assertThat(accepted(new ImageSignature(
                        ImageSignature.Kind.MINISIGN, file("m.pub").toString(), null, null)))
                .endsWith("release 7");
        assertThat(refused(new ImageSignature(
                        ImageSignature.Kind.MINISIGN, file("other.pub").toString(), null, null)))
                .contains("its signature was made with the key");
        Path signature = folder.resolve("a.bin.minisig");
        String text = Files.readString(signature);
        Files.writeString(signature, text.replace("release 7", "release 8"));
        assertThat(refused(right)).contains("trusted comment was changed");
        Files.writeString(signature, text);
        change();
        assertThat(refused(right)).contains("its signature is of another file");
        Files.writeString(signature, "nothing");
        assertThat(refused(right)).contains("is no file of minisign");
    }

    @Test
    void keyedSignaturesAsCosignMakesThem() throws Exception {
        openssl("ecparam -genkey -name prime256v1 -noout -out c.key");
        openssl("ec -in c.key -pubout -out c.pub");
        openssl("ecparam -genkey -name prime256v1 -noout -out o.key");
        openssl("ec -in o.key -pubout -out o.pub");
        openssl("ecparam -genkey -name secp384r1 -noout -out big.key");
        openssl("ec -in big.key -pubout -out big.pub");
        openssl("dgst -sha256 -sign c.key -out raw.sig a.bin");
        Files.writeString(
                folder.resolve("a.bin.sig"),
                Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("raw.sig"))));
        ImageSignature right =
                new ImageSignature(ImageSignature.Kind.COSIGN, file("c.pub").toString(), null, null);

        assertThat(accepted(right)).endsWith("signed by ECDSA P-256 key");
        assertThat(accepted(new ImageSignature(
                        ImageSignature.Kind.COSIGN, file("c.pub").toString(), file("raw.sig"), null)))
                .contains("signed by");
        assertThat(refused(new ImageSignature(
                        ImageSignature.Kind.COSIGN, file("o.pub").toString(), null, null)))
                .contains("of another file or was made with another key");
        assertThat(refused(new ImageSignature(
                        ImageSignature.Kind.COSIGN, file("big.pub").toString(), null, null)))
                .contains("none on P-256");
        change();
        assertThat(refused(right)).contains("of another file");
    }

    /** A recipe that wants a signature does not take what another recipe fetched without one. */
    @Test
    void whatIsKeptWithoutASignatureDoesNotCount() throws Exception {
        ImageFetcher fetcher = new Fetching(folder.resolve("none")).fetcher();
        fetcher.get("a", Fetching.spec(digest(IMAGE), "", file("a.bin")), FetchWatch.NONE)
                .close();
        run("minisign", "-G", "-W", "-p", "m.pub", "-s", "m.key");
        ImageSpec wanted = signed(
                new ImageSignature(ImageSignature.Kind.MINISIGN, file("m.pub").toString(), null, null), digest(IMAGE));

        Failure missing = catchThrowableOfType(FailureException.class, () -> fetcher.get("a", wanted, FetchWatch.NONE))
                .failure();

        assertThat(missing.message()).contains("its signature is not to be had");
    }

    private void authority(String name) throws Exception {
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name + ".pem -subj /CN=" + name
                + " -days 3");
    }

    private void signer(String name, String authority, String purpose, String key) throws Exception {
        openssl("req -newkey " + key + " -nodes -keyout " + name + ".key -out " + name + ".csr -subj /CN=" + name);
        Files.writeString(
                folder.resolve(name + ".ext"), "keyUsage=digitalSignature\nextendedKeyUsage=" + purpose + "\n");
        openssl("x509 -req -in " + name + ".csr -CA " + authority + ".pem -CAkey " + authority
                + ".key -CAcreateserial -out " + name + ".pem -days 2 -extfile " + name + ".ext");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:prime256v1"})
    void certificatesOfAnAuthority(String key) throws Exception {
        authority("ca");
        authority("stranger");
        signer("good", "ca", "codeSigning", key);
        signer("web", "ca", "serverAuth", key);
        for (String name : List.of("good", "web")) {
            openssl("cms -sign -binary -in a.bin -signer " + name + ".pem -inkey " + name + ".key -outform DER -out "
                    + name + ".p7s");
            openssl("dgst -sha256 -sign " + name + ".key -out " + name + ".sig a.bin");
        }
        openssl(
                "cms -sign -binary -in a.bin -signer good.pem -inkey good.key -md sha512 -keyid -outform PEM -out pem.p7s");
        openssl("cms -sign -binary -nodetach -in a.bin -signer good.pem -inkey good.key -outform DER -out whole.p7s");
        String ca = file("ca.pem").toString();
        ImageSignature cms = new ImageSignature(ImageSignature.Kind.X509, ca, file("good.p7s"), null);
        ImageSignature bare = new ImageSignature(ImageSignature.Kind.X509, ca, file("good.sig"), file("good.pem"));

        assertThat(accepted(cms)).endsWith("signed by X.509: \"CN=good\"");
        assertThat(accepted(bare)).endsWith("signed by X.509: \"CN=good\"");
        assertThat(accepted(new ImageSignature(ImageSignature.Kind.X509, ca, file("pem.p7s"), null)))
                .contains("CN=good");
        assertThat(refused(new ImageSignature(
                        ImageSignature.Kind.X509, file("stranger.pem").toString(), file("good.p7s"), null)))
                .contains("none of the recipe's authorities stands for");
        assertThat(refused(new ImageSignature(
                        ImageSignature.Kind.X509, file("stranger.pem").toString(), file("good.sig"), file("good.pem"))))
                .contains("none of the recipe's authorities stands for");
        assertThat(refused(new ImageSignature(ImageSignature.Kind.X509, ca, file("web.p7s"), null)))
                .contains("for another purpose, not for code signing");
        assertThat(refused(new ImageSignature(ImageSignature.Kind.X509, ca, file("web.sig"), file("good.pem"))))
                .contains("its signature is");
        assertThat(refused(new ImageSignature(ImageSignature.Kind.X509, ca, file("whole.p7s"), null)))
                .contains("has to be detached");
        // In a test's usual time, years before, nobody has been certified yet.
        assertThat(refused(cms, new Fetching(folder.resolve("none")))).contains("it is valid from 20");
        change();
        assertThat(refused(cms)).contains("changed after it was signed");
        assertThat(refused(bare)).contains("its signature is of another file");
    }

    /** Each byte of a signature counts: whatever is changed in it, the image is refused or its signature still right. */
    @Test
    void aDamagedSignatureIsNeverBelieved() throws Exception {
        authority("ca");
        signer("good", "ca", "codeSigning", "rsa:2048");
        openssl("cms -sign -binary -in a.bin -signer good.pem -inkey good.key -outform DER -out good.p7s");
        byte[] whole = Files.readAllBytes(folder.resolve("good.p7s"));
        change();
        for (int at = 0; at < whole.length; at += 7) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(folder.resolve("bad.p7s"), damaged);

            refused(new ImageSignature(ImageSignature.Kind.X509, file("ca.pem").toString(), file("bad.p7s"), null));
        }
    }
}
