package dev.gangway.virtual.ubifs;

import java.util.Arrays;

/**
 * Unpacks LZO1X, in which UBIFS keeps its data (Linux Documentation/staging/lzo.rst: instructions of a byte and what follows it).
 * One use, one thread.
 */
final class Lzo {
    private static final int NEAR = 2049;
    private static final int FAR = 16384;
    /** How many literals came last, when that changes what a small instruction means: this many or more. */
    private static final int MANY = 4;

    private final byte[] in;
    private final byte[] out;
    private int from;
    private int to;

    private Lzo(byte[] in, int most) {
        this.in = in;
        this.out = new byte[most];
    }

    /**
     * What was packed.
     *
     * @param most bytes at most
     * @throws UbifsException when it is damaged or longer
     */
    static byte[] unpack(byte[] packed, int most) throws UbifsException {
        Lzo stream = new Lzo(packed, most);
        try {
            stream.run();
        } catch (IndexOutOfBoundsException e) {
            throw new UbifsException("packed data of " + packed.length + " bytes is damaged");
        }
        return Arrays.copyOf(stream.out, stream.to);
    }

    private void run() throws UbifsException {
        int literals = 0;
        int first = in[0] & 0xff;
        if (first > 17) {
            from = 1;
            literals = first - 17;
            literals(literals);
        }
        while (true) {
            int code = next();
            if (code < 16 && literals == 0) {
                literals = 3 + longer(code, 15);
                literals(literals);
                continue;
            }
            int following;
            if (code < 16) {
                following = code & 3;
                int distance = (next() << 2) + (code >> 2);
                boolean many = literals >= MANY;
                copy(distance + (many ? NEAR : 1), many ? 3 : 2);
            } else if (code < 64) {
                boolean far = code < 32;
                int length = 2 + (far ? longer(code & 7, 7) : longer(code & 31, 31));
                int pair = next() | next() << 8;
                following = pair & 3;
                int distance = (pair >> 2) + (far ? FAR + ((code & 8) << 11) : 1);
                if (far && distance == FAR) {
                    return;
                }
                copy(distance, length);
            } else {
                following = code & 3;
                int length = code < 128 ? 3 + (code >> 5 & 1) : 5 + (code >> 5 & 3);
                copy((next() << 3) + (code >> 2 & 7) + 1, length);
            }
            literals = following;
            literals(literals);
        }
    }

    private int next() {
        return in[from++] & 0xff;
    }

    /** A length that goes on: zeros stand for 255 each. */
    private int longer(int length, int most) {
        if (length != 0) {
            return length;
        }
        int all = most;
        int each = next();
        while (each == 0) {
            all += 255;
            each = next();
        }
        return all + each;
    }

    private void literals(int count) {
        System.arraycopy(in, from, out, to, count);
        from += count;
        to += count;
    }

    /** Byte by byte: what is copied may reach into itself. */
    private void copy(int distance, int length) {
        for (int i = 0; i < length; i++) {
            out[to] = out[to - distance];
            to++;
        }
    }
}
