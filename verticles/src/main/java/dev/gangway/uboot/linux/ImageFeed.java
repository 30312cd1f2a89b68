package dev.gangway.uboot.linux;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * From where a board's Linux gets an image's bytes, as they go to the medium: over HTTP. TFTP would be slow: what busybox has of it
 * waits for the acknowledgement of each block.
 *
 * @param url without a password
 * @param length how many bytes come in all; empty as long as nobody knows, since an image may still be on its way to the station
 */
public record ImageFeed(String url, Supplier<OptionalLong> length) {
    /**
     * A command of the board's shell that brings them to its standard output, and fails when they do not all come.
     *
     * @throws FailureException RECIPE_INVALID when the board has no program for it
     */
    String command(LinuxShell shell) throws FailureException {
        String from = LinuxShell.quoted(url);
        if (has(shell, "wget")) {
            // No time-out of its own, with which Debian's busybox 1.35 crashes: who watches the medium's counter has
            // one.
            return "wget -q -O - " + from;
        }
        if (has(shell, "curl")) {
            return "curl -fsS --connect-timeout 60 " + from;
        }
        throw new FailureException(
                FailureKind.RECIPE_INVALID,
                "the Linux that was booted has no wget and no curl: its initramfs needs one of them");
    }

    private static boolean has(LinuxShell shell, String program) throws FailureException {
        return shell.run("command -v " + program, LinuxShell.QUICK).status() == 0;
    }
}
