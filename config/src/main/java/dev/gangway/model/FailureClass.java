package dev.gangway.model;

/** Who can mend a failure, and with it whether trying again can help. */
public enum FailureClass {
    /** Cable, contact, power, timing: another attempt may succeed. */
    TRANSIENT,
    /** The board is bad or another one than expected. */
    BOARD,
    /** The image or the recipe is wrong. */
    IMAGE,
    /** This machine: permissions, disk, another program. */
    STATION,
    /** A person did or left out something. */
    OPERATOR
}
