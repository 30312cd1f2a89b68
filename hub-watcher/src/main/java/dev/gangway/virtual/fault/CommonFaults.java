package dev.gangway.virtual.fault;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The faults that every virtual board has, since the hub lays them on. */
public final class CommonFaults {
    /** All of them, in the order of the help. */
    public static final List<FaultKind> KINDS = List.of(
            FaultKind.plain("stall", "the endpoint halts", Fault.Stall::new),
            FaultKind.of(
                    "timeout",
                    "[:TIME]",
                    "nothing is answered for this long; without a time until the bus is reset or the power is cycled",
                    (at, times, lasts) -> new Fault.Silence(at, times, lasts == null ? null : time(lasts))),
            FaultKind.plain("short", "a transfer to the host ends early, the rest follows", Fault.ShortTransfer::new),
            FaultKind.of(
                    "disconnect",
                    "[:TIME|:never]",
                    "the supply breaks down, the board is back after this time (1s)",
                    (at, times, back) -> new Fault.Disconnect(at, times, back(back))),
            new FaultKind(
                    "slow",
                    ":RATE",
                    "no more than this many bytes a second",
                    Fault.ALWAYS,
                    (at, times, rate) -> new Fault.Slow(at, times, rate(rate))),
            FaultKind.plain("vanish", "it leaves the bus to re-enumerate and does not come back", Fault.Vanish::new),
            FaultKind.plain("garbage", "a transfer to the host carries noise", Fault.Garbage::new));

    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s)");

    private CommonFaults() {}

    private static @Nullable Duration back(@Nullable String text) {
        return "never".equals(text) ? null : time(text == null ? "1s" : text);
    }

    private static Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time, as 500ms or 3s are");
        }
        long count = Long.parseLong(time.group(1));
        return time.group(2).equals("s") ? Duration.ofSeconds(count) : Duration.ofMillis(count);
    }

    private static long rate(@Nullable String text) {
        if (text == null || !text.matches("[1-9][0-9]{0,10}")) {
            throw new IllegalArgumentException("the rate in bytes a second is missing or no number");
        }
        return Long.parseLong(text);
    }
}
