package dev.gangway.tftp;

/** A packet or a request that is not answered as it wants. */
final class TftpRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * A refusal.
     *
     * @param code one of {@link TftpPacket}'s
     * @param text for whoever sent it, ASCII
     */
    TftpRefusal(int code, String text) {
        super(text);
        this.code = code;
    }

    int code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
