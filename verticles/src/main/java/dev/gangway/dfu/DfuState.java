package dev.gangway.dfu;

import java.util.Optional;

/** What a DFU interface is doing (DFU 1.1, A.1); the order is that of the numbers on the wire. */
enum DfuState {
    APP_IDLE,
    APP_DETACH,
    IDLE,
    DOWNLOAD_SYNC,
    DOWNLOAD_BUSY,
    DOWNLOAD_IDLE,
    MANIFEST_SYNC,
    MANIFEST,
    MANIFEST_WAIT_RESET,
    UPLOAD_IDLE,
    ERROR;

    /** The state of a number; empty when there is none. */
    static Optional<DfuState> of(int number) {
        return number < values().length ? Optional.of(values()[number]) : Optional.empty();
    }

    /** Whether an application runs, and not the loader. */
    boolean isApplication() {
        return this == APP_IDLE || this == APP_DETACH;
    }
}
