package dev.gangway.station.cli.place;

import dev.gangway.model.PowerState;

/** The power of a port, as tables tell it. */
public final class PowerWords {
    private PowerWords() {}

    /** A word or two for this state. */
    public static String of(PowerState state) {
        return switch (state) {
            case ON -> "on";
            case OFF -> "off";
            case STILL_ANSWERS -> "off, but a board answers";
            case CAME_BACK -> "came back by itself";
            case NOT_SWITCHED -> "not switched";
            case UNKNOWN -> "not known";
        };
    }
}
