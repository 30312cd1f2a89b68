package dev.gangway.uboot.linux;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.uboot.UbootAnswer;
import dev.gangway.uboot.UbootDevice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shell of a Linux on a board's console. Blocking; one thread at a time. */
public final class LinuxShell {
    /** ash keeps 1024 characters of a line, with the word that asks for the status. */
    public static final int LONGEST = 900;

    /** Typed before a person works there: commands of a job are longer than lines that people see. */
    public static final String FOR_A_PERSON = UbootDevice.SHOW_PROMPT + "stty cols 80 rows 24\r";

    /** How long a command may take that does nearly nothing. */
    public static final Duration QUICK = Duration.ofSeconds(20);

    private static final Duration SYNC = Duration.ofMinutes(20);
    private static final Pattern ADDRESS = Pattern.compile("inet ([0-9]{1,3}(?:\\.[0-9]{1,3}){3})");
    private static final Pattern POWER_DOWN = Pattern.compile("Power down|System halted");

    /** What busybox's DHCP client leaves to a script, which small systems don't have. */
    private static final List<String> LEASE = List.of(
            "#!/bin/sh",
            "[ \"$1\" = bound ] || [ \"$1\" = renew ] || exit 0",
            "ip addr flush dev \"$interface\"",
            "ip addr add \"$ip/$mask\" dev \"$interface\"",
            "[ -z \"$router\" ] || ip route add default via \"${router%% *}\" dev \"$interface\"");

    private final UbootDevice board;

    private LinuxShell(UbootDevice board) {
        this.board = board;
    }

    /**
     * The shell of a Linux that is starting, or runs.
     *
     * @param board on whose console that is
     * @throws FailureException NO_BOOT when none comes; RECIPE_INVALID when the board lets nobody in
     */
    public static LinuxShell enter(UbootDevice board, LinuxWays ways) throws FailureException {
        board.converse(new LinuxLogin(ways, board.promptText(), UbootDevice.LINUX_PROMPT), ways.within(), LONGEST);
        LinuxShell shell = new LinuxShell(board);
        // Before anything else: kernel messages would stand in the middle of answers, and a pipe would hide its
        // failures.
        shell.run("dmesg -n 1", QUICK);
        shell.need("set -o pipefail", FailureKind.BOARD_REFUSED, QUICK);
        return shell;
    }

    /** The shell that was entered before on this board. */
    public static LinuxShell of(UbootDevice board) throws FailureException {
        if (!board.promptText().equals(UbootDevice.LINUX_PROMPT)) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the board is not at the shell of a Linux: a step linux.boot has to come before");
        }
        return new LinuxShell(board);
    }

    /**
     * Runs a command.
     *
     * @param command one line; values in it as {@link #quoted} makes them
     */
    public UbootAnswer run(String command, Duration within) throws FailureException {
        return board.run(command, within);
    }

    /**
     * Runs a command that has to end with 0.
     *
     * @param kind what it is when it does not
     */
    public UbootAnswer need(String command, FailureKind kind, Duration within) throws FailureException {
        UbootAnswer answer = run(command, within);
        if (answer.status() != 0) {
            throw new FailureException(
                    kind,
                    "\"" + command + "\" failed (" + answer.status() + "): the board's shell says " + answer.told());
        }
        return answer;
    }

    /**
     * A text as one word that a POSIX shell takes for itself.
     *
     * @throws FailureException RECIPE_INVALID when it has other characters than printable ones
     */
    public static String quoted(String text) throws FailureException {
        if (!text.matches("[ -~]*")) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "\"" + text.replaceAll("[^ -~]", "?") + "\" can't be given to a shell: it is not printable ASCII");
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** The lines of a file that has to be there. */
    List<String> lines(String file) throws FailureException {
        return need("cat " + quoted(file), FailureKind.BOARD_REFUSED, QUICK).lines();
    }

    /** How Linux gets its address. */
    public sealed interface Network {
        /** From a DHCP server. */
        record Dhcp() implements Network {}

        /**
         * As told.
         *
         * @param address in digits
         * @param bits of its network
         * @param gateway empty = none
         */
        record Fixed(String address, int bits, Optional<String> gateway) implements Network {
            /**
             * With a mask in digits.
             *
             * @throws FailureException RECIPE_INVALID when it is none
             */
            public static Fixed of(String address, String netmask, Optional<String> gateway) throws FailureException {
                long mask = 0;
                for (String part : netmask.split("\\.")) {
                    mask = (mask << 8) | Integer.parseInt(part);
                }
                int bits = Long.bitCount(mask);
                if (mask != ((0xffff_ffffL << (32 - bits)) & 0xffff_ffffL)) {
                    throw new FailureException(FailureKind.RECIPE_INVALID, "\"" + netmask + "\" is no netmask");
                }
                return new Fixed(address, bits, gateway);
            }
        }
    }

    /**
     * Has Linux on the network: it knows nothing of what U-Boot was told.
     *
     * @param wanted the interface; empty = the only one
     * @return its address
     * @throws FailureException TRANSFER_FAILED when it gets none
     */
    public String connect(Network network, Optional<String> wanted) throws FailureException {
        String link = quoted(wanted.isPresent() ? wanted.get() : onlyInterface());
        need("ip link set " + link + " up", FailureKind.BOARD_REFUSED, QUICK);
        UbootAnswer told;
        if (network instanceof Network.Fixed fixed) {
            run("ip addr flush dev " + link, QUICK);
            told = need(
                    "ip addr add " + quoted(fixed.address() + "/" + fixed.bits()) + " dev " + link,
                    FailureKind.BOARD_REFUSED,
                    QUICK);
            if (fixed.gateway().isPresent()) {
                need("ip route add default via " + quoted(fixed.gateway().get()), FailureKind.BOARD_REFUSED, QUICK);
            }
        } else {
            String script = LinuxJob.FOLDER + "/gw.dhcp";
            need("mkdir -p " + LinuxJob.FOLDER + " && rm -f " + script, FailureKind.BOARD_REFUSED, QUICK);
            for (String line : LEASE) {
                need("echo " + quoted(line) + " >>" + script, FailureKind.BOARD_REFUSED, QUICK);
            }
            need("chmod 755 " + script, FailureKind.BOARD_REFUSED, QUICK);
            told = run("udhcpc -n -q -t 6 -T 2 -i " + link + " -s " + script, Duration.ofSeconds(60));
        }
        Optional<Matcher> address = run("ip -4 addr show dev " + link, QUICK).find(ADDRESS);
        if (told.status() != 0 || address.isEmpty()) {
            throw new FailureException(
                    FailureKind.TRANSFER_FAILED,
                    "the board's Linux got no address on " + link + ": is its network cable in? It says "
                            + told.told());
        }
        return address.get().group(1);
    }

    private String onlyInterface() throws FailureException {
        List<String> names = new ArrayList<>();
        for (String line :
                need("ls /sys/class/net", FailureKind.BOARD_REFUSED, QUICK).lines()) {
            for (String name : line.strip().split("\\s+")) {
                if (!name.equals("lo") && !name.startsWith("sit") && !name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        if (names.size() != 1) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    names.isEmpty()
                            ? "the board's Linux has no network interface: its driver is missing in the kernel or its"
                                    + " initramfs"
                            : "the board's Linux has the network interfaces " + String.join(", ", names)
                                    + ": say which one");
        }
        return names.get(0);
    }

    /**
     * Has everything on the media.
     *
     * @throws FailureException MEDIUM_FAILED
     */
    public void sync() throws FailureException {
        need("sync", FailureKind.MEDIUM_FAILED, SYNC);
    }

    /**
     * Switches the board off, everything written.
     *
     * @throws FailureException BOARD_REFUSED when it does not say that it does
     */
    public void powerOff() throws FailureException {
        sync();
        board.leave("poweroff -f");
        try {
            board.expect(POWER_DOWN, QUICK);
        } catch (FailureException e) {
            // A board that takes its console with it has said it in its own way.
            if (e.failure().kind() == FailureKind.NO_BOOT) {
                throw new FailureException(
                        FailureKind.BOARD_REFUSED,
                        "the board did not switch itself off: " + e.failure().message(),
                        e);
            }
            if (e.failure().kind() != FailureKind.CABLE_LOST) {
                throw e;
            }
        }
    }
}
