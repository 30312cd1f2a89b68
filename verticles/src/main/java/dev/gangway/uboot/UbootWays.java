package dev.gangway.uboot;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How a board's console is won.
 *
 * @param prompt what its prompt looks like, all of it
 * @param stop what is typed to stop the countdown; empty = control-C, which every build takes whose countdown any key stops
 * @param within how long it may take
 */
public record UbootWays(Pattern prompt, String stop, Duration within) {
    /** {@code => }, and what boards' makers have made of it: {@code U-Boot> }, {@code CHIP# }, {@code rock64 # }. */
    public static final String USUAL_PROMPT = "=> |[A-Za-z][A-Za-z0-9_.-]{0,30} ?[#>]+ ";

    /** Of boards of which nothing else is known. */
    public static final UbootWays USUAL = new UbootWays(Pattern.compile(USUAL_PROMPT), "", Duration.ofSeconds(8));

    /** With this prompt exactly. */
    public UbootWays prompting(String text) {
        return new UbootWays(Pattern.compile(Pattern.quote(text)), stop, within);
    }

    /** Stopped by these keys. */
    public UbootWays stoppedBy(String keys) {
        return new UbootWays(prompt, keys, within);
    }

    /** With so much patience. */
    public UbootWays within(Duration time) {
        return new UbootWays(prompt, stop, time);
    }
}
