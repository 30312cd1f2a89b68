package dev.gangway.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what a terminal is shown, as it comes: a terminal can't wait for the end of a line. What may be the beginning
 * of a secret is held back until it is known not to be one; what a secret's last signs are is not waited for, its mask stands there
 * already. Control sequences pass, and are not shown where a secret is that they stand in. One thread.
 */
public final class LiveMask {
    /** Fewer signs of a secret's beginning tell nothing of it, and holding them would make each key wait for the next. */
    private static final int BEGUN = 3;

    /** Who shows more without an end of line is no console; a secret that begins before it is not found. */
    private static final int LONGEST = 4_096;

    private static final String MASK = "[secret]";
    private static final char ESCAPE = 0x1b;

    private final Masker masker;

    /** What can be seen since the last lines, one character for each of the signs. */
    private final StringBuilder seen = new StringBuilder();

    /** What has not been shown of it, with what stands between. */
    private final Deque<Sign> held = new ArrayDeque<>();

    private final StringBuilder sequence = new StringBuilder();
    private boolean masked;

    /**
     * A character, or a control sequence.
     *
     * @param text as it came
     * @param isSeen whether it is one of {@link #seen}
     */
    private record Sign(String text, boolean isSeen) {}

    /** Masks the same as this masker does in lines, which goes on learning from them. */
    public LiveMask(Masker masker) {
        this.masker = masker;
    }

    /** Takes what came, and gives what may be shown now. */
    public String take(String came) {
        came.chars().forEach(one -> split((char) one));
        StringBuilder out = new StringBuilder();
        show(out);
        trim();
        return out.toString();
    }

    private void split(char one) {
        if (sequence.length() > 0 || one == ESCAPE) {
            sequence.append(one);
            boolean isOpen = sequence.length() == 1 || (sequence.length() == 2 && one == '[');
            boolean isParameter = sequence.length() > 2 && one < '@' && sequence.length() < 32;
            if (!isOpen && !isParameter) {
                held.add(new Sign(sequence.toString(), false));
                sequence.setLength(0);
            }
        } else if (one == '\n' || one == '\t' || (one >= ' ' && one != 0x7f)) {
            held.add(new Sign(String.valueOf(one), true));
            seen.append(one);
        } else {
            held.add(new Sign(String.valueOf(one), false));
        }
    }

    private void show(StringBuilder out) {
        boolean[] secret = new boolean[seen.length()];
        int certain = seen.length();
        for (Pattern pattern : masker.expressions()) {
            certain = Math.min(certain, mark(pattern, secret));
        }
        int at = seen.length() - (int) held.stream().filter(Sign::isSeen).count();
        while (!held.isEmpty()) {
            if (!held.element().isSeen()) {
                if (masked && at == seen.length()) {
                    return; // whether the secret goes on behind it is not known yet
                }
                String text = held.remove().text();
                if (!masked || !secret[at]) {
                    out.append(text);
                }
                continue;
            }
            if (at >= certain && !secret[at]) {
                return;
            }
            Sign sign = held.remove();
            if (!secret[at]) {
                out.append(sign.text());
            } else if (!masked) {
                out.append(MASK);
            }
            masked = secret[at];
            at++;
        }
    }

    /** Marks what matches; returns from where on it may be the beginning of a match. */
    private int mark(Pattern pattern, boolean[] secret) {
        int length = seen.length();
        Matcher matcher = pattern.matcher(seen).useTransparentBounds(true).useAnchoringBounds(false);
        int at = 0;
        while (at < length) {
            matcher.region(at, length);
            if (matcher.lookingAt()) {
                int end = matcher.end();
                for (int i = at; i < end; i++) {
                    secret[i] = true;
                }
                at = Math.max(end, at + 1);
            } else if (matcher.hitEnd() && length - at >= BEGUN) {
                return at;
            } else {
                at++;
            }
        }
        return length;
    }

    /** Keeps this line and the one before: a secret may have been broken between. */
    private void trim() {
        int unshown = (int) held.stream().filter(Sign::isSeen).count();
        int last = seen.lastIndexOf("\n", seen.length() - unshown - 1);
        int before = last <= 0 ? 0 : seen.lastIndexOf("\n", last - 1) + 1;
        int cut = Math.max(before, seen.length() - LONGEST);
        seen.delete(0, Math.min(cut, seen.length() - unshown));
        while (held.size() > LONGEST) { // a secret that never ends
            Sign gone = held.remove();
            if (gone.isSeen()) {
                seen.deleteCharAt(0);
            }
        }
    }
}
