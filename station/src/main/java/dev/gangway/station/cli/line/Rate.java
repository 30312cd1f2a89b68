package dev.gangway.station.cli.line;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and speeds on the command line: {@code 1000000}, {@code 900k}, {@code 1M}. */
final class Rate {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([kKmMgG]?)");

    private Rate() {}

    /** The number of bytes; k, M and G are powers of 1,024. */
    static long parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new CommandFailure(ExitCode.INVALID, "\"" + text + "\" is no size: write 1000000, 900k or 1M");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "k", "K" -> number << 10;
            case "m", "M" -> number << 20;
            case "g", "G" -> number << 30;
            default -> number;
        };
    }
}
