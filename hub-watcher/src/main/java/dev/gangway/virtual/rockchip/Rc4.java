package dev.gangway.virtual.rockchip;

/** RC4 with the key that all of Rockchip's boot ROMs have; it codes and decodes alike. */
final class Rc4 {
    private static final byte[] KEY = {124, 78, 3, 4, 85, 5, 9, 7, 45, 44, 123, 56, 23, 13, 23, 17};

    private Rc4() {}

    static byte[] code(byte[] data) {
        int[] state = new int[256];
        for (int i = 0; i < 256; i++) {
            state[i] = i;
        }
        for (int i = 0, j = 0; i < 256; i++) {
            j = (j + state[i] + KEY[i % KEY.length]) & 0xff;
            swap(state, i, j);
        }
        byte[] out = new byte[data.length];
        int i = 0;
        int j = 0;
        for (int at = 0; at < data.length; at++) {
            i = (i + 1) & 0xff;
            j = (j + state[i]) & 0xff;
            swap(state, i, j);
            out[at] = (byte) (data[at] ^ state[(state[i] + state[j]) & 0xff]);
        }
        return out;
    }

    private static void swap(int[] state, int one, int other) {
        int kept = state[one];
        state[one] = state[other];
        state[other] = kept;
    }
}
