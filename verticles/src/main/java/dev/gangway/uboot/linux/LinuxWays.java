package dev.gangway.uboot.linux;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the shell of a booted Linux is reached. Printed without the password.
 *
 * @param login the end of the line that asks who logs in
 * @param user who does; empty = nobody is to be asked
 * @param password given where it is asked for
 * @param shells how lines end that are a shell's prompt, without blanks
 * @param within how long it may take from the kernel's start
 */
public record LinuxWays(
        String login, Optional<String> user, Optional<String> password, List<String> shells, Duration within) {
    /** A plain root shell, or a login that nobody has told of. */
    public static final LinuxWays USUAL = new LinuxWays(
            "login:", Optional.empty(), Optional.empty(), List.of("#", "$", "(initramfs)"), Duration.ofMinutes(3));

    /** Copies the list. */
    public LinuxWays {
        shells = List.copyOf(shells);
    }

    /** As this user. */
    public LinuxWays as(String name, Optional<String> secret) {
        return new LinuxWays(login, Optional.of(name), secret, shells, within);
    }

    /** Where this line's end asks who logs in. */
    public LinuxWays asking(String text) {
        return new LinuxWays(text.strip(), user, password, shells, within);
    }

    /** Where the prompt ends with this. */
    public LinuxWays prompting(String end) {
        return new LinuxWays(login, user, password, List.of(end.strip()), within);
    }

    /** With so much patience. */
    public LinuxWays within(Duration time) {
        return new LinuxWays(login, user, password, shells, time);
    }

    @Override
    public String toString() {
        return user.orElse("nobody") + (password.isPresent() ? " with a password" : "");
    }
}
