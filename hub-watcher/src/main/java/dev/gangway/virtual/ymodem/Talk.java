package dev.gangway.virtual.ymodem;

/** One transfer on a board's side. Under the board's lock. */
interface Talk {
    void begin();

    void take(int value);
}
