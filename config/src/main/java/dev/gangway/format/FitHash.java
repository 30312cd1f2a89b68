package dev.gangway.format;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;

/** The hash nodes of a FIT image: {@code algo} and {@code value}. */
final class FitHash {
    private static final Map<String, String> DIGESTS = Map.of(
            "md5", "MD5",
            "sha1", "SHA-1",
            "sha256", "SHA-256",
            "sha384", "SHA-384",
            "sha512", "SHA-512");

    private FitHash() {}

    /**
     * Computes a hash. One that was never filled in proves nothing and is left alone, and so is one of an unknown kind.
     *
     * @param image the image's name, for the message
     * @throws FormatException when the data has another one
     */
    static void check(String image, DeviceTree.Node hash, ByteBuffer data) throws FormatException {
        ByteBuffer value = hash.properties().get("value");
        String algorithm = hash.text("algo");
        if (value == null || !value.hasRemaining()) {
            return;
        }
        byte[] promised = new byte[value.remaining()];
        value.duplicate().get(promised);
        byte[] computed;
        if (algorithm.equals("crc32")) {
            CRC32 crc = new CRC32();
            crc.update(data.duplicate());
            computed = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        } else {
            String known = DIGESTS.get(algorithm);
            if (known == null) {
                return;
            }
            computed = digest(known, data);
        }
        if (!MessageDigest.isEqual(promised, computed)) {
            throw new FormatException("FIT image: the " + algorithm + " of image \"" + image + "\" is "
                    + HexFormat.of().formatHex(computed) + ", the file promises "
                    + HexFormat.of().formatHex(promised));
        }
    }

    private static byte[] digest(String algorithm, ByteBuffer data) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(data.duplicate());
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is part of every Java", e);
        }
    }
}
