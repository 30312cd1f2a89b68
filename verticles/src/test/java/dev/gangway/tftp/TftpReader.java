package dev.gangway.tftp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/** A client as RFC 7440 has it: acknowledges the end of a window, a gap once, and what it has after a time. */
final class TftpReader {
    private final int blockSize;
    private final int window;
    private final IntConsumer acknowledge;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private long last;
    private long acknowledged;
    private boolean complained;
    private boolean whole;

    TftpReader(int blockSize, int window, IntConsumer acknowledge) {
        this.blockSize = blockSize;
        this.window = window;
        this.acknowledge = acknowledge;
    }

    void take(ByteBuffer packet) {
        int opcode = packet.getShort();
        if (opcode == TftpPacket.OACK) {
            if (last == 0) {
                acknowledge.accept(0);
            }
            return;
        }
        int number = packet.getShort() & 0xffff;
        if (opcode != TftpPacket.DATA || whole) {
            return;
        }
        if (number != (int) ((last + 1) % 65_536)) {
            if (!complained) {
                complained = true;
                acknowledge();
            }
            return;
        }
        complained = false;
        last++;
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        content.writeBytes(bytes);
        whole = bytes.length < blockSize;
        if (whole || last - acknowledged == window) {
            acknowledge();
        }
    }

    private void acknowledge() {
        acknowledged = last;
        acknowledge.accept((int) (last % 65_536));
    }

    /** It has waited long enough. */
    void late() {
        acknowledge();
    }

    boolean isWhole() {
        return whole;
    }

    byte[] content() {
        return content.toByteArray();
    }
}
