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
    /**
     * What is wrong with a label for this value, with what to do; empty when nothing is, and for what comes from elsewhere.
     *
     * @param name the value's name
     * @param elements the label's, by application identifier
     */
    public String flawOfLabel(String name, Map<String, String> elements) {
        if (!(source instanceof FromLabel from)) {
            return "";
        }
        String element = elements.get(from.gs1());
        if (element == null) {
            return "The GS1 label has no element (" + from.gs1() + "), which is unit." + name
                    + ": scan the label that has it.";
        }
        Optional<String> found = from.in(element);
        if (found.isEmpty()) {
            return "The element (" + from.gs1() + ") of the label is \"" + element + "\", which has not the form "
                    + from.pattern() + " of unit." + name + ": scan the right label.";
        }
        return type.read(found.get()).isPresent()
                ? ""
                : "The element (" + from.gs1() + ") of the label is \"" + element + "\", which is no "
                        + (type == UnitType.MAC ? "MAC address of one interface" : type.code()) + " for unit." + name
                        + ": scan the right label.";
    }

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

        /** It is an element of the label. */
        R label(FromLabel source) throws X;

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
     * It is an element of the GS1 label that was scanned for the unit: the expression's first group in it, or all of it.
     *
     * @param gs1 the element's application identifier
     * @param pattern what the whole element matches
     */
    public record FromLabel(String gs1, String pattern) implements Source {
        /** What is the unit's own in the element; empty when the element has another form. */
        public Optional<String> in(String element) {
            Matcher matcher = Pattern.compile(pattern).matcher(element);
            return matcher.matches()
                    ? Optional.ofNullable(matcher.group(Math.min(1, matcher.groupCount())))
                            .filter(value -> !value.isEmpty())
                    : Optional.empty();
        }

        @Override
        public <R, X extends Exception> R to(Handler<R, X> handler) throws X {
            return handler.label(this);
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
