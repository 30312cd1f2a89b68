package dev.gangway.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address in the name of a network port, {@code tcp:HOST:PORT} or {@code udp:HOST:PORT}; an IPv6 address stands in square
 * brackets.
 *
 * @param isTcp whether it is spoken to over TCP; else over UDP
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
public record NetworkAddress(boolean isTcp, String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(tcp|udp):([A-Za-z0-9._-]{1,190}|\\[[0-9A-Fa-f:.%a-z]{2,60}])" + ":([1-9][0-9]{0,4})");
    private static final int LARGEST = 65535;

    /** Whether a port's name has this form. */
    static boolean isOne(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() && Integer.parseInt(matcher.group(3)) <= LARGEST;
    }

    /** The address of a network port; throws {@link IllegalArgumentException} for any other. */
    public static NetworkAddress of(PortPath port) {
        Matcher matcher = FORM.matcher(port.text());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(port + " is no network port");
        }
        String host = matcher.group(2).replaceAll("[\\[\\]]", "");
        return new NetworkAddress(matcher.group(1).equals("tcp"), host, Integer.parseInt(matcher.group(3)));
    }
}
