package dev.gangway.image.signature;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The bare signature of a certificate's key over the file's SHA-256, as {@code openssl dgst -sha256 -sign} makes it. */
public final class PlainX509 implements SignatureCheck {
    private final X509Certificate signer;
    private final Signature verifier;
    private final byte[] signature;

    private PlainX509(X509Certificate signer, Signature verifier, byte[] signature) {
        this.signer = signer;
        this.verifier = verifier;
        this.signature = signature;
    }

    /**
     * A signature.
     *
     * @param authorities PEM with the certificates of whom the recipe believes
     * @param chain PEM with the signer's certificate first, and those that stand between
     * @param file the signature's file: base 64, or the bytes themselves
     * @param now when it has to be valid
     */
    public static PlainX509 of(byte[] authorities, byte[] chain, byte[] file, Instant now) throws SignatureException {
        List<X509Certificate> certificates = Pem.certificates(chain, "the signer's certificate");
        X509Certificate signer = certificates.get(0);
        CertificateChain.require(signer, certificates, Pem.certificates(authorities, "the recipe's x509"), now);
        String algorithm = signer.getPublicKey().getAlgorithm();
        try {
            Signature verifier = Signature.getInstance(
                    switch (algorithm) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default ->
                            throw new SignatureException(
                                    "the signer's key is of the kind " + algorithm + ": RSA and ECDSA are known here");
                    });
            verifier.initVerify(signer.getPublicKey());
            return new PlainX509(signer, verifier, KeyedSignature.bytes(file));
        } catch (GeneralSecurityException e) {
            throw new SignatureException("the signer's key can't be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void update(byte[] bytes, int from, int count) throws SignatureException {
        try {
            verifier.update(bytes, from, count);
        } catch (java.security.SignatureException e) {
            throw new SignatureException("its signature can't be checked: " + e.getMessage(), e);
        }
    }

    @Override
    public String requireSigned() throws SignatureException {
        try {
            if (verifier.verify(signature)) {
                return "X.509: " + CertificateChain.name(signer);
            }
        } catch (java.security.SignatureException e) {
            throw new SignatureException("its signature is damaged: " + e.getMessage(), e);
        }
        throw new SignatureException("its signature is of another file, or not by " + CertificateChain.name(signer));
    }
}
