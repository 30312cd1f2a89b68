package dev.gangway.image.source;

import dev.gangway.download.WebAnswer;
import dev.gangway.download.WebFetch;
import dev.gangway.download.oci.OciFile;
import dev.gangway.download.oci.RegistryLogins;
import dev.gangway.image.signature.CmsSignature;
import dev.gangway.image.signature.KeyedSignature;
import dev.gangway.image.signature.Minisign;
import dev.gangway.image.signature.PlainX509;
import dev.gangway.image.signature.SignatureCheck;
import dev.gangway.image.signature.SignatureException;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.ImageSignature;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** Gets the signatures that recipes ask for. Any thread; blocks. */
final class ImageSignatures {
    private static final int MOST = 1 << 20;
    private static final String FILE = "file:";

    private final WebFetch web;
    private final WebFetch.Said said;
    private final RegistryLogins registries;
    private final InstantSource clock;

    ImageSignatures(WebFetch web, WebFetch.Said said, RegistryLogins registries, InstantSource clock) {
        this.registries = registries;
        this.web = web;
        this.said = said;
        this.clock = clock;
    }

    /** What a signature has to prove: the kind, and whom the recipe believes. Another key is another proof. */
    static String proof(ImageSignature wanted) throws IOException {
        return wanted.kind() + " " + new String(key(wanted), StandardCharsets.ISO_8859_1);
    }

    private static byte[] key(ImageSignature wanted) throws IOException {
        return wanted.key().startsWith(FILE)
                ? file(Path.of(URI.create(wanted.key())))
                : wanted.key().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] file(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return bounded(in.readNBytes(MOST + 1), file.toString());
        }
    }

    private static byte[] bounded(byte[] bytes, String what) throws IOException {
        if (bytes.length > MOST) {
            throw new IOException(what + " has more than " + MOST + " bytes: it is no key and no signature");
        }
        return bytes;
    }

    /**
     * The signature of what a place has.
     *
     * @throws IOException when it is not to be had
     * @throws SignatureException when it is none, or not by whom it should be
     */
    SignatureCheck of(ImageSignature wanted, URI place) throws IOException, SignatureException {
        byte[] key = key(wanted);
        URI at = wanted.at();
        if (at == null && OciFile.SCHEME.equals(place.getScheme())) {
            throw new IOException(
                    "nothing lies beside a file in a registry: the recipe says where the signature is, with at");
        }
        byte[] signature = get(at == null ? URI.create(place + wanted.kind().ending()) : at);
        switch (wanted.kind()) {
            case MINISIGN -> {
                return Minisign.of(
                        new String(key, StandardCharsets.UTF_8), new String(signature, StandardCharsets.UTF_8));
            }
            case COSIGN -> {
                return KeyedSignature.of(new String(key, StandardCharsets.UTF_8), signature);
            }
            case X509 -> {
                Instant now = clock.instant();
                URI certificate = wanted.certificate();
                if (certificate != null) {
                    return PlainX509.of(key, get(certificate), signature, now);
                }
                if (!CmsSignature.isOne(signature)) {
                    throw new SignatureException(
                            "its signature is no detached CMS; a bare one needs certificate in the recipe");
                }
                return CmsSignature.of(key, signature, now);
            }
        }
        throw new IllegalStateException("no signature of " + wanted.kind());
    }

    private byte[] get(URI link, WebFetch.Said to) throws IOException {
        try (WebAnswer answer = web.get(link, to)) {
            if (!answer.isOk()) {
                throw new IOException(answer.refusal());
            }
            return answer.all(MOST);
        }
    }

    private byte[] get(URI place) throws IOException {
        try {
            if ("file".equals(place.getScheme())) {
                return file(Path.of(place));
            }
            if (OciFile.SCHEME.equals(place.getScheme())) {
                OciFile file = OciFile.find(place, web, registries);
                return get(file.link(), file.said());
            }
            return get(place, said);
        } catch (IOException e) {
            throw new IOException("its signature is not to be had: " + FileTrouble.told(e), e);
        }
    }
}
