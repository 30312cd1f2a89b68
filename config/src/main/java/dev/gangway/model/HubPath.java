package dev.gangway.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a hub: the port that it hangs on, {@code 1-2.4}, or the root hub of a bus, {@code usb1}, or the virtual
 * hub, {@code virtual}. Its ports' names begin with it, part by part: {@code 1-1.12} is not a port of {@code 1-1.1}.
 *
 * @param text the name, as the kernel writes it
 */
public record HubPath(String text) {
    private static final Pattern ROOT = Pattern.compile("usb([0-9]{1,3})");
    private static final Pattern BELOW = Pattern.compile("[0-9]{1,3}-[0-9]{1,3}(\\.[0-9]{1,3}){0,5}");
    private static final String VIRTUAL = "virtual";

    /** Checks the form; throws {@link IllegalArgumentException} with the accepted forms. */
    public HubPath {
        Objects.requireNonNull(text);
        if (!ROOT.matcher(text).matches() && !BELOW.matcher(text).matches() && !text.equals(VIRTUAL)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" names no hub: write the port that it hangs on, 1-2.4, or usb1 for a root hub");
        }
    }

    /** The hub that this port belongs to; empty for ports that are on none, such as serial lines. */
    public static Optional<HubPath> of(PortPath port) {
        String name = port.text();
        if (name.startsWith("virtual:")) {
            return Optional.of(new HubPath(VIRTUAL));
        }
        if (!port.isUsb()) {
            return Optional.empty();
        }
        int dot = name.lastIndexOf('.');
        return Optional.of(
                new HubPath(dot >= 0 ? name.substring(0, dot) : "usb" + name.substring(0, name.indexOf('-'))));
    }

    /** The hubs between the machine and this port, the root hub first; empty for a port that is on none. */
    public static List<HubPath> chain(PortPath port) {
        List<HubPath> chain = new ArrayList<>();
        for (Optional<HubPath> hub = of(port); hub.isPresent(); hub = hub.get().parent()) {
            chain.add(0, hub.get());
        }
        return chain;
    }

    /** Whether it is a bus of its own: a root hub, or the virtual hub. */
    public boolean isRoot() {
        return text.equals(VIRTUAL) || ROOT.matcher(text).matches();
    }

    /** The hub that this one hangs on; empty for a root hub. */
    public Optional<HubPath> parent() {
        return isRoot() ? Optional.empty() : of(new PortPath(text));
    }

    /** This hub's port of this number, from 1. */
    public PortPath port(int number) {
        return new PortPath(prefix() + number);
    }

    /** The number, from 1, of the hub's own port behind which this port lies; 0 when it lies elsewhere. */
    public int numberOf(PortPath port) {
        if (!port.text().startsWith(prefix())) {
            return 0;
        }
        return Integer.parseInt(port.text().substring(prefix().length()).split("\\.", 2)[0]);
    }

    /** The same port when this hub, with all that hangs on it, is plugged in there. */
    public PortPath moved(PortPath port, HubPath there) {
        if (numberOf(port) == 0) {
            throw new IllegalArgumentException(port + " is no port of the hub " + text);
        }
        return new PortPath(there.prefix() + port.text().substring(prefix().length()));
    }

    private String prefix() {
        Matcher root = ROOT.matcher(text);
        return root.matches() ? root.group(1) + "-" : text.equals(VIRTUAL) ? "virtual:" : text + ".";
    }

    @Override
    public String toString() {
        return text;
    }
}
