package dev.gangway.image.signature;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a certificate may sign images, by an authority that the recipe names (RFC 5280). */
final class CertificateChain {
    /** Code signing, mail (what CMS tools make by default), and any. A web server's certificate is for none of these. */
    private static final Set<String> PURPOSES = Set.of("1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.4", "2.5.29.37.0");

    private CertificateChain() {}

    /**
     * Fails unless a chain leads from the signer to one of the authorities, valid now.
     *
     * @param signer whose key signed
     * @param others certificates that came with the signature, believed only as far as an authority signed them
     * @param authorities whom the recipe believes
     */
    static void require(
            X509Certificate signer, List<X509Certificate> others, List<X509Certificate> authorities, Instant now)
            throws SignatureException {
        requirePurpose(signer);
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(signer);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                    authorities.stream().map(one -> new TrustAnchor(one, null)).collect(Collectors.toSet()), target);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
            // A line may have no network: who is no longer to be believed leaves the recipe's file of authorities.
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (GeneralSecurityException e) {
            Instant from = signer.getNotBefore().toInstant();
            Instant to = signer.getNotAfter().toInstant();
            String when = now.isBefore(from) || now.isAfter(to) ? ": it is valid from " + from + " to " + to : "";
            throw new SignatureException(
                    "it was signed by " + name(signer)
                            + ", whose certificate none of the recipe's authorities stands for now" + when,
                    e);
        }
    }

    /** Who it is, for people. */
    static String name(X509Certificate certificate) {
        return "\"" + certificate.getSubjectX500Principal().getName().replaceAll("[^ -~]", "?") + "\"";
    }

    private static void requirePurpose(X509Certificate signer) throws SignatureException {
        boolean @Nullable [] usage = signer.getKeyUsage();
        List<String> purposes;
        try {
            purposes = signer.getExtendedKeyUsage();
        } catch (CertificateParsingException e) {
            throw new SignatureException("the signer's certificate is damaged", e);
        }
        if (usage != null && !usage[0]) {
            throw new SignatureException(name(signer) + " may not sign: its certificate is not for digital signatures");
        }
        if (purposes != null && purposes.stream().noneMatch(PURPOSES::contains)) {
            throw new SignatureException(name(signer)
                    + " may not sign images: its certificate is for another purpose, not for code signing");
        }
    }
}
