package dev.gangway.uboot.linux;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** From where a board's Linux gets an image's bytes, as they go to the medium. */
public sealed interface ImageFeed {
    /** How many bytes come in all; empty as long as nobody knows: an image may still be on its way to the station. */
    OptionalLong length();

    /** A command of the board's shell that brings them to its standard output, and fails when they do not all come. */
    String command(LinuxShell shell) throws FailureException;

    /**
     * Over HTTP.
     *
     * @param url without a password
     * @param bytes how many come, asked whenever that matters
     */
    record Http(String url, Supplier<OptionalLong> bytes) implements ImageFeed {
        @Override
        public OptionalLong length() {
            return bytes.get();
        }

        @Override
        public String command(LinuxShell shell) throws FailureException {
            String from = LinuxShell.quoted(url);
            if (has(shell, "wget")) {
                return "wget -q -T 60 -O - " + from;
            }
            if (has(shell, "curl")) {
                return "curl -fsS --connect-timeout 60 " + from;
            }
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "the Linux that was booted has no wget and no curl: its initramfs needs one");
        }
    }

    /**
     * Over TFTP: slower, since busybox waits for each block's acknowledgement.
     *
     * @param file its name on the server
     * @param bytes how many it has
     */
    record Tftp(String host, int port, String file, long bytes) implements ImageFeed {
        private static final int BLOCK = 1428;

        @Override
        public OptionalLong length() {
            return OptionalLong.of(bytes);
        }

        @Override
        public String command(LinuxShell shell) throws FailureException {
            if (!has(shell, "tftp")) {
                throw new FailureException(
                        FailureKind.RECIPE_INVALID, "the Linux that was booted has no tftp: its initramfs needs one");
            }
            return "tftp -g -b " + BLOCK + " -l - -r " + LinuxShell.quoted(file) + " " + LinuxShell.quoted(host) + " "
                    + port;
        }
    }

    private static boolean has(LinuxShell shell, String program) throws FailureException {
        return shell.run("command -v " + program, LinuxShell.QUICK).status() == 0;
    }
}
