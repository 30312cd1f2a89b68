package dev.gangway.dfu.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One line of dfu-util's options.
 *
 * @param action what is to be done
 * @param file what goes to the board, or comes from it; empty where neither does
 * @param memory the alternate setting, by name or number
 * @param id {@code vvvv:pppp} of the board, {@code *} for any part of it; empty = any
 * @param serial its USB serial; empty = any
 * @param where the parts of {@code -s}
 * @param size how many bytes an upload is expected to have
 * @param reset whether the board is told to run what it has at the end
 */
record DfuOptions(
        Action action,
        String file,
        String memory,
        String id,
        String serial,
        Where where,
        OptionalLong size,
        boolean reset) {
    static final List<String> WORDS = List.of(
            "--list",
            "--detach",
            "--download",
            "--upload",
            "--upload-size",
            "--alt",
            "--dfuse-address",
            "--device",
            "--serial",
            "--reset");

    enum Action {
        HELP,
        LIST,
        DETACH,
        DOWNLOAD,
        UPLOAD,
        /** Only what {@code -s} says. */
        COMMANDS
    }

    /**
     * {@code -s [ADDRESS][:LENGTH][:leave][:force][:mass-erase][:unprotect]}.
     *
     * @param address empty when none is given
     * @param length empty when none is given
     */
    record Where(
            OptionalLong address,
            OptionalLong length,
            boolean leave,
            boolean force,
            boolean massErase,
            boolean unprotect) {
        static final Where NOTHING = new Where(OptionalLong.empty(), OptionalLong.empty(), false, false, false, false);

        boolean isCommand() {
            return leave || massErase || unprotect;
        }

        static Where parse(String text) {
            OptionalLong address = OptionalLong.empty();
            OptionalLong length = OptionalLong.empty();
            boolean leave = false;
            boolean force = false;
            boolean massErase = false;
            boolean unprotect = false;
            String[] parts = text.split(":", -1);
            for (int i = 0; i < parts.length; i++) {
                switch (parts[i]) {
                    case "leave" -> leave = true;
                    case "force" -> force = true;
                    case "mass-erase" -> massErase = true;
                    case "unprotect" -> unprotect = true;
                    default -> {
                        if (i == 0 && parts[i].isEmpty()) {
                            continue;
                        }
                        if (address.isEmpty() && i == 0) {
                            address = OptionalLong.of(number(parts[i]));
                        } else if (length.isEmpty()) {
                            length = OptionalLong.of(number(parts[i]));
                        } else {
                            throw new IllegalArgumentException("-s " + text + ": \"" + parts[i] + "\" means nothing");
                        }
                    }
                }
            }
            if ((massErase || unprotect) && !force) {
                throw new IllegalArgumentException(
                        "-s " + text + ": everything on the board would be erased; add :force when that is meant");
            }
            return new Where(address, length, leave, force, massErase, unprotect);
        }
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong and what is possible
     */
    static DfuOptions parse(List<String> words) {
        Deque<String> rest = new ArrayDeque<>(words);
        Optional<Action> action = Optional.empty();
        String file = "";
        String memory = "";
        String id = "";
        String serial = "";
        Where where = Where.NOTHING;
        OptionalLong size = OptionalLong.empty();
        boolean reset = false;
        while (!rest.isEmpty()) {
            String word = rest.remove();
            switch (word) {
                case "-h", "--help" -> {
                    return new DfuOptions(Action.HELP, "", "", "", "", Where.NOTHING, OptionalLong.empty(), false);
                }
                case "-l", "--list" -> action = only(action, Action.LIST);
                case "-e", "--detach" -> action = only(action, Action.DETACH);
                case "-R", "--reset" -> reset = true;
                case "-D", "--download" -> {
                    action = only(action, Action.DOWNLOAD);
                    file = value(word, rest);
                }
                case "-U", "--upload" -> {
                    action = only(action, Action.UPLOAD);
                    file = value(word, rest);
                }
                case "-Z", "--upload-size" -> size = OptionalLong.of(number(value(word, rest)));
                case "-a", "--alt" -> memory = value(word, rest);
                case "-S", "--serial" -> serial = value(word, rest);
                case "-s", "--dfuse-address" -> where = Where.parse(value(word, rest));
                case "-d", "--device" -> id = id(value(word, rest));
                default ->
                    throw new IllegalArgumentException(
                            "dfu has no option \"" + word + "\"; there are " + String.join(", ", WORDS));
            }
        }
        if (action.isEmpty() && !where.isCommand()) {
            throw new IllegalArgumentException("say what to do: --list, --download FILE, --upload FILE, --detach, or a"
                    + " command of -s (:leave, :mass-erase, :unprotect)");
        }
        return new DfuOptions(action.orElse(Action.COMMANDS), file, memory, id, serial, where, size, reset);
    }

    private static Optional<Action> only(Optional<Action> before, Action now) {
        if (before.isPresent()) {
            throw new IllegalArgumentException("one line does one of --list, --download, --upload and --detach");
        }
        return Optional.of(now);
    }

    private static String value(String option, Deque<String> rest) {
        String value = rest.poll();
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return value;
    }

    private static String id(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.matches("([0-9a-f]{4}|\\*)?:([0-9a-f]{4}|\\*)?")) {
            throw new IllegalArgumentException("-d " + text + ": a board is vvvv:pppp, such as 1d50:607f");
        }
        return lower;
    }

    private static long number(String text) {
        try {
            long number = Long.decode(text);
            if (number >= 0 && number <= 0xffff_ffffL) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The refusal below says what was written.
        }
        throw new IllegalArgumentException("\"" + text + "\" is no number from 0 to 0xffffffff");
    }

    /** Whether a board with this USB id is meant. */
    boolean isFor(int vid, int pid) {
        if (id.isEmpty()) {
            return true;
        }
        int colon = id.indexOf(':');
        return fits(id.substring(0, colon), vid) && fits(id.substring(colon + 1), pid);
    }

    private static boolean fits(String wanted, int is) {
        return wanted.isEmpty() || wanted.equals("*") || Integer.parseInt(wanted, 16) == is;
    }
}
