package dev.gangway.config;

/** Where boards are plugged in. */
public sealed interface BusConfig {
    /** The real USB of this machine. */
    record Libusb() implements BusConfig {}

    /**
     * The virtual hub.
     *
     * @param ports how many ports it has, 1 to 127
     */
    record Virtual(int ports) implements BusConfig {}
}
