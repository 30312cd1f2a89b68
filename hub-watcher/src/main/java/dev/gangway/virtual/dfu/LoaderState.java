package dev.gangway.virtual.dfu;

/** The states of DFU 1.1, A.1. */
enum LoaderState {
    IDLE(2),
    DNLOAD_SYNC(3),
    DNBUSY(4),
    DNLOAD_IDLE(5),
    MANIFEST_SYNC(6),
    MANIFEST(7),
    MANIFEST_WAIT_RESET(8),
    UPLOAD_IDLE(9),
    ERROR(10);

    private final int number;

    LoaderState(int number) {
        this.number = number;
    }

    /** On the wire. */
    int number() {
        return number;
    }
}
