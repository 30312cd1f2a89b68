package dev.gangway.uboot;

/** What goes on at a console. */
enum ConsolePhase {
    /** Nothing; the console is at its prompt if it ever was. */
    IDLE,
    /** A prompt is looked for. */
    SEEKING,
    /** A prompt was seen; what comes still is waited for. */
    SETTLING,
    /** A command is being typed. */
    TYPING,
    /** A command runs. */
    RUNNING,
    /** A line is waited for. */
    LISTENING,
    /** A dialogue has the board. */
    TALKING
}
