package dev.gangway.unit.certificate;

import dev.gangway.config.CertificateConfig;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds what a signer printed against what was asked for. */
final class IssuedCertificate {
    private IssuedCertificate() {}

    /**
     * The certificate, if it is one for this key, leads to the authorities, and is valid now.
     *
     * @param printed PEM: the certificate, and behind it those that signed it
     * @throws FailureException UNIT_VALUE_MISSING with what is wrong
     */
    static X509Certificate require(CertificateConfig config, byte[] printed, PublicKey key, Instant now)
            throws FailureException {
        List<X509Certificate> chain = certificates(config, new ByteArrayInputStream(printed), "what it printed");
        X509Certificate first = chain.get(0);
        if (!Arrays.equals(first.getPublicKey().getEncoded(), key.getEncoded())) {
            throw wrong(config, "the certificate belongs to another key than the one of the request");
        }
        if (first.getBasicConstraints() >= 0) {
            throw wrong(config, "the certificate is one of an authority, with which the unit could sign others");
        }
        Instant from = first.getNotBefore().toInstant();
        Instant to = first.getNotAfter().toInstant();
        if (now.isBefore(from) || now.isAfter(to)) {
            throw wrong(config, "the certificate is valid from " + from + " to " + to + ", and now it is " + now);
        }
        requireChain(config, chain, now);
        return first;
    }

    private static void requireChain(CertificateConfig config, List<X509Certificate> chain, Instant now)
            throws FailureException {
        List<X509Certificate> authorities;
        try (InputStream in = Files.newInputStream(config.ca())) {
            authorities = certificates(config, in, String.valueOf(config.ca()));
        } catch (IOException e) {
            throw wrong(config, "the file of its authorities can't be read: " + FileTrouble.told(e));
        }
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(chain.get(0));
            Set<TrustAnchor> anchors = new HashSet<>();
            authorities.forEach(one -> anchors.add(new TrustAnchor(one, null)));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            parameters.setRevocationEnabled(false); // it was made a moment ago
            parameters.setDate(Date.from(now));
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (GeneralSecurityException e) {
            throw wrong(config, "the certificate does not lead to an authority in " + config.ca());
        }
    }

    private static List<X509Certificate> certificates(CertificateConfig config, InputStream in, String what)
            throws FailureException {
        List<X509Certificate> all = new ArrayList<>();
        try {
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                if (one instanceof X509Certificate certificate) {
                    all.add(certificate);
                }
            }
        } catch (CertificateException e) {
            throw wrong(config, what + " is no certificate in PEM");
        }
        if (all.isEmpty()) {
            throw wrong(config, what + " has no certificate in PEM");
        }
        return all;
    }

    private static FailureException wrong(CertificateConfig config, String what) {
        return new FailureException(
                FailureKind.UNIT_VALUE_MISSING, "certificates." + config.name() + " in station.yaml: " + what);
    }
}
