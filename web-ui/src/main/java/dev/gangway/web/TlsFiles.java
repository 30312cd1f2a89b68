package dev.gangway.web;

import dev.gangway.model.FileTrouble;
import dev.gangway.model.PemText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;

/**
 * With what the page is encrypted: a certificate and its private key, in PEM files. What serves the page and what checks the
 * configuration read them here, so that the two cannot differ.
 *
 * @param certificate the certificate, and those that signed it
 * @param key its private key, PKCS #8 without a password
 */
public record TlsFiles(Path certificate, Path key) {
    private static final int MOST_BYTES = 256 * 1024;
    private static final String KIND = "PRIVATE KEY";

    /** Keys with a password, and those of one algorithm's own form. */
    private static final Pattern OTHER_KIND = Pattern.compile("-----BEGIN ([A-Z ]+ )" + KIND + "-----");

    /** How a signature is made with a key, by the kind of the key. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /**
     * What is wrong with them, one sentence with what to do; empty when they serve. Blocks while it reads.
     *
     * @param now the time of day, for the certificate may not be valid yet, or no more
     */
    public String problem(Instant now) {
        try {
            X509Certificate[] chain = chain();
            keyOf(chain[0].getPublicKey());
            if (now.isBefore(chain[0].getNotBefore().toInstant())) {
                return "the certificate in " + certificate + " is valid from "
                        + chain[0].getNotBefore().toInstant() + " on: see that this machine's clock is right";
            }
            if (now.isAfter(chain[0].getNotAfter().toInstant())) {
                return "the certificate in " + certificate + " ended on "
                        + chain[0].getNotAfter().toInstant() + ": get a new one";
            }
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** For the server. Blocks; throws {@link IOException} saying which file is wrong, and never what is in it. */
    KeyManagerFactory keys() throws IOException {
        X509Certificate[] chain = chain();
        PrivateKey secret = keyOf(chain[0].getPublicKey());
        char[] none = new char[0];
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, none);
            store.setKeyEntry("page", secret, none, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IOException("certificate and key cannot be used by this Java: " + e.getMessage(), e);
        }
    }

    private X509Certificate[] chain() throws IOException {
        byte[] pem = read(certificate, "certificate");
        try {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (!found.isEmpty()) {
                return found.toArray(X509Certificate[]::new);
            }
        } catch (CertificateException e) {
            // Told below: what the parser says is of no help.
        }
        throw new IOException("there is no certificate in " + certificate
                + ": it should be a PEM file that begins with -----BEGIN CERTIFICATE-----");
    }

    private PrivateKey keyOf(PublicKey owner) throws IOException {
        String text = new String(read(key, "key"), StandardCharsets.ISO_8859_1);
        Matcher other = OTHER_KIND.matcher(text);
        if (other.find()) {
            throw new IOException("the key in " + key + " is of another form (" + other.group(1) + KIND
                    + "): openssl pkcs8 -topk8 -nodes -in " + key + " -out NEW.pem makes one that serves");
        }
        PrivateKey secret;
        boolean fits;
        try {
            byte[] bytes = PemText.der(text, KIND)
                    .orElseThrow(() -> new IOException("there is no private key in " + key
                            + ": it should be a PEM file that begins with -----BEGIN PRIVATE KEY-----"));
            secret = KeyFactory.getInstance(owner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            fits = fit(owner, secret);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "the key in " + key + " cannot be read, or is of another kind than the certificate in "
                            + certificate,
                    e);
        }
        if (!fits) {
            throw new IOException("the key in " + key + " is not that of the certificate in " + certificate);
        }
        return secret;
    }

    private static boolean fit(PublicKey owner, PrivateKey secret) throws GeneralSecurityException {
        String name = SIGNATURES.get(owner.getAlgorithm());
        if (name == null) {
            return true;
        }
        byte[] something = "fit".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(name);
        signature.initSign(secret);
        signature.update(something);
        byte[] signed = signature.sign();
        signature.initVerify(owner);
        signature.update(something);
        return signature.verify(signed);
    }

    private static byte[] read(Path file, String what) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new IOException("the page's " + what + " cannot be read: " + FileTrouble.told(e), e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IOException(file + " is larger than 256 KiB; is it the page's " + what + "?");
        }
        return bytes;
    }
}
