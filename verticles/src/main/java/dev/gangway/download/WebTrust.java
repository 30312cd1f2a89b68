package dev.gangway.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom this machine believes: the Java runtime's authorities, and a company's own. */
public final class WebTrust {
    private WebTrust() {}

    /**
     * With the certificates of a PEM file.
     *
     * @throws IOException when the file can't be read or has none, saying what to do
     */
    public static SSLContext with(Path pem) throws IOException {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (TrustManager known : managers(null)) {
                if (known instanceof X509TrustManager usual) {
                    for (X509Certificate one : usual.getAcceptedIssuers()) {
                        all.setCertificateEntry("runtime-" + number++, one);
                    }
                }
            }
            Collection<? extends Certificate> own;
            try (InputStream in = Files.newInputStream(pem)) {
                own = CertificateFactory.getInstance("X.509").generateCertificates(in);
            }
            if (own.isEmpty()) {
                throw new IOException(
                        "there is no certificate in " + pem + ": it is a PEM file with BEGIN CERTIFICATE");
            }
            for (Certificate one : own) {
                all.setCertificateEntry("own-" + number++, one);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(all), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(pem + " holds no certificates that can be read: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
