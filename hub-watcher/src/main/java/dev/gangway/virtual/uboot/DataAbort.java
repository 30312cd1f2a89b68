package dev.gangway.virtual.uboot;

/** The processor touched an address at which nothing answers: U-Boot prints its registers and resets. */
final class DataAbort extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DataAbort(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
