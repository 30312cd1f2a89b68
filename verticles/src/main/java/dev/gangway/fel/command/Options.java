package dev.gangway.fel.command;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the verbs.
 *
 * @param action what to do instead of running verbs
 * @param verbose say more
 * @param progress show a bar while writing
 * @param bus wanted bus, 0 = any
 * @param device wanted device address, 0 = any
 * @param sid wanted SID as sunxi-fel prints it, empty = any
 * @param verbs the rest
 */
record Options(Action action, boolean verbose, boolean progress, int bus, int device, String sid, List<String> verbs) {
    private static final Pattern DEVICE = Pattern.compile("([0-9]{1,3}):([0-9]{1,3})");
    private static final Pattern SID = Pattern.compile("[0-9a-f]{8}(:[0-9a-f]{8}){3}");

    /** What to do. */
    enum Action {
        RUN,
        HELP,
        LIST,
        LIST_SOCS
    }

    static Options parse(List<String> words) throws UsageException {
        Action action = words.isEmpty() ? Action.HELP : Action.RUN;
        boolean verbose = false;
        boolean progress = false;
        int bus = 0;
        int device = 0;
        String sid = "";
        int at = 0;
        scan:
        while (at < words.size()) {
            String word = words.get(at);
            switch (word) {
                case "-h", "--help" -> action = Action.HELP;
                case "-v", "--verbose" -> verbose = true;
                case "-p", "--progress" -> progress = true;
                case "-l", "--list", "list" -> action = Action.LIST;
                case "--list-socs", "list-socs" -> action = Action.LIST_SOCS;
                default -> {
                    String value = value(words, at, "-d", "--dev");
                    if (!value.isEmpty()) {
                        Matcher match = DEVICE.matcher(value);
                        if (!match.matches()) {
                            throw new UsageException("Invalid device \"" + value + "\": expected BUS:DEVICE");
                        }
                        bus = Integer.parseInt(match.group(1));
                        device = Integer.parseInt(match.group(2));
                        if (bus == 0 || device == 0) {
                            throw new UsageException("Invalid device \"" + value + "\": both numbers begin at 1");
                        }
                    } else {
                        value = value(words, at, "--sid", "--sid");
                        if (value.isEmpty()) {
                            break scan;
                        }
                        if (!SID.matcher(value).matches()) {
                            throw new UsageException("Invalid SID \"" + value
                                    + "\": expected four lower-case hex words, xxxxxxxx:xxxxxxxx:xxxxxxxx:xxxxxxxx");
                        }
                        sid = value;
                    }
                    if (value.equals(at + 1 < words.size() ? words.get(at + 1) : "")) {
                        at++;
                    }
                }
            }
            at++;
        }
        List<String> verbs = new ArrayList<>(words.subList(at, words.size()));
        for (String word : verbs) {
            if (word.startsWith("-") && word.length() > 1) {
                throw new UsageException("Invalid option " + word);
            }
        }
        return new Options(action, verbose, progress, bus, device, sid, List.copyOf(verbs));
    }

    /** The value of an option given as {@code -dV}, {@code --dev=V} or in the next word; empty if it is not given. */
    private static String value(List<String> words, int at, String brief, String full) throws UsageException {
        String word = words.get(at);
        if (word.equals(brief) || word.equals(full)) {
            if (at + 1 == words.size()) {
                throw new UsageException("Invalid option " + word + ": its value is missing");
            }
            return words.get(at + 1);
        }
        if (word.startsWith(full + "=")) {
            return word.substring(full.length() + 1);
        }
        return brief.length() == 2 && word.startsWith(brief) ? word.substring(2) : "";
    }
}
