package dev.gangway.config;

/**
 * The serial line on which the boards of a port have their console, beside the one over which they are flashed.
 *
 * @param device for example {@code /dev/serial/by-id/…}
 * @param baud bits per second
 */
public record PortConsole(String device, int baud) {
    @Override
    public String toString() {
        return device + " at " + baud;
    }
}
