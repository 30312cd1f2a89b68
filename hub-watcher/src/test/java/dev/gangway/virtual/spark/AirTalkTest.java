package dev.gangway.virtual.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.virtual.fault.FaultPlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Core's side, byte by byte, by the dossier's vectors (spark-ota.md, section 12), and what it does that nobody may ask for. */
class AirTalkTest {
    private static final String SERVER_P =
            "e81449e8cf13f62a1fda4b386ea045c982563187d85fb2234e907c88ba59be1c9745efb44daa954912e7a2cad8fca9bb"
                    + "64a1c6ecf294e67bc302d5a8ee7a43184be9c6a86d55d25305da007e97a7d0f4497b481b107327aa8f3072c9caa0f4ce"
                    + "7f4ec2746ba208f19e4f58e0eaf742294663d0f9b671d621d34474615e1036cb";
    private static final String SERVER_Q =
            "b5cbd2a8dedd3f838d785058a3f58c971f1dab5e6da3a119bc3d547c7b070f5622a443b06c529a5fa02c24abb606dd2a"
                    + "dbcd1443aa3a435c40a2dee2ca97b4a11dde7ea34cdfe1307fa125e5c11bf6a14dc4bdceefc586e7bdbe7760d29bd425"
                    + "9be8ead3314935abfcecb68e03aaafa53e29520254179e3a0117bd85f49006cd";
    private static final String CORE_P =
            "e17445f91a6a12c0aa4005fd975fa2006bc4cd4fb8b7a5e76e896e86ce28fd17ec8b50a2dd4c8defc24077494699f1b4"
                    + "2155420aaef1fda046bb3e5d89c6f631";
    private static final String CORE_Q =
            "d8581421eb3460157df0fbfd27b9ea26a5b2e71ced7b5798616bbc96b2d89e2c0de01fa87cb3ad005f60dbe7b8093f19"
                    + "bb8a6681dd2de5e7645de1fb43f14149";
    private static final String SESSION =
            "15391dc29c2c6ad0cfaccfea4bd4cfff5317b20b588dd76d33a6db7793d00e6c4f1b28d81f5e26be36047367ef31b816"
                    + "7592bbdd649c7c8f6981f7238ab144c9e24703a9ab31e469e70267eb626fdd29d1c138edb871a7446c4da5c7c0d2d741"
                    + "f0121bdeec607e35192e66774415e484128194b7970f48551df08d5e77b41aae9166e91b89b1066b7a0a868102a91c6e"
                    + "1bae242b074b3ec8b0feca5c9e61ba89f50a3ad5398f656ce7c6e90ecb9374a752ca4f2ce6110c68f28a66be2bde007d"
                    + "f816269898a1603fb723a2d8ebf2ad7569bc50d7a5f69017b6ffbe8da4f8f1e8479d15137fb0cec78715df455fba631b"
                    + "d3e0f3b7fa7c4cd93c937f05f96952949d1f6d44893ab82bb41bff3d7ac8da2c82fa8b38a69139333080a876fd316e62"
                    + "63254d22e929308551b879765b29c17b8781f59c7b26f32cb48cf3d8543f4b327890471f54878e9dff2d1dfabb6cee5f"
                    + "4c3522e422286929559c0dcfe8afae1b1cb74d4b84dc3c9aebf93de3a5a87c8adb4142553ab728d63733b6ff5385e51b";
    private static final String FRAMES_A = """
            D 50022022b168ffffffffff0000 0010018f792a65db557c2aa86452e14dcf05
            C 5102100001b168 0010c5b4ef6d3356daa1ef01384ff1609ba4
            C 4102100102b175 001088934248c660cf4ed960f9837780cba1
            D 60001001 00104e7df7b3e37c655a952db54dc77ab7a2
            D 5144202302 00104a380ebb61013686e13fb8193f3b2e82
            C 4102100203b16344eaab8ce2ff47414e475741592d4558542d30303031 0020dae0180cad80e4a57ed19ae55e2077f29a4a8b3cf04a3262f3aa02b435029f50
            D 60001002 0010477c3835dfc69013a7a9bae09a44bfe5
            D 5144202403 0010229e936461bb5f087a7ea5d4b7ccd593
            C 4103100304b175 0010489c0ac0587b6a531c80e0c680040589
            D 6144100304 0010905073381b197385fe5163ce2a9e4ee1
            """;
    private static final String FRAMES_B = """
            D 50022022b168ffffffffff0000 0010018f792a65db557c2aa86452e14dcf05
            C 5102100001b168 0010c5b4ef6d3356daa1ef01384ff1609ba4
            C 4102100102b173ff0008000000000010 0020e6930d70541cc84cd5dc67d44c2d55b2495a11aaf5c09938a3d5dea1de0cb36b
            D 60001001 00104e7df7b3e37c655a952db54dc77ab7a2
            D 5144202302 00104a380ebb61013686e13fb8193f3b2e82
            C 4102100203b16344eaab8ce2ff47414e475741592d4558542d30303031 002059b67bcd6097799051815ecd0b9563079aedaa074f1beeb54003180f21d2a945
            D 60001002 0010477c3835dfc69013a7a9bae09a44bfe5
            D 5144202403 0010229e936461bb5f087a7ea5d4b7ccd593
            C 4103100304b175 0010ed097b5db3874b4eb0200d786f22ec4d
            D 6144100304 0010905073381b197385fe5163ce2a9e4ee1
            """;
    private static final String FRAMES_C = """
            D 50022022b168ff0000000300000000 0010b903138cb93b30f263a0be93926b83af
            C 5102100001b168 0010c5b4ef6d3356daa1ef01384ff1609ba4
            C 4102100102b175ff000010000000100000020000 0020d5e89941afb7522f58ad46b9031dc4b7d6d5b26e1a09ec0be59881873353277a
            D 60001001 0010bc41e709847a9e7cfe43ed593a00fa3a
            D 5144202302ff00 0010ff4990b53a9ce20a74d0a1c603ffdc0f
            C 4102100203b16344eaab8ce2ff47414e475741592d4558542d30303031 0020c5f4536bcfa61641ad644bb43b26e01a73b01097c5219e276bf270130ead7d06
            D 60001002 00103b1e33cf5ba483dcc828a9c2e36a238c
            D 5144202403 001070a15e1fe4811b91619766889446ae9f
            C 4102100304b16344ecbb4b5502ffffff00000000000000000000000000000000 0030ab43c9ffff044a768e18f3e1d43d6ef2b02496dfe16a87363bbd3e38d33c30183ca64d741d92454be8202cb1a21d215a
            D 60001003 0010d4015b8cdabf1259ed955c24418c6c30
            """;

    private static final byte[] ID = HexFormat.of().parseHex("53ff6c065067544840551187");
    private static final byte[] FILE = "GANGWAY-EXT-0001".getBytes(StandardCharsets.US_ASCII);

    private static AirCore core(AirGeneration generation, int version) throws Exception {
        BigInteger modulus = new BigInteger(SERVER_P, 16).multiply(new BigInteger(SERVER_Q, 16));
        RSAPublicKey cloud = (RSAPublicKey)
                KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537)));
        AirKeys keys =
                new AirKeys(AirKeys.of(new BigInteger(CORE_P, 16), new BigInteger(CORE_Q, 16)), Optional.of(cloud));
        int told = version < 0 ? 0xffff : version;
        return new AirCore(ID, generation, keys, new AirApplication(version < 0 ? 0xffff : 0, told), false, line -> {});
    }

    /** What it says to a cloud that says this, behind its answer of the handshake. */
    private static byte[] said(AirCore core, byte[] cloud, Optional<AirTalk.End> end) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(cloud);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AirFrames frames = AirFrames.begin(
                new DataInputStream(in),
                new DataOutputStream(out),
                core.id(),
                core.keys(),
                !core.generation().isOld(),
                false);
        out.reset();
        AirTalk talk = new AirTalk(
                core,
                time -> {
                    if (in.available() == 0) {
                        throw new EOFException("the cloud is gone");
                    }
                    return true;
                },
                frames,
                AirTimes.REAL,
                FaultPlan.sound(),
                false);
        if (end.isPresent()) {
            assertThat(talk.talk()).isEqualTo(end.get());
        } else {
            assertThatThrownBy(talk::talk).isInstanceOf(IOException.class);
        }
        return out.toByteArray();
    }

    private static byte[] frames(String talk, String of) {
        StringBuilder hex = new StringBuilder();
        talk.lines().filter(line -> line.startsWith(of)).forEach(line -> hex.append(line.split(" ")[2]));
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] cloud(byte[] frames) {
        byte[] nonce = new byte[40];
        for (int i = 0; i < nonce.length; i++) {
            nonce[i] = (byte) i;
        }
        byte[] session = HexFormat.of().parseHex(SESSION);
        byte[] all = Arrays.copyOf(nonce, nonce.length + session.length + frames.length);
        System.arraycopy(session, 0, all, nonce.length, session.length);
        System.arraycopy(frames, 0, all, nonce.length + session.length, frames.length);
        return all;
    }

    @ParameterizedTest
    @CsvSource({"A, -1, true, 0x60000", "B, -1, false, 0x80000", "C, 3, false, 0x80000"})
    void saysWhatTheVectorsHave(AirGeneration generation, int version, boolean resets, String at) throws Exception {
        String talk =
                switch (generation) {
                    case A -> FRAMES_A;
                    case B -> FRAMES_B;
                    case C -> FRAMES_C;
                };
        AirCore core = core(generation, version);

        byte[] said = said(core, cloud(frames(talk, "C")), resets ? Optional.of(AirTalk.End.RESET) : Optional.empty());

        assertThat(HexFormat.of().formatHex(said)).isEqualTo(HexFormat.of().formatHex(frames(talk, "D")));
        assertThat(core.flash().read(Long.decode(at), FILE.length)).isEqualTo(FILE);
    }

    @Test
    void aFlippedBitInTheSessionIsAnErrorOfItsOwn() throws Exception {
        byte[] cloud = cloud(new byte[0]);
        cloud[50] ^= 1;
        assertThatThrownBy(() -> said(core(AirGeneration.C, 3), cloud, Optional.empty()))
                .hasMessageContaining("error 1, orange");
        cloud[50] ^= 1;
        cloud[300] ^= 1;
        assertThatThrownBy(() -> said(core(AirGeneration.C, 3), cloud, Optional.empty()))
                .hasMessageContaining("error 2, magenta");
    }

    /** A cloud's frames of these messages: both directions begin alike, so a Core's own cipher makes them. */
    private static byte[] asked(AirCore core, String... messages) throws IOException {
        String[] greeted = new String[messages.length + 1];
        greeted[0] = "5102100001b168";
        System.arraycopy(messages, 0, greeted, 1, messages.length);
        return sent(core, greeted);
    }

    private static byte[] sent(AirCore core, String... messages) throws IOException {
        ByteArrayOutputStream asked = new ByteArrayOutputStream();
        AirFrames mine = AirFrames.begin(
                new DataInputStream(new ByteArrayInputStream(cloud(new byte[0]))),
                new DataOutputStream(asked),
                core.id(),
                core.keys(),
                true,
                false);
        asked.reset();
        for (String message : messages) {
            mine.send(HexFormat.of().parseHex(message));
        }
        return cloud(asked.toByteArray());
    }

    /** brewskey's cloud greets without a token. */
    @ParameterizedTest
    @CsvSource({"5102100001b168, false", "50021000b168, false", "5102100001b178, true", "5002, true", "50021000, true"})
    void itKnowsAGreetingByItsPathWhereverThatStands(String message, boolean waits) throws Exception {
        AirCore core = core(AirGeneration.C, 3);
        core.setUpdateFlag();
        core.start();

        said(core, sent(core, message), Optional.empty());

        assertThat(core.isUpgraded()).isEqualTo(waits);
    }

    private static final String CHUNK = "4102100203b16344eaab8ce2ff47414e475741592d4558542d30303031";
    private static final String DONE = "4103100304b175";

    @Test
    void aFileOfAnotherGenerationIsTakenForFirmwareAndInstalled() throws Exception {
        AirCore core = core(AirGeneration.C, 3);

        said(core, asked(core, "4102100102b173ff0008000000000010", CHUNK, DONE), Optional.of(AirTalk.End.RESET));
        core.start();

        assertThat(core.flash().read(0x60000, FILE.length)).isEqualTo(FILE);
        assertThat(core.isUpgraded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"A", "C"})
    void anEndWithoutABeginningInstallsWhateverLiesThere(AirGeneration generation) throws Exception {
        AirCore core = core(generation, 3);

        said(core, asked(core, DONE), Optional.of(AirTalk.End.RESET));
        core.start();

        assertThat(core.isUpgraded()).isTrue();
    }

    @Test
    void anotherStoreIsErasedAndThrowsAwayWhatItSaysItHas() throws Exception {
        AirCore core = core(AirGeneration.C, 3);
        core.flash().program(0x1000, FILE);

        byte[] said = said(core, asked(core, "4102100102b175ff000010000020000100000000", CHUNK), Optional.empty());

        assertThat(said).hasSize(18 * 5);
        assertThat(core.flash().read(0, 0x2000)).containsOnly(0xff);
    }

    @Test
    void anAddressWrapsToItsCloudsKey() throws Exception {
        AirCore core = core(AirGeneration.C, 3);

        said(core, asked(core, "4102100102b175ff0000100000001000fffa1000", CHUNK), Optional.empty());

        assertThat(core.flash().read(0x1000, FILE.length)).isEqualTo(FILE);
    }

    @Test
    void oldFirmwareWritesAChunkThatBelongsToNothingToTheBeginning() throws Exception {
        AirCore core = core(AirGeneration.A, 3);

        said(core, asked(core, CHUNK), Optional.empty());

        assertThat(core.flash().read(0, FILE.length)).isEqualTo(FILE);
    }
}
