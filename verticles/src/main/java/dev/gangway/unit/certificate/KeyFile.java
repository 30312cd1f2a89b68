package dev.gangway.unit.certificate;

import dev.gangway.model.Digest;
import dev.gangway.model.SafeFile;
import dev.gangway.recipe.KeyKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A unit's key pair in a file, as long as the unit has not passed. */
final class KeyFile {
    private static final HexFormat HEX = HexFormat.of();
    private final Path file;
    private final KeyKind kind;

    /** The pair in this file. */
    KeyFile(Path file, KeyKind kind) {
        this.file = file;
        this.kind = kind;
    }

    /** The pair that is kept, or a new one, which is on disk when this returns. */
    KeyPair pair() throws IOException {
        Optional<KeyPair> kept = kept();
        if (kept.isPresent()) {
            return kept.get();
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm());
            if (!kind.curve().isEmpty()) {
                generator.initialize(new ECGenParameterSpec(kind.curve()), new SecureRandom());
            } else if (kind.bits() > 0) {
                generator.initialize(kind.bits(), new SecureRandom());
            }
            KeyPair pair = generator.generateKeyPair();
            write(pair, "");
            return pair;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime makes no keys of the kind " + kind.code(), e);
        }
    }

    private void write(KeyPair pair, String certificate) throws IOException {
        SafeFile.write(
                file,
                String.join(
                        "\n",
                        kind.code(),
                        HEX.formatHex(pair.getPrivate().getEncoded()),
                        HEX.formatHex(pair.getPublic().getEncoded()),
                        certificate,
                        ""));
    }

    /** What a signer made of the pair, in PEM; empty when there is nothing yet, or it was asked for otherwise. */
    Optional<byte[]> certificate(String asked) throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        if (lines.size() < 4 || lines.get(3).isEmpty()) {
            return Optional.empty();
        }
        String[] parts = lines.get(3).split(" ", 2);
        return parts.length == 2 && parts[0].equals(digest(asked))
                ? Optional.of(HEX.parseHex(parts[1]))
                : Optional.empty();
    }

    /** Keeps what a signer made. */
    void keep(KeyPair pair, String asked, byte[] printed) throws IOException {
        write(pair, digest(asked) + " " + HEX.formatHex(printed));
    }

    private static String digest(String text) {
        return Digest.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))).hex();
    }

    /** A file of another kind of key, or a damaged one, is none. */
    private Optional<KeyPair> kept() throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        if (lines.size() < 3 || !lines.get(0).equals(kind.code())) {
            return Optional.empty();
        }
        try {
            KeyFactory keys = KeyFactory.getInstance(kind.algorithm());
            PrivateKey secret = keys.generatePrivate(new PKCS8EncodedKeySpec(HEX.parseHex(lines.get(1))));
            PublicKey open = keys.generatePublic(new X509EncodedKeySpec(HEX.parseHex(lines.get(2))));
            return Optional.of(new KeyPair(open, secret));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
