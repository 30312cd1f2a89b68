package dev.gangway.sealed.age;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The text at a file's beginning, which has the file's key, once for each recipient, and its own authentication. */
final class AgeHeader {
    /** A file's first line. */
    static final String MAGIC = "age-encryption.org/v1";

    static final int FILE_KEY = 16;
    private static final int MAC = 32;
    private static final int LONGEST_LINE = 1_000;
    private static final int MOST_LINES = 2_000;
    private static final int COLUMNS = 64;
    private static final String END = "---";
    private static final String KIND = "X25519";
    private static final String INFO = "age-encryption.org/v1/X25519";
    private static final byte[] NO_NONCE = new byte[12];

    private final List<Stanza> stanzas;
    private final byte[] text;
    private final byte[] mac;

    /** One recipient's part. */
    private record Stanza(List<String> words, byte[] body) {}

    private AgeHeader(List<Stanza> stanzas, byte[] text, byte[] mac) {
        this.stanzas = stanzas;
        this.text = text;
        this.mac = mac;
    }

    /** How many recipients there are, of whatever kind. */
    int recipients() {
        return stanzas.size();
    }

    /** A header's bytes. */
    static byte[] write(byte[] fileKey, List<AgeRecipient> recipients, SecureRandom random) throws AgeException {
        StringBuilder text = new StringBuilder(MAGIC).append('\n');
        for (AgeRecipient recipient : recipients) {
            byte[] once = AgeIdentity.random(random).key();
            byte[] share = X25519.publicOf(once);
            byte[] wrapped =
                    ChaCha.seal(wrapKey(X25519.agree(once, recipient.key()), share, recipient), NO_NONCE, fileKey);
            text.append("-> ").append(KIND).append(' ').append(base64(share)).append('\n');
            text.append(base64(wrapped)).append('\n');
        }
        text.append(END);
        byte[] mac = mac(fileKey, text.toString().getBytes(StandardCharsets.US_ASCII));
        return text.append(' ').append(base64(mac)).append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] wrapKey(byte[] shared, byte[] share, AgeRecipient recipient) {
        byte[] salt = Arrays.copyOf(share, 2 * X25519.KEY);
        System.arraycopy(recipient.key(), 0, salt, X25519.KEY, X25519.KEY);
        return Hkdf.derive(shared, salt, INFO);
    }

    private static byte[] mac(byte[] fileKey, byte[] text) {
        return Hkdf.hmac(Hkdf.derive(fileKey, new byte[0], "header"), text);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Only the one text that these bytes have: another would be the same file under another digest. */
    private static byte[] bytes(String text) throws AgeException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (base64(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw damaged(e);
        }
        throw damaged(null);
    }

    private static AgeException damaged(@Nullable Throwable cause) {
        return new AgeException("its encryption's head is damaged: copy the file anew", cause);
    }

    /** Reads one, of a stream that begins with it. */
    static AgeHeader read(InputStream in) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        if (!line(in, text).equals(MAGIC)) {
            throw new AgeException("it is not encrypted by age, or by another version of it");
        }
        List<Stanza> stanzas = new ArrayList<>();
        String next = line(in, text);
        for (int lines = 0; next.startsWith("-> "); lines++) {
            List<String> words = List.of(next.substring(3).split(" ", -1));
            StringBuilder body = new StringBuilder();
            String part;
            do {
                part = line(in, text);
                body.append(part);
                if (part.length() > COLUMNS || ++lines > MOST_LINES) {
                    throw damaged(null);
                }
            } while (part.length() == COLUMNS);
            stanzas.add(new Stanza(words, bytes(body.toString())));
            next = line(in, text);
        }
        if (!next.startsWith(END + " ") || stanzas.isEmpty()) {
            throw damaged(null);
        }
        byte[] mac = bytes(next.substring(END.length() + 1));
        byte[] all = text.toByteArray();
        byte[] authenticated = Arrays.copyOf(all, all.length - (next.length() + 1) + END.length());
        if (mac.length != MAC) {
            throw damaged(null);
        }
        return new AgeHeader(stanzas, authenticated, mac);
    }

    private static String line(InputStream in, ByteArrayOutputStream all) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < ' ' || c > '~' || line.length() > LONGEST_LINE) {
                throw damaged(null);
            }
            line.append((char) c);
            all.write(c);
        }
        all.write('\n');
        return line.toString();
    }

    /**
     * The key of the file; empty when it is for others.
     *
     * @throws AgeException when the header was changed
     */
    Optional<byte[]> fileKey(AgeIdentity identity) throws AgeException {
        for (Stanza stanza : stanzas) {
            if (stanza.words.size() != 2 || !stanza.words.get(0).equals(KIND)) {
                continue;
            }
            byte[] share = bytes(stanza.words.get(1));
            if (share.length != X25519.KEY || stanza.body.length != FILE_KEY + ChaCha.TAG) {
                throw damaged(null);
            }
            byte[] shared = X25519.agree(identity.key(), share);
            Optional<byte[]> key = ChaCha.open(
                    wrapKey(shared, share, identity.recipient()), NO_NONCE, stanza.body, stanza.body.length);
            if (key.isPresent()) {
                if (!MessageDigest.isEqual(mac, mac(key.get(), text))) {
                    throw damaged(null);
                }
                return key;
            }
        }
        return Optional.empty();
    }
}
