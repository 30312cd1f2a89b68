package dev.gangway.dispatch;

import dev.gangway.model.Slot;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A barcode that commands instead of naming a unit: {@code GANGWAY:VERB} or {@code GANGWAY:VERB:ARGUMENT}, or one of the
 * station's own prefixes with what follows: a slot's label, an operator's badge, or {@code VERB} or {@code VERB-ARGUMENT}.
 *
 * @param verb what to do
 * @param argument the slot, the badge or the serial; empty where none is needed
 */
record ScanCommand(Verb verb, String argument) {
    private static final Pattern FORM = Pattern.compile("GANGWAY:([A-Z]+)(?::([!-~](?:[ -~]{0,126}[!-~])?))?");

    /** What a barcode can command. */
    enum Verb {
        /** The next serial goes to this slot. */
        SLOT,
        /** Stop the job in this slot. */
        ABORT,
        /** This answers what is asked; with more than one slot that asks, behind the label of the one that is meant. */
        ANSWER,
        /** Put this slot back into use. */
        RELEASE,
        /** Forget the serial that is named; without one, this desk's chosen slot and rework, and each that waits for a board. */
        CANCEL,
        /** Who works here from now on. */
        BADGE,
        /** Nobody's badge counts here any more. */
        END,
        /** The next serial may be one that has passed before; a supervisor's badge is needed. */
        REWORK,
        /** Begin or end a lesson of the port map. */
        LEARN
    }

    /** A bare slot label, as printed on a sticker without prefix. No serial is as short. */
    private static final Pattern BARE_LABEL = Pattern.compile("[A-Za-z0-9.-]{1,4}");

    /** The slot label in this text while a lesson asks for one: behind its prefix, or alone and short. */
    static Optional<String> label(String text, DispatchSettings.Prefixes prefixes) {
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            return form.group(1).equals(Verb.SLOT.name()) ? Optional.ofNullable(form.group(2)) : Optional.empty();
        }
        if (begins(text, prefixes.slot())) {
            return Optional.of(text.substring(prefixes.slot().length()));
        }
        return BARE_LABEL.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    /** The command in this text, if it is one. A slot's label alone, as on its sticker, is {@link Verb#SLOT}. */
    static Optional<ScanCommand> parse(String text, DispatchSettings.Prefixes prefixes, Predicate<Slot> isSlot) {
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            return verb(form.group(1), form.group(2) == null ? "" : form.group(2));
        }
        if (begins(text, prefixes.slot())) {
            return Optional.of(
                    new ScanCommand(Verb.SLOT, text.substring(prefixes.slot().length())));
        }
        if (begins(text, prefixes.badge())) {
            return Optional.of(
                    new ScanCommand(Verb.BADGE, text.substring(prefixes.badge().length())));
        }
        if (begins(text, prefixes.command())) {
            String[] words = text.substring(prefixes.command().length()).split("-", 2);
            return verb(words[0], words.length > 1 ? words[1] : "");
        }
        if (text.matches("[A-Za-z0-9.-]{1,16}") && isSlot.test(new Slot(text))) {
            return Optional.of(new ScanCommand(Verb.SLOT, text));
        }
        return Optional.empty();
    }

    private static boolean begins(String text, String prefix) {
        return !prefix.isEmpty() && text.startsWith(prefix) && text.length() > prefix.length();
    }

    private static Optional<ScanCommand> verb(String name, String argument) {
        for (Verb verb : Verb.values()) {
            if (verb.name().equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(new ScanCommand(verb, argument));
            }
        }
        return Optional.empty();
    }
}
