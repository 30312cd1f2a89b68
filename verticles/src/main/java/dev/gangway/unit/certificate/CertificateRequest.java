package dev.gangway.unit.certificate;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PemText;
import dev.gangway.recipe.KeyKind;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;

/** Asks for a certificate (PKCS #10, RFC 2986). Each part of the subject is a value of its own, so that no text can add another part. */
final class CertificateRequest {
    /** Part of a subject: its object identifier, and how long it may be (RFC 5280, appendix A). */
    private record Part(String oid, int longest) {}

    private static final Map<String, Part> PARTS = Map.of(
            "C", new Part("2.5.4.6", 2),
            "ST", new Part("2.5.4.8", 128),
            "L", new Part("2.5.4.7", 128),
            "O", new Part("2.5.4.10", 64),
            "OU", new Part("2.5.4.11", 64),
            "CN", new Part("2.5.4.3", 64),
            "serialNumber", new Part("2.5.4.5", 64));

    private CertificateRequest() {}

    /**
     * The request in PEM.
     *
     * @param subject texts by the part's short name, in order
     * @throws FailureException UNIT_VALUE_MISSING when a text can't stand there
     */
    static String pem(KeyKind kind, PublicKey open, PrivateKey secret, Map<String, String> subject)
            throws FailureException {
        byte[] info = Asn1.sequence(Asn1.zero(), name(subject), open.getEncoded(), Asn1.noAttributes());
        try {
            Signature signature = Signature.getInstance(kind.signature());
            signature.initSign(secret);
            signature.update(info);
            byte[] request = Asn1.sequence(info, algorithm(kind), Asn1.bits(signature.sign()));
            return PemText.of(request, "CERTIFICATE REQUEST");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was made here can't sign", e);
        }
    }

    private static byte[] algorithm(KeyKind kind) {
        return switch (kind) {
            case EC_P256 -> Asn1.sequence(Asn1.oid("1.2.840.10045.4.3.2"));
            case EC_P384 -> Asn1.sequence(Asn1.oid("1.2.840.10045.4.3.3"));
            case ED25519 -> Asn1.sequence(Asn1.oid("1.3.101.112"));
            case RSA_2048, RSA_3072 -> Asn1.sequence(Asn1.oid("1.2.840.113549.1.1.11"), Asn1.nothing());
        };
    }

    private static byte[] name(Map<String, String> subject) throws FailureException {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (Map.Entry<String, String> one : subject.entrySet()) {
            Part part = PARTS.get(one.getKey());
            String text = one.getValue();
            if (part == null
                    || text.isBlank()
                    || text.codePointCount(0, text.length()) > part.longest
                    || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                throw new FailureException(
                        FailureKind.UNIT_VALUE_MISSING,
                        "\"" + text.replaceAll("\\p{Cntrl}", "?") + "\" can't be " + one.getKey()
                                + " of a certificate's subject"
                                + (part == null ? "" : ", which has 1 to " + part.longest + " characters")
                                + ": mend subject in the recipe");
            }
            boolean plain = one.getKey().equals("C") || one.getKey().equals("serialNumber");
            if (plain && !text.matches("[A-Za-z0-9 '()+,./:=?-]+")) {
                throw new FailureException(
                        FailureKind.UNIT_VALUE_MISSING,
                        "\"" + text + "\" can't be " + one.getKey()
                                + " of a certificate's subject, which has plain letters and digits: mend subject in the recipe");
            }
            parts.writeBytes(
                    Asn1.set(Asn1.sequence(Asn1.oid(part.oid), plain ? Asn1.printable(text) : Asn1.utf8(text))));
        }
        return Asn1.sequence(parts.toByteArray());
    }
}
