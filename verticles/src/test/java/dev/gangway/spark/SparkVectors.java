package dev.gangway.spark;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.HexFormat;

/** The dossier's keys and bytes (spark-ota.md, section 12); the keys are nobody's secret. */
final class SparkVectors {
    static final String ID = "53ff6c065067544840551187";

    static final String SERVER_P =
            "e81449e8cf13f62a1fda4b386ea045c982563187d85fb2234e907c88ba59be1c9745efb44daa954912e7a2cad8fca9bb"
                    + "64a1c6ecf294e67bc302d5a8ee7a43184be9c6a86d55d25305da007e97a7d0f4497b481b107327aa8f3072c9caa0f4ce"
                    + "7f4ec2746ba208f19e4f58e0eaf742294663d0f9b671d621d34474615e1036cb";
    static final String SERVER_Q =
            "b5cbd2a8dedd3f838d785058a3f58c971f1dab5e6da3a119bc3d547c7b070f5622a443b06c529a5fa02c24abb606dd2a"
                    + "dbcd1443aa3a435c40a2dee2ca97b4a11dde7ea34cdfe1307fa125e5c11bf6a14dc4bdceefc586e7bdbe7760d29bd425"
                    + "9be8ead3314935abfcecb68e03aaafa53e29520254179e3a0117bd85f49006cd";
    static final String CORE_P =
            "e17445f91a6a12c0aa4005fd975fa2006bc4cd4fb8b7a5e76e896e86ce28fd17ec8b50a2dd4c8defc24077494699f1b4"
                    + "2155420aaef1fda046bb3e5d89c6f631";
    static final String CORE_Q =
            "d8581421eb3460157df0fbfd27b9ea26a5b2e71ced7b5798616bbc96b2d89e2c0de01fa87cb3ad005f60dbe7b8093f19"
                    + "bb8a6681dd2de5e7645de1fb43f14149";

    /** The answer of a Core of dialect A. */
    static final String ANSWER_A =
            "a3aadbedbdea7d417fbee2b23fd59e086d359c749ce41a8680209bf44056844ed520ce533dd1e10a3f412fcfedf1e2e4"
                    + "a2d376477a80ae436a791cf2de519d74f12a5021032d90f6397df45417f8a0de7b963d6a8b3378314ba9f7ff0853b4d1"
                    + "fca551b23bf7b4f1226daa8a5a52acb4d510dafd3da7b83aeb71e6d46f29c0ba2e0b4e4a4678fdc418f36dfbf95ec31d"
                    + "eab77295f17d94c539708ff7e8b38851d2ed039a25d321ff14f7e03869c691612b97e5aaf3263e8d62c2c4be9932bab4"
                    + "21f0f8b5bbc4a67f20a4aa4f378ad6cf295b708a4a2a5cf9412850c356e4376fdc88298a356e90519f92df2764c3ae8c"
                    + "539b3f009705b98cf31d2634602bf1e3";

    /** The answer of a Core of dialect C. */
    static final String ANSWER_C =
            "3cd92e88356b1f4b697547a18641074f319ba402574dde9464f9cb2b25e00117118b754f264cd70a792952d79bd6d0c6"
                    + "7907150c7896c8000b6e699b4a416b3d3a4cc9ba475d9853d1e22ed3fb007ef2cb2c79129eaa9418735056ddf6359715"
                    + "4bb0307e038729723d1bd083394ac9b559f6d012d3762dfd1422d2d7700d450f6dc7e57d42b1c245e7e87b279b172720"
                    + "9b4ffaa936f24bb787cbcf8f66933ffab243327b565bfb6d3d8abda0e8c9db24fc37b1b2c572d207b214f27619b4aa9f"
                    + "ef71498c79e06b949b085fc0cc37b4bb4ae1d665efc18e8a5cb12a7317d35078d6d07006eef0222abcda8e067f539789"
                    + "f393fea12e150d8f1199769a5a696c75";

    /** The session for the Core, and our signature. */
    static final String SESSION =
            "15391dc29c2c6ad0cfaccfea4bd4cfff5317b20b588dd76d33a6db7793d00e6c4f1b28d81f5e26be36047367ef31b816"
                    + "7592bbdd649c7c8f6981f7238ab144c9e24703a9ab31e469e70267eb626fdd29d1c138edb871a7446c4da5c7c0d2d741"
                    + "f0121bdeec607e35192e66774415e484128194b7970f48551df08d5e77b41aae9166e91b89b1066b7a0a868102a91c6e"
                    + "1bae242b074b3ec8b0feca5c9e61ba89f50a3ad5398f656ce7c6e90ecb9374a752ca4f2ce6110c68f28a66be2bde007d"
                    + "f816269898a1603fb723a2d8ebf2ad7569bc50d7a5f69017b6ffbe8da4f8f1e8479d15137fb0cec78715df455fba631b"
                    + "d3e0f3b7fa7c4cd93c937f05f96952949d1f6d44893ab82bb41bff3d7ac8da2c82fa8b38a69139333080a876fd316e62"
                    + "63254d22e929308551b879765b29c17b8781f59c7b26f32cb48cf3d8543f4b327890471f54878e9dff2d1dfabb6cee5f"
                    + "4c3522e422286929559c0dcfe8afae1b1cb74d4b84dc3c9aebf93de3a5a87c8adb4142553ab728d63733b6ff5385e51b";

    /** Who sends, the message, the frame. */
    static final String FRAMES_A = """
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

    /** Who sends, the message, the frame. */
    static final String FRAMES_B = """
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

    /** Who sends, the message, the frame. */
    static final String FRAMES_C = """
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

    private SparkVectors() {}

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** 00 01 02 … of this length. */
    static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    static PrivateKey key(String p, String q) {
        BigInteger one = BigInteger.ONE;
        BigInteger first = new BigInteger(p, 16);
        BigInteger second = new BigInteger(q, 16);
        BigInteger e = BigInteger.valueOf(65537);
        BigInteger d = e.modInverse(first.subtract(one).multiply(second.subtract(one)));
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new RSAPrivateCrtKeySpec(
                            first.multiply(second),
                            e,
                            d,
                            first,
                            second,
                            d.mod(first.subtract(one)),
                            d.mod(second.subtract(one)),
                            second.modInverse(first)));
        } catch (GeneralSecurityException x) {
            throw new IllegalStateException(x);
        }
    }

    /** Gives what was written down, then AA for ever: nonce, session, padding. */
    static final class Scripted extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private int asked;

        @Override
        public void nextBytes(byte[] into) {
            asked++;
            for (int i = 0; i < into.length; i++) {
                into[i] = asked <= 2 ? (byte) i : (byte) 0xaa;
            }
        }
    }
}
