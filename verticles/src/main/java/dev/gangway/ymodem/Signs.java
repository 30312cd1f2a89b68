package dev.gangway.ymodem;

/** The single bytes of XMODEM and YMODEM (Forsberg, 1988). */
final class Signs {
    /** Begins a block of 128 bytes. */
    static final int SOH = 0x01;

    /** Begins a block of 1024 bytes. */
    static final int STX = 0x02;

    static final int EOT = 0x04;
    static final int ACK = 0x06;
    static final int BACKSPACE = 0x08;
    static final int NAK = 0x15;
    static final int CAN = 0x18;

    /** Fills the last block. */
    static final int SUB = 0x1a;

    /** The receiver wants blocks with a CRC, each of which it acknowledges. */
    static final int CRC_WANTED = 'C';

    /** The receiver wants blocks with a CRC, and acknowledges none of them. */
    static final int STREAM_WANTED = 'G';

    private Signs() {}
}
