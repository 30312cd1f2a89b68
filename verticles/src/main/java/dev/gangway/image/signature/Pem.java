package dev.gangway.image.signature;

import dev.gangway.model.PemText;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** What stands in PEM texts. */
final class Pem {
    private Pem() {}

    /** The one thing of this kind. */
    static byte[] one(String text, String kind) throws SignatureException {
        try {
            return PemText.der(text, kind)
                    .orElseThrow(() ->
                            new SignatureException("there is no BEGIN " + kind + " in what should be a PEM file"));
        } catch (IllegalArgumentException e) {
            throw new SignatureException("what stands between BEGIN and END " + kind + " is damaged", e);
        }
    }

    /** All certificates, of which there is at least one. */
    static List<X509Certificate> certificates(byte[] text, String what) throws SignatureException {
        List<X509Certificate> all = new ArrayList<>();
        try {
            for (var one :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(text))) {
                if (one instanceof X509Certificate certificate) {
                    all.add(certificate);
                }
            }
        } catch (CertificateException e) {
            throw new SignatureException(what + " can't be read as certificates: " + e.getMessage(), e);
        }
        if (all.isEmpty()) {
            throw new SignatureException("there is no certificate in " + what);
        }
        return all;
    }

    /** Whether it is text of this kind. */
    static boolean is(byte[] file, String kind) {
        return new String(file, StandardCharsets.ISO_8859_1).contains("-----BEGIN " + kind + "-----");
    }
}
