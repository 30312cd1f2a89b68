package dev.gangway.unit.certificate;

import dev.gangway.config.CertificateConfig;
import dev.gangway.message.JobOrder;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.UnitValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Map;

/**
 * Keys of units and their certificates. A pair is on disk, readable by this user only, from when it is made until its unit has passed, or
 * until the job has ended where the recipe burns it: all attempts have the same one, and what a signer made is not asked for twice. Any
 * worker thread; blocks.
 */
public final class UnitKeys {
    private static final String KEPT = ".kept";
    private static final String BURNT = ".job";
    private static final String LEFT = ".tmp";

    private final Path folder;
    private final Map<String, CertificateConfig> signers;
    private final InstantSource clock;

    /**
     * Keys in this folder, which is made when it is needed.
     *
     * @param signers who makes certificates, by name
     */
    public UnitKeys(Path folder, Map<String, CertificateConfig> signers, InstantSource clock) {
        this.folder = folder;
        this.signers = Map.copyOf(signers);
        this.clock = clock;
    }

    /**
     * A key.
     *
     * @param der the secret half, PKCS #8
     * @param fingerprint SHA-256 of the public half in DER
     */
    public record Key(byte[] der, Digest fingerprint) {}

    /**
     * A certificate.
     *
     * @param der the certificate
     * @param serial its serial number, in hex
     * @param fingerprint SHA-256 of it
     */
    public record Issued(byte[] der, String serial, Digest fingerprint) {}

    /** Removes what jobs left that a killed process had; nobody may use the folder. */
    public void clean() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        for (String ending : new String[] {BURNT, LEFT}) {
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + ending)) {
                for (Path one : left) {
                    Files.deleteIfExists(one);
                }
            }
        }
    }

    /**
     * The unit's key.
     *
     * @param name what the recipe calls it
     * @throws FailureException HOST_IO when it can't be kept
     */
    public Key key(JobOrder order, String name, UnitValue.NewKey declared) throws FailureException {
        try {
            KeyPair pair = file(order, name, declared).pair();
            return new Key(
                    pair.getPrivate().getEncoded(),
                    Digest.of(ByteBuffer.wrap(pair.getPublic().getEncoded())));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * The certificate of the unit's key: what is kept, or else a new one.
     *
     * @param key what the recipe calls the key
     * @param subject what stands in the subject, placeholders replaced
     * @throws FailureException UNIT_VALUE_MISSING with what to do, HOST_IO
     */
    public Issued certificate(
            JobOrder order, String key, UnitValue.NewKey declared, String signer, Map<String, String> subject)
            throws FailureException {
        CertificateConfig config = signers.get(signer);
        if (config == null) {
            throw new FailureException(
                    FailureKind.UNIT_VALUE_MISSING,
                    "this station has nobody called \"" + signer
                            + "\" who makes certificates: add it under certificates in station.yaml");
        }
        try {
            KeyFile file = file(order, key, declared);
            KeyPair pair = file.pair();
            String asked = signer + " " + subject;
            var kept = file.certificate(asked);
            if (kept.isPresent()) {
                try {
                    return issued(IssuedCertificate.require(config, kept.get(), pair.getPublic(), clock.instant()));
                } catch (FailureException e) {
                    // It has run out, or other authorities count by now: a new one is asked for.
                    return fresh(config, file, pair, asked, declared, subject);
                }
            }
            return fresh(config, file, pair, asked, declared, subject);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Issued fresh(
            CertificateConfig config,
            KeyFile file,
            KeyPair pair,
            String asked,
            UnitValue.NewKey declared,
            Map<String, String> subject)
            throws FailureException, IOException {
        String request = CertificateRequest.pem(declared.kind(), pair.getPublic(), pair.getPrivate(), subject);
        byte[] printed = new OutsideSigner(config, folder).sign(request);
        X509Certificate certificate = IssuedCertificate.require(config, printed, pair.getPublic(), clock.instant());
        file.keep(pair, asked, printed);
        return issued(certificate);
    }

    private static Issued issued(X509Certificate certificate) throws FailureException {
        try {
            byte[] der = certificate.getEncoded();
            return new Issued(der, certificate.getSerialNumber().toString(16), Digest.of(ByteBuffer.wrap(der)));
        } catch (CertificateEncodingException e) {
            throw new FailureException(FailureKind.UNIT_VALUE_MISSING, "the certificate is damaged", e);
        }
    }

    /**
     * A job has ended and that is on record: a unit that passed, or whose pair is burnt, has no more use for what is kept here.
     *
     * @throws IOException when it can't be removed
     */
    public void ended(JobOrder order, Map<String, UnitValue> declared, boolean passed) throws IOException {
        for (Map.Entry<String, UnitValue> value : declared.entrySet()) {
            if (value.getValue().source() instanceof UnitValue.NewKey key && (passed || key.burn())) {
                Files.deleteIfExists(path(order, value.getKey(), key));
            }
        }
    }

    private KeyFile file(JobOrder order, String name, UnitValue.NewKey declared) throws IOException {
        Files.createDirectories(folder, ownerOnly());
        return new KeyFile(path(order, name, declared), declared.kind());
    }

    /** Named by digest: a serial may have signs that no file's name has. */
    private Path path(JobOrder order, String name, UnitValue.NewKey declared) {
        String whose = order.serial().value() + "\0" + order.recipe() + "\0" + name
                + (declared.burn() ? "\0" + order.job().value() : "");
        String digest = Digest.of(ByteBuffer.wrap(whose.getBytes(StandardCharsets.UTF_8)))
                .hex();
        return folder.resolve(digest.substring(0, 32) + (declared.burn() ? BURNT : KEPT));
    }

    private FileAttribute<?>[] ownerOnly() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private FailureException unusable(IOException e) {
        return new FailureException(
                FailureKind.HOST_IO, "keys of units can't be kept in " + folder + ": " + FileTrouble.told(e), e);
    }
}
