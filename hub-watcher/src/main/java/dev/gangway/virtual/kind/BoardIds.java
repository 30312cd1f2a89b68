package dev.gangway.virtual.kind;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The ids that boards of a kind can be made with.
 *
 * @param form what a board id looks like as a station reads it, for example {@code sid:16254291-…}
 * @param key the kind's key that sets it
 * @param value the key's value, of an id of this form
 */
public record BoardIds(Pattern form, String key, UnaryOperator<String> value) {}
