package dev.gangway.sealed;

import dev.gangway.config.PackagesConfig;
import dev.gangway.model.FileTrouble;
import dev.gangway.sealed.age.AgeException;
import dev.gangway.sealed.age.AgeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose packages a station opens, and the key with which it does. Immutable. */
public final class PackageKeys {
    private static final int LONGEST = 1 << 16;

    private final Map<SignerKey, String> signers;
    private final @Nullable AgeIdentity own;

    private PackageKeys(Map<SignerKey, String> signers, @Nullable AgeIdentity own) {
        this.signers = signers;
        this.own = own;
    }

    /**
     * The keys that a configuration names; their files are read.
     *
     * @throws SealedException when one can't be used, saying which
     */
    public static PackageKeys of(PackagesConfig packages) throws SealedException {
        Map<SignerKey, String> signers = new LinkedHashMap<>();
        for (Map.Entry<String, PackagesConfig.Signer> signer :
                packages.signers().entrySet()) {
            Path file = signer.getValue().file();
            try {
                SignerKey key = SignerKey.parse(file == null ? signer.getValue().key() : text(file));
                signers.put(key, signer.getKey());
            } catch (SealedException e) {
                throw new SealedException("packages.signers." + signer.getKey() + ": " + e.getMessage(), e);
            }
        }
        Path key = packages.key();
        return new PackageKeys(signers, key == null ? null : identity(key));
    }

    /** A station's own key, in a file. */
    public static AgeIdentity identity(Path file) throws SealedException {
        try {
            return AgeIdentity.parse(text(file));
        } catch (AgeException e) {
            throw new SealedException(file + ": " + e.getMessage(), e);
        }
    }

    /** A key file's text. */
    public static String text(Path file) throws SealedException {
        try {
            if (Files.size(file) > LONGEST) {
                throw new SealedException(file + " is no file of a key: it is too long");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new SealedException("the key can't be read: " + FileTrouble.told(e), e);
        }
    }

    /** This station's own. */
    @Nullable
    AgeIdentity own() {
        return own;
    }

    /** What the configuration calls the one who signed a package; fails when it names nobody with that key. */
    public String signerOf(Path file, PackageManifest manifest) throws SealedException {
        String name = signers.get(manifest.signer());
        if (name == null) {
            throw new SealedException(file + ": it is signed by " + manifest.signer()
                    + ", whom this station does not know: an engineer who trusts that key lists it as packages.signers in"
                    + " station.yaml");
        }
        return name;
    }
}
