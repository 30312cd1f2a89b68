package dev.gangway.recipe;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * By whom an image has to be signed.
 *
 * @param kind how
 * @param key whom the recipe believes: the file of a key or of authorities ({@code file} with an absolute path), or minisign's key
 *     itself
 * @param at where the signature is; null = beside the image, with the kind's ending
 * @param certificate where the signer's certificate is, for a signature that does not bring it; null = it does
 */
public record ImageSignature(
        Kind kind, String key, @Nullable URI at, @Nullable URI certificate) {
    /** How a signature is made. */
    public enum Kind {
        /** minisign: Ed25519. */
        MINISIGN(".minisig"),
        /** A key alone, as cosign's blobs are signed: ECDSA on P-256. */
        COSIGN(".sig"),
        /** A certificate that an authority stands for: detached CMS, or a bare signature. */
        X509(".p7s");

        private final String ending;

        Kind(String ending) {
            this.ending = ending;
        }

        /** What a signature's name has more than the image's. */
        public String ending() {
            return ending;
        }
    }
}
