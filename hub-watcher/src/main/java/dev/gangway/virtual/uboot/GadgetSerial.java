package dev.gangway.virtual.uboot;

/**
 * Which serial number a U-Boot's fastboot gadget shows. Builds differ: mainline derives one from the chip's id, vendors have
 * their own or none, and a variable {@code serial#} of the environment stands before all of them.
 */
public sealed interface GadgetSerial {
    /** As mainline U-Boot derives it from the chip's id. */
    GadgetSerial DERIVED = new Derived();

    /** None: the descriptor has no serial, and {@code getvar:serialno} fails. */
    GadgetSerial NONE = new BuiltIn("");

    /** The build derives it. */
    record Derived() implements GadgetSerial {}

    /** The build has this one, whatever the chip's id is. */
    record BuiltIn(String text) implements GadgetSerial {}

    /** The board's environment has {@code serial#} with this text. */
    record FromEnvironment(String text) implements GadgetSerial {}
}
