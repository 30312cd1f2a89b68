package dev.gangway.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who a power strip lets switch over SNMP. */
public sealed interface SnmpAccess {
    /** Hands this to the handler's method for it and returns what that makes of it. */
    <R> R to(Handler<R> handler);

    /**
     * One who takes both; a kind that is added does not compile until each handler has its method.
     *
     * @param <R> what each method makes of it
     */
    interface Handler<R> {
        /** SNMP 2c. */
        R community(Community access);

        /** SNMP 3. */
        R user(User access);
    }

    /**
     * SNMP 2c (RFC 3416): whoever knows the community's name, which goes over the network as it is.
     *
     * @param secret its name
     */
    record Community(Secret secret) implements SnmpAccess {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.community(this);
        }
    }

    /**
     * SNMP 3 with the user-based security model (RFC 3414): each message is authenticated.
     *
     * @param name the user's
     * @param hash by what
     * @param secret the pass phrase for it, of 8 signs or more
     * @param privacy how messages are encrypted; null = they are not
     */
    record User(
            String name, Hash hash, Secret secret, @Nullable Privacy privacy) implements SnmpAccess {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.user(this);
        }
    }

    /**
     * How messages are encrypted.
     *
     * @param cipher by what
     * @param secret the pass phrase for it, of 8 signs or more
     */
    record Privacy(Cipher cipher, Secret secret) {}

    /** What authenticates messages. */
    enum Hash {
        /** HMAC-SHA-96, RFC 3414; all that older strips know. */
        SHA1,
        /** HMAC-128-SHA-224, RFC 7860. */
        SHA224,
        /** HMAC-192-SHA-256, RFC 7860. */
        SHA256,
        /** HMAC-256-SHA-384, RFC 7860. */
        SHA384,
        /** HMAC-384-SHA-512, RFC 7860. */
        SHA512;

        /** How the files write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static List<String> words() {
            return Arrays.stream(values()).map(Hash::word).toList();
        }

        static Hash of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** What encrypts messages. */
    enum Cipher {
        /** CFB128-AES-128, RFC 3826. */
        AES128,
        /** The same with a key of 192 bits, as draft-blumenthal-aes-usm-04 makes it. */
        AES192,
        /** The same with a key of 256 bits. */
        AES256;

        /** How the files write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static List<String> words() {
            return Arrays.stream(values()).map(Cipher::word).toList();
        }

        static Cipher of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
