package dev.gangway.model;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a person has to do while a step lasts.
 *
 * @param text the recipe's sentence, not empty
 * @param urgentFrom from when on the step does not go on without it: at once, or when the board is late; null = never
 */
public record Prompt(String text, @Nullable Instant urgentFrom) {
    private static final Pattern EXCLAMATION = Pattern.compile("!(\\s|$)");

    /** What the person does where nothing switches the power of a slot, from now on. */
    public static Prompt replug(Slot slot, Instant now) {
        return new Prompt("Unplug slot " + slot + ", then plug it in again!", now);
    }

    /**
     * The prompt of a step that begins now.
     *
     * @param text the recipe's sentence; empty = none. One with an exclamation mark has to be followed at once
     * @param began when the step began
     * @param waits whether the step waits for the board, which is late after half of its time
     * @param timeout the step's time
     * @return null when there is nothing to do
     */
    public static @Nullable Prompt of(String text, Instant began, boolean waits, Duration timeout) {
        if (text.isEmpty()) {
            return null;
        }
        if (EXCLAMATION.matcher(text).find()) {
            return new Prompt(text, began);
        }
        return new Prompt(text, waits ? began.plus(timeout.dividedBy(2)) : null);
    }
}
