package dev.gangway.model;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one physical position where a board can be plugged in; it stays the same while the device address changes
 * at every re-enumeration.
 *
 * <p>USB positions are written as the Linux kernel writes them, {@code bus-p.p.p} (for example {@code 1-2.4}); other
 * positions carry a scheme: {@code virtual:3}, {@code tcp:HOST:PORT}, {@code udp:HOST:PORT}, and {@code serial:/dev/ttyS0} for
 * a serial line of the machine. A device that connects to the station by itself is its own port, named by the id that it tells:
 * {@code tcp:53ff6c065067544840551187}.
 *
 * <p>The natural order compares numbers as numbers, so that {@code 1-1.2} comes before {@code 1-1.12}.
 *
 * @param text the name, as it is shown and stored
 */
public record PortPath(String text) implements Comparable<PortPath> {
    private static final Pattern USB = Pattern.compile("[0-9]{1,3}-[0-9]{1,3}(\\.[0-9]{1,3}){0,6}");
    private static final String SERIAL = "serial:";
    private static final Pattern OTHER = Pattern.compile("(virtual:[0-9]{1,3}|serial:[!-~]{1,200})");
    private static final Pattern CALLER = Pattern.compile("tcp:[0-9a-f]{24}");
    private static final Pattern PARTS = Pattern.compile("[0-9]+|[^0-9]+");

    /** Checks the form; throws {@link IllegalArgumentException} with the accepted forms when the text is none of them. */
    public PortPath {
        Objects.requireNonNull(text);
        if (!USB.matcher(text).matches()
                && !OTHER.matcher(text).matches()
                && !CALLER.matcher(text).matches()
                && !NetworkAddress.isOne(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" names no port: write it as 1-2.4 (USB), virtual:3, tcp:HOST:PORT, udp:HOST:PORT,"
                            + " serial:/dev/ttyS0 or tcp:DEVICE-ID");
        }
    }

    /** The port of the virtual hub with this number, counted from 1. */
    public static PortPath virtual(int number) {
        return new PortPath("virtual:" + number);
    }

    /** The port of a device that connects by itself and tells this id, 24 hex digits in small letters. */
    public static PortPath caller(String id) {
        return new PortPath("tcp:" + id);
    }

    /** Whether this is a device that connects to the station by itself. */
    public boolean isCaller() {
        return CALLER.matcher(text).matches();
    }

    /** Whether this is a position in the USB topology of the machine. */
    public boolean isUsb() {
        return USB.matcher(text).matches();
    }

    /** Whether this is an address on the network, see {@link NetworkAddress}. */
    public boolean isNetwork() {
        return NetworkAddress.isOne(text);
    }

    /** The device of a serial port, for example {@code /dev/ttyS0}; empty for any other port. */
    public Optional<String> serialDevice() {
        return text.startsWith(SERIAL) ? Optional.of(text.substring(SERIAL.length())) : Optional.empty();
    }

    /** Whether this is a line: always there, and who is behind it says so only when asked. */
    public boolean isLine() {
        return isNetwork() || serialDevice().isPresent();
    }

    @Override
    public int compareTo(PortPath other) {
        Matcher mine = PARTS.matcher(text);
        Matcher theirs = PARTS.matcher(other.text);
        while (mine.find()) {
            if (!theirs.find()) {
                return 1;
            }
            int order = comparePart(mine.group(), theirs.group());
            if (order != 0) {
                return order;
            }
        }
        return theirs.find() ? -1 : 0;
    }

    private static int comparePart(String left, String right) {
        boolean numbers = Character.isDigit(left.charAt(0)) && Character.isDigit(right.charAt(0));
        if (numbers && left.length() != right.length()) {
            return Integer.compare(left.length(), right.length());
        }
        return left.compareTo(right);
    }

    @Override
    public String toString() {
        return text;
    }
}
