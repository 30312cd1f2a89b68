package dev.gangway.tftp;

import java.nio.ByteBuffer;

/** The bytes of a file. Any thread. */
interface TftpSource {
    /** How many there are. */
    long length();

    /** Puts these into the buffer, which has room for them; they lie within the file. */
    void read(long from, int count, ByteBuffer into);
}
