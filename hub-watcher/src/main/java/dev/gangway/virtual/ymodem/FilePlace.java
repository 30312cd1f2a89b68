package dev.gangway.virtual.ymodem;

import java.util.Optional;

/** Where a board keeps its file. Under the board's lock. */
interface FilePlace {
    Optional<StoredFile> held();

    void hold(StoredFile file);

    /** Runs what it holds; false when that is nothing. */
    boolean start();
}
