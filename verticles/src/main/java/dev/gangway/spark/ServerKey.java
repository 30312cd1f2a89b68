package dev.gangway.spark;

import dev.gangway.model.PemText;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Set;
import javax.crypto.Cipher;

/**
 * The key by which Cores know their cloud: each holds its public half in external flash. Whoever loses it can only reach its
 * Cores again over USB. Immutable; any thread.
 */
public final class ServerKey {
    private static final String PKCS8 = "PRIVATE KEY";
    private static final int BITS = 2048;
    private static final String RSA = "RSA/ECB/PKCS1Padding";

    private final RSAPrivateCrtKey key;

    private ServerKey(RSAPrivateCrtKey key) {
        this.key = key;
    }

    /**
     * The key in this file; made, readable by its owner only, when there is no such file.
     *
     * @throws IOException when it is no RSA key of 2048 bits, or can't be read or made
     */
    public static ServerKey in(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        try {
            PrivateKey key =
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(KeyText.read(file, PKCS8)));
            if (key instanceof RSAPrivateCrtKey rsa
                    && rsa.getModulus().bitLength() == BITS
                    && rsa.getPublicExponent().equals(RSAKeyGenParameterSpec.F4)) {
                return new ServerKey(rsa);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " has no RSA private key: " + e.getMessage(), e);
        }
        throw new IOException(
                file + ": Cores know keys of " + BITS + " bits with the exponent 65537 only; this is another");
    }

    private static void make(Path file) throws IOException {
        String text;
        try {
            KeyPairGenerator maker = KeyPairGenerator.getInstance("RSA");
            maker.initialize(new RSAKeyGenParameterSpec(BITS, RSAKeyGenParameterSpec.F4));
            text = PemText.of(maker.generateKeyPair().getPrivate().getEncoded(), PKCS8);
        } catch (GeneralSecurityException e) {
            throw new IOException("this machine's Java makes no RSA keys: " + e.getMessage(), e);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileAttribute<?>[] ours =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (var out =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ours)) {
            out.write(StandardCharsets.US_ASCII.encode(text));
        } catch (FileAlreadyExistsException e) {
            // Another program of ours was faster: its key counts.
        }
    }

    /** The public half as it lies in a Core's external flash at 0x1000: 294 bytes. */
    public byte[] publicHalf() {
        try {
            BigInteger modulus = key.getModulus();
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(modulus, key.getPublicExponent()))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a public key without its form", e);
        }
    }

    /**
     * What was encrypted for this key.
     *
     * @throws GeneralSecurityException when nothing was
     */
    byte[] opened(byte[] sealed) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(RSA);
        cipher.init(Cipher.DECRYPT_MODE, key);
        return cipher.doFinal(sealed);
    }

    /** This key's operation on a few bytes as they are, padded by type 1: a Core wants no name of a digest in it. */
    byte[] signed(byte[] bytes) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(RSA);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return cipher.doFinal(bytes);
    }
}
