package dev.gangway.station.cli;

import dev.gangway.model.PowerState;

/** The power of a port, as tables tell it. */
final class PowerWords {
    private PowerWords() {}

    static String of(PowerState state) {
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
