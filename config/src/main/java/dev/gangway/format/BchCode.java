package dev.gangway.format;

import java.util.Arrays;

/**
 * The binary BCH code that the Allwinner boot ROM expects on SPL pages: GF(2^14) with primitive polynomial 0x5803, 64
 * correctable bits, generator of degree 896; each byte goes in with its least significant bit first.
 *
 * <p>Source: the project's NAND dossier, section 4. Stateless; any thread.
 */
final class BchCode {
    /** Bytes of parity that {@link #parity} gives. */
    static final int PARITY = 112;

    /** Wrong bits in data and parity together that can still be put right. */
    static final int STRENGTH = 64;

    private static final int FIELD_BITS = 14;
    private static final int ORDER = (1 << FIELD_BITS) - 1;
    private static final int PRIMITIVE = 0x5803;
    private static final int DEGREE = STRENGTH * FIELD_BITS;
    private static final int WORDS = DEGREE / Long.SIZE;

    private static final int[] EXP = new int[2 * ORDER];
    private static final int[] LOG = new int[ORDER + 1];
    private static final long[][] TABLE = new long[256][];

    static {
        int value = 1;
        for (int power = 0; power < ORDER; power++) {
            EXP[power] = value;
            EXP[power + ORDER] = value;
            LOG[value] = power;
            value <<= 1;
            if (value > ORDER) {
                value ^= PRIMITIVE;
            }
        }
        long[] generator = generator();
        for (int top = 0; top < 256; top++) {
            TABLE[top] = remainderOfTopByte(top, generator);
        }
    }

    private BchCode() {}

    /** The parity bytes of a message. */
    static byte[] parity(byte[] message, int length) {
        long[] remainder = remainder(message, length);
        byte[] parity = new byte[PARITY];
        for (int i = 0; i < PARITY; i++) {
            int bits = (int) (remainder[i / 8] >>> (56 - 8 * (i % 8))) & 0xff;
            parity[i] = (byte) reversed(bits);
        }
        return parity;
    }

    /**
     * Puts wrong bits of a codeword (message, then parity) right, in place.
     *
     * @return how many bits were wrong, or -1 when more than {@link #STRENGTH} are, and then nothing was changed
     */
    static int correct(byte[] codeword) {
        int messageLength = codeword.length - PARITY;
        long[] remainder = remainder(codeword, messageLength);
        long any = 0;
        for (int i = 0; i < PARITY; i++) {
            remainder[i / 8] ^= (long) reversed(codeword[messageLength + i] & 0xff) << (56 - 8 * (i % 8));
        }
        for (long word : remainder) {
            any |= word;
        }
        if (any == 0) {
            return 0;
        }
        int[] locator = locator(syndromes(remainder));
        int errors = degree(locator);
        if (errors > STRENGTH) {
            return -1;
        }
        int[] roots = roots(locator, errors, codeword.length * 8);
        if (roots.length != errors) {
            return -1;
        }
        for (int degree : roots) {
            int bit = codeword.length * 8 - 1 - degree;
            codeword[bit / 8] ^= (byte) (1 << (bit % 8));
        }
        return errors;
    }

    private static int reversed(int bits) {
        return Integer.reverse(bits) >>> 24;
    }

    private static long[] remainder(byte[] message, int length) {
        long[] state = new long[WORDS];
        for (int i = 0; i < length; i++) {
            int top = reversed(message[i] & 0xff) ^ (int) (state[0] >>> 56);
            long[] change = TABLE[top];
            for (int w = 0; w < WORDS - 1; w++) {
                state[w] = (state[w] << 8 | state[w + 1] >>> 56) ^ change[w];
            }
            state[WORDS - 1] = state[WORDS - 1] << 8 ^ change[WORDS - 1];
        }
        return state;
    }

    private static long[] remainderOfTopByte(int top, long[] generator) {
        long[] state = new long[WORDS];
        state[0] = (long) top << 56;
        for (int bit = 0; bit < 8; bit++) {
            boolean out = state[0] < 0;
            for (int w = 0; w < WORDS; w++) {
                long carry = w + 1 < WORDS ? state[w + 1] >>> 63 : 0;
                state[w] = (state[w] << 1 | carry) ^ (out ? generator[w] : 0);
            }
        }
        return state;
    }

    /** The generator without its leading term, highest degree in the top bit of the first word. */
    private static long[] generator() {
        boolean[] product = {true};
        for (int power = 1; power < 2 * STRENGTH; power += 2) {
            product = timesMinimal(product, power);
        }
        long[] words = new long[WORDS];
        for (int degree = 0; degree < DEGREE; degree++) {
            if (product[degree]) {
                int at = DEGREE - 1 - degree;
                words[at / Long.SIZE] |= Long.MIN_VALUE >>> (at % Long.SIZE);
            }
        }
        return words;
    }

    private static boolean[] timesMinimal(boolean[] polynomial, int power) {
        int[] minimal = {1};
        int conjugate = power;
        do {
            int[] next = new int[minimal.length + 1];
            for (int i = 0; i < minimal.length; i++) {
                next[i + 1] ^= minimal[i];
                next[i] ^= times(minimal[i], EXP[conjugate]);
            }
            minimal = next;
            conjugate = conjugate * 2 % ORDER;
        } while (conjugate != power);
        boolean[] product = new boolean[polynomial.length + minimal.length - 1];
        for (int i = 0; i < polynomial.length; i++) {
            for (int j = 0; polynomial[i] && j < minimal.length; j++) {
                product[i + j] ^= minimal[j] == 1;
            }
        }
        return product;
    }

    private static int times(int left, int right) {
        return left == 0 || right == 0 ? 0 : EXP[LOG[left] + LOG[right]];
    }

    /** S(1) to S(2t) of the received word; they follow from its remainder. */
    private static int[] syndromes(long[] remainder) {
        int[] syndromes = new int[2 * STRENGTH + 1];
        for (int j = 1; j <= 2 * STRENGTH; j += 2) {
            int sum = 0;
            for (int degree = 0; degree < DEGREE; degree++) {
                int at = DEGREE - 1 - degree;
                if ((remainder[at / Long.SIZE] << (at % Long.SIZE)) < 0) {
                    sum ^= EXP[degree * j % ORDER];
                }
            }
            for (int k = j; k <= 2 * STRENGTH; k *= 2) {
                syndromes[k] = sum;
                sum = times(sum, sum);
            }
        }
        return syndromes;
    }

    /** The error locator polynomial by Berlekamp and Massey's method. */
    private static int[] locator(int[] syndromes) {
        int size = 2 * STRENGTH + 2;
        int[] current = new int[size];
        int[] previous = new int[size];
        current[0] = 1;
        previous[0] = 1;
        int length = 0;
        int gap = 1;
        int lastDiscrepancy = 1;
        for (int n = 0; n < 2 * STRENGTH; n++) {
            int discrepancy = syndromes[n + 1];
            for (int i = 1; i <= length; i++) {
                discrepancy ^= times(current[i], syndromes[n + 1 - i]);
            }
            if (discrepancy == 0) {
                gap++;
                continue;
            }
            int factor = times(discrepancy, EXP[ORDER - LOG[lastDiscrepancy]]);
            int[] before = current.clone();
            for (int i = 0; i + gap < size; i++) {
                current[i + gap] ^= times(factor, previous[i]);
            }
            if (2 * length <= n) {
                length = n + 1 - length;
                previous = before;
                lastDiscrepancy = discrepancy;
                gap = 1;
            } else {
                gap++;
            }
        }
        return current;
    }

    private static int degree(int[] polynomial) {
        int degree = polynomial.length - 1;
        while (polynomial[degree] == 0) {
            degree--;
        }
        return degree;
    }

    /** Degrees of the codeword's wrong bits: where the locator has its roots, looked for one by one (Chien). */
    private static int[] roots(int[] locator, int errors, int bits) {
        int[] found = new int[errors];
        int count = 0;
        int[] log = new int[errors + 1];
        for (int i = 0; i <= errors; i++) {
            log[i] = locator[i] == 0 ? -1 : LOG[locator[i]];
        }
        for (int degree = 0; degree < bits && count < errors; degree++) {
            int sum = 0;
            for (int i = 0; i <= errors; i++) {
                if (log[i] >= 0) {
                    sum ^= EXP[log[i]];
                    log[i] -= i;
                    log[i] += log[i] < 0 ? ORDER : 0;
                }
            }
            if (sum == 0) {
                found[count++] = degree;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
