package dev.gangway.virtual.ymodem;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts bytes together to packets: 01 or 02, number, its complement, 128 or 1024 bytes, and two of CRC. */
final class Packet {
    static final int SOH = 1;
    static final int STX = 2;
    static final int EOT = 4;
    static final int ACK = 6;
    static final int NAK = 0x15;
    static final int CAN = 0x18;
    static final int C = 'C';
    static final int G = 'G';
    private static final int AROUND = 5;

    private final byte[] bytes = new byte[1024 + AROUND];
    private int have;

    /** Whether a packet has begun and is not whole. */
    boolean isOpen() {
        return have > 0;
    }

    void forget() {
        have = 0;
    }

    /** Takes a byte; a whole packet when it was the last one of it. To be given the first byte only when that is 01 or 02. */
    byte @Nullable [] add(int value) {
        bytes[have++] = (byte) value;
        int whole = (bytes[0] == STX ? 1024 : 128) + AROUND;
        if (have < whole) {
            return null;
        }
        have = 0;
        return Arrays.copyOf(bytes, whole);
    }

    static int number(byte[] packet) {
        return packet[1] & 0xff;
    }

    static boolean numberFits(byte[] packet) {
        return (packet[1] & 0xff) + (packet[2] & 0xff) == 0xff;
    }

    static boolean crcFits(byte[] packet) {
        int end = packet.length - 2;
        return crc(packet, 3, end) == ((packet[end] & 0xff) << 8 | (packet[end + 1] & 0xff));
    }

    static byte[] data(byte[] packet) {
        return Arrays.copyOfRange(packet, 3, packet.length - 2);
    }

    static byte[] make(int number, byte[] data, int size) {
        byte[] packet = new byte[size + AROUND];
        packet[0] = (byte) (size == 1024 ? STX : SOH);
        packet[1] = (byte) number;
        packet[2] = (byte) (0xff - (number & 0xff));
        System.arraycopy(data, 0, packet, 3, data.length);
        Arrays.fill(packet, 3 + data.length, 3 + size, (byte) (number == 0 && data.length < size ? 0 : 0x1a));
        int crc = crc(packet, 3, 3 + size);
        packet[3 + size] = (byte) (crc >> 8);
        packet[4 + size] = (byte) crc;
        return packet;
    }

    private static int crc(byte[] bytes, int from, int to) {
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc ^= (bytes[i] & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc <<= 1;
                if ((crc & 0x10000) != 0) {
                    crc ^= 0x11021;
                }
            }
        }
        return crc;
    }
}
