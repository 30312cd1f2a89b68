package dev.gangway.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value that each unit has of its own, as a recipe declares it.
 *
 * @param type what it is
 * @param source where it comes from
 */
public record UnitValue(UnitType type, Source source) {
    /** Where a unit's value comes from. */
    public sealed interface Source {
        /** Hands this source to the handler's method for it and returns what that makes of it. */
        <R, X extends Exception> R to(Handler<R, X> handler) throws X;
    }

    /**
     * One who takes all sources; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method makes of it
     * @param <X> what each method may throw
     */
    public interface Handler<R, X extends Exception> {
        /** It is drawn from a pool. */
        R pool(FromPool source) throws X;

        /** It is part of the serial. */
        R serial(FromSerial source) throws X;

        /** It is made by chance. */
        R random(Random source) throws X;

        /** It is the secret half of a new key pair. */
        R key(NewKey source) throws X;

        /** It is a certificate of such a key. */
        R certificate(FromSigner source) throws X;
    }

    /**
     * It is drawn from a pool of the station, and no other unit gets it.
     *
     * @param pool the pool's name
     * @param column which column of a pool that is a file; empty = its first
     * @param burn whether the value of a unit that did not pass is never used again; otherwise the unit keeps it
     */
    public record FromPool(String pool, String column, boolean burn) implements Source {
        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.pool(this);
        }
    }

    /**
     * It is what a regular expression finds in the serial: its first group, or all that it matches where it has none.
     *
     * @param pattern the expression
     */
    public record FromSerial(String pattern) implements Source {
        /** What it finds; empty when it matches nothing. */
        public Optional<String> in(String serial) {
            Matcher matcher = Pattern.compile(pattern).matcher(serial);
            return matcher.find()
                    ? Optional.ofNullable(matcher.group(Math.min(1, matcher.groupCount())))
                    : Optional.empty();
        }

        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.serial(this);
        }
    }

    /**
     * So many bytes from this machine's source of secure random numbers, made anew for each job; a secret.
     *
     * @param bytes how many
     */
    public record Random(int bytes) implements Source {
        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.random(this);
        }
    }

    /**
     * It is the secret half of a key pair that is made for the unit; a secret.
     *
     * @param kind which kind of key
     * @param burn whether the pair of a unit that did not pass is never used again; otherwise the unit has it at its next job
     */
    public record NewKey(KeyKind kind, boolean burn) implements Source {
        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.key(this);
        }
    }

    /**
     * It is the certificate of a key, which somebody outside makes on request (PKCS #10).
     *
     * @param key the value that is the key
     * @param signer the station's name for who makes it
     * @param subject what stands in the subject, by its short name such as CN, in order; texts with placeholders
     */
    public record FromSigner(String key, String signer, Map<String, String> subject) implements Source {
        /** Copies the map; the order stays. */
        public FromSigner {
            subject = Collections.unmodifiableMap(new LinkedHashMap<>(subject));
        }

        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.certificate(this);
        }
    }
}
