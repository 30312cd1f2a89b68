package dev.gangway.image.signature;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** BLAKE2b with 64 bytes of digest and no key (RFC 7693). One thread, one message. */
final class Blake2b {
    private static final int BLOCK = 128;
    private static final int ROUNDS = 12;
    private static final int SIZE = 64;

    /** The square roots of the first eight primes, as in SHA-512. */
    private static final long[] IV = {
        0x6a09e667f3bcc908L,
        0xbb67ae8584caa73bL,
        0x3c6ef372fe94f82bL,
        0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L,
        0x9b05688c2b3e6c1fL,
        0x1f83d9abfb41bd6bL,
        0x5be0cd19137e2179L
    };

    /** RFC 7693, section 2.7; the last two rounds use the first two rows again. */
    private static final int[][] SIGMA = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}
    };

    private final long[] state = IV.clone();
    private final byte[] block = new byte[BLOCK];
    private final long[] work = new long[16];
    private final long[] words = new long[16];
    private int filled;
    private long count;

    Blake2b() {
        state[0] ^= 0x01010000L ^ SIZE;
    }

    void update(byte[] bytes, int from, int length) {
        int at = from;
        int left = length;
        while (left > 0) {
            if (filled == BLOCK) {
                count += BLOCK;
                compress(false);
                filled = 0;
            }
            int size = Math.min(left, BLOCK - filled);
            System.arraycopy(bytes, at, block, filled, size);
            filled += size;
            at += size;
            left -= size;
        }
    }

    /** The digest; the message ends with it. */
    byte[] digest() {
        count += filled;
        Arrays.fill(block, filled, BLOCK, (byte) 0);
        compress(true);
        ByteBuffer out = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (long word : state) {
            out.putLong(word);
        }
        return out.array();
    }

    private void compress(boolean last) {
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
        System.arraycopy(state, 0, work, 0, 8);
        System.arraycopy(IV, 0, work, 8, 8);
        work[12] ^= count;
        if (last) {
            work[14] = ~work[14];
        }
        for (int round = 0; round < ROUNDS; round++) {
            int[] row = SIGMA[round % SIGMA.length];
            mix(0, 4, 8, 12, words[row[0]], words[row[1]]);
            mix(1, 5, 9, 13, words[row[2]], words[row[3]]);
            mix(2, 6, 10, 14, words[row[4]], words[row[5]]);
            mix(3, 7, 11, 15, words[row[6]], words[row[7]]);
            mix(0, 5, 10, 15, words[row[8]], words[row[9]]);
            mix(1, 6, 11, 12, words[row[10]], words[row[11]]);
            mix(2, 7, 8, 13, words[row[12]], words[row[13]]);
            mix(3, 4, 9, 14, words[row[14]], words[row[15]]);
        }
        for (int i = 0; i < 8; i++) {
            state[i] ^= work[i] ^ work[i + 8];
        }
    }

    private void mix(int a, int b, int c, int d, long x, long y) {
        work[a] += work[b] + x;
        work[d] = Long.rotateRight(work[d] ^ work[a], 32);
        work[c] += work[d];
        work[b] = Long.rotateRight(work[b] ^ work[c], 24);
        work[a] += work[b] + y;
        work[d] = Long.rotateRight(work[d] ^ work[a], 16);
        work[c] += work[d];
        work[b] = Long.rotateRight(work[b] ^ work[c], 63);
    }
}
