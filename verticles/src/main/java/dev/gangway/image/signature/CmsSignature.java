package dev.gangway.image.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A detached CMS signature (RFC 5652), as {@code openssl cms -sign -binary} makes it: one signer, whose certificate comes with it, a
 * chain to an authority, and the file's digest among what is signed.
 */
public final class CmsSignature implements SignatureCheck {
    private static final String SIGNED_DATA = "1.2.840.113549.1.7.2";
    private static final String DATA = "1.2.840.113549.1.7.1";
    private static final String CONTENT_TYPE = "1.2.840.113549.1.9.3";
    private static final String MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    private static final int SUBJECT_KEY = 0x80;

    private static final Map<String, String> DIGESTS = Map.of(
            "2.16.840.1.101.3.4.2.1", "SHA-256",
            "2.16.840.1.101.3.4.2.2", "SHA-384",
            "2.16.840.1.101.3.4.2.3", "SHA-512");

    private final X509Certificate signer;
    private final MessageDigest digest;
    private final byte[] signed;
    private final byte[] expected;
    private final byte[] signature;
    private final String algorithm;

    private CmsSignature(
            X509Certificate signer,
            MessageDigest digest,
            byte[] signed,
            byte[] expected,
            byte[] signature,
            String algorithm) {
        this.signer = signer;
        this.digest = digest;
        this.signed = signed;
        this.expected = expected;
        this.signature = signature;
        this.algorithm = algorithm;
    }

    /** Whether a file is one, and no bare signature. */
    public static boolean isOne(byte[] file) {
        try {
            Der outer = Der.of(der(file));
            return outer.tag() == Der.SEQUENCE && outer.part(0, Der.OID).oid().equals(SIGNED_DATA);
        } catch (SignatureException e) {
            return false;
        }
    }

    private static byte[] der(byte[] file) throws SignatureException {
        for (String kind : List.of("CMS", "PKCS7")) {
            if (Pem.is(file, kind)) {
                return Pem.one(new String(file, StandardCharsets.ISO_8859_1), kind);
            }
        }
        return KeyedSignature.bytes(file);
    }

    /**
     * A signature; its chain is held against the authorities here.
     *
     * @param authorities PEM with the certificates of whom the recipe believes
     * @param file the signature's file, DER or PEM
     * @param now when it has to be valid
     */
    public static CmsSignature of(byte[] authorities, byte[] file, Instant now) throws SignatureException {
        Der outer = Der.of(der(file));
        if (outer.tag() != Der.SEQUENCE || !outer.part(0, Der.OID).oid().equals(SIGNED_DATA)) {
            throw Der.damaged();
        }
        List<Der> data = outer.part(1, Der.CONTEXT_0).part(0, Der.SEQUENCE).parts();
        if (data.size() < 4 || data.get(2).parts().size() != 1) {
            throw new SignatureException("its signature has the signed content in it, or none: it has to be detached");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (Der part : data.subList(3, data.size())) {
            if (part.tag() == Der.CONTEXT_0) {
                certificates.addAll(Pem.certificates(joined(part), "the signature"));
            }
        }
        Der signers = data.get(data.size() - 1);
        if (signers.tag() != Der.SET || signers.parts().size() != 1) {
            throw new SignatureException("its signature has several signers, or none: one is expected");
        }
        return of(signers.part(0, Der.SEQUENCE), certificates, Pem.certificates(authorities, "the recipe's x509"), now);
    }

    /** Certificates follow each other, as in a file of them. */
    private static byte[] joined(Der certificates) throws SignatureException {
        int size = 0;
        List<Der> plain = new ArrayList<>();
        for (Der one : certificates.parts()) {
            if (one.tag() == Der.SEQUENCE) {
                plain.add(one);
                size += one.whole().length;
            }
        }
        byte[] joined = new byte[size];
        int at = 0;
        for (Der one : plain) {
            System.arraycopy(one.whole(), 0, joined, at, one.whole().length);
            at += one.whole().length;
        }
        return joined;
    }

    private static CmsSignature of(
            Der info, List<X509Certificate> certificates, List<X509Certificate> authorities, Instant now)
            throws SignatureException {
        List<Der> parts = info.parts();
        if (parts.size() < 6 || parts.get(3).tag() != Der.CONTEXT_0) {
            throw new SignatureException("its signature has no signed attributes: make it without -noattr");
        }
        X509Certificate signer = signer(parts.get(1), certificates);
        CertificateChain.require(signer, certificates, authorities, now);
        String hash = DIGESTS.get(parts.get(2).part(0, Der.OID).oid());
        if (hash == null) {
            throw new SignatureException(
                    "its signature uses a digest that is not believed here: SHA-256, 384 and 512 are");
        }
        Der attributes = parts.get(3);
        if (!DATA.equals(attribute(attributes, CONTENT_TYPE).part(0, Der.OID).oid())) {
            throw Der.damaged();
        }
        byte[] expected =
                attribute(attributes, MESSAGE_DIGEST).part(0, Der.OCTETS).content();
        // What is signed are the attributes as a SET, which they are not where they stand (RFC 5652, section 5.4).
        byte[] signed = attributes.whole().clone();
        signed[0] = (byte) Der.SET;
        if (parts.get(5).tag() != Der.OCTETS) {
            throw Der.damaged();
        }
        try {
            return new CmsSignature(
                    signer,
                    MessageDigest.getInstance(hash),
                    signed,
                    expected,
                    parts.get(5).content(),
                    algorithm(parts.get(4).part(0, Der.OID).oid(), hash, signer));
        } catch (GeneralSecurityException e) {
            throw new SignatureException("its signature can't be checked: " + e.getMessage(), e);
        }
    }

    private static X509Certificate signer(Der id, List<X509Certificate> certificates) throws SignatureException {
        for (X509Certificate one : certificates) {
            if (id.tag() == Der.SEQUENCE) {
                byte[] issuer = id.part(0, Der.SEQUENCE).whole();
                byte[] number = id.part(1, Der.INTEGER).content();
                if (Arrays.equals(issuer, one.getIssuerX500Principal().getEncoded())
                        && Arrays.equals(number, one.getSerialNumber().toByteArray())) {
                    return one;
                }
            } else if (id.tag() == SUBJECT_KEY) {
                byte @Nullable [] key = one.getExtensionValue("2.5.29.14");
                if (key != null && Arrays.equals(Der.of(Der.of(key).content()).content(), id.content())) {
                    return one;
                }
            }
        }
        throw new SignatureException("its signature comes without its signer's certificate");
    }

    /** The values of an attribute that has to be there once. */
    private static Der attribute(Der attributes, String wanted) throws SignatureException {
        Der found = null;
        for (Der one : attributes.parts()) {
            if (one.part(0, Der.OID).oid().equals(wanted)) {
                if (found != null) {
                    throw Der.damaged();
                }
                found = one.part(1, Der.SET);
            }
        }
        if (found == null || found.parts().size() != 1) {
            throw Der.damaged();
        }
        return found;
    }

    private static String algorithm(String oid, String hash, X509Certificate signer) throws SignatureException {
        String digest = hash.replace("-", "");
        return switch (oid) {
            case "1.2.840.113549.1.1.1" -> digest + "withRSA";
            case "1.2.840.113549.1.1.11" -> "SHA256withRSA";
            case "1.2.840.113549.1.1.12" -> "SHA384withRSA";
            case "1.2.840.113549.1.1.13" -> "SHA512withRSA";
            case "1.2.840.10045.4.3.2" -> "SHA256withECDSA";
            case "1.2.840.10045.4.3.3" -> "SHA384withECDSA";
            case "1.2.840.10045.4.3.4" -> "SHA512withECDSA";
            default ->
                throw new SignatureException("its signature is of the kind " + oid + " (key: "
                        + signer.getPublicKey().getAlgorithm() + "), which is not known here: RSA and ECDSA are");
        };
    }

    @Override
    public void update(byte[] bytes, int from, int count) {
        digest.update(bytes, from, count);
    }

    @Override
    public String requireSigned() throws SignatureException {
        if (!MessageDigest.isEqual(digest.digest(), expected)) {
            throw new SignatureException("its signature is of another file: it was changed after it was signed");
        }
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(signer.getPublicKey());
            verifier.update(signed);
            if (verifier.verify(signature)) {
                return "X.509: " + CertificateChain.name(signer);
            }
        } catch (GeneralSecurityException e) {
            throw new SignatureException("its signature is damaged: " + e.getMessage(), e);
        }
        throw new SignatureException("its signature was not made by " + CertificateChain.name(signer));
    }
}
