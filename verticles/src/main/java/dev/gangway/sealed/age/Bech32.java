package dev.gangway.sealed.age;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/** Bytes as text with a checksum (BIP 173), without its limit on the length, as age writes keys. */
final class Bech32 {
    private static final String LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int CHECK = 6;

    private Bech32() {}

    /** The text, in small letters. */
    static String encode(String prefix, byte[] bytes) {
        byte[] fives = regroup(bytes, bytes.length, 8, 5);
        int sum = polymod(prefix, fives, new byte[CHECK]) ^ 1;
        StringBuilder text = new StringBuilder(prefix).append('1');
        for (byte five : fives) {
            text.append(LETTERS.charAt(five));
        }
        for (int i = CHECK - 1; i >= 0; i--) {
            text.append(LETTERS.charAt(sum >> (5 * i) & 31));
        }
        return text.toString();
    }

    /**
     * The bytes of a text in small or in capital letters.
     *
     * @param what the key is called in the message
     */
    static byte[] decode(String prefix, String text, String what) throws AgeException {
        String small = text.toLowerCase(Locale.ROOT);
        int at = prefix.length() + 1;
        boolean mixed = !text.equals(small) && !text.equals(text.toUpperCase(Locale.ROOT));
        if (mixed || !small.startsWith(prefix + "1") || small.length() < at + CHECK) {
            throw damaged(what);
        }
        byte[] fives = new byte[small.length() - at];
        for (int i = 0; i < fives.length; i++) {
            int five = LETTERS.indexOf(small.charAt(at + i));
            if (five < 0) {
                throw damaged(what);
            }
            fives[i] = (byte) five;
        }
        if (polymod(prefix, fives, new byte[0]) != 1) {
            throw damaged(what);
        }
        int length = fives.length - CHECK;
        byte[] bytes = regroup(fives, length, 5, 8);
        int whole = length * 5 / 8;
        byte[] exact = Arrays.copyOf(bytes, whole);
        if (!encode(prefix, exact).equals(small)) {
            throw damaged(what);
        }
        return exact;
    }

    private static AgeException damaged(String what) {
        return new AgeException(what + " is damaged, or none of age's: copy all of it");
    }

    private static byte[] regroup(byte[] from, int count, int bits, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int held = 0;
        int filled = 0;
        for (int i = 0; i < count; i++) {
            held = held << bits | (from[i] & ((1 << bits) - 1));
            filled += bits;
            while (filled >= to) {
                filled -= to;
                out.write((held >> filled) & ((1 << to) - 1));
            }
            held &= (1 << filled) - 1;
        }
        if (filled > 0) {
            out.write((held << (to - filled)) & ((1 << to) - 1));
        }
        return out.toByteArray();
    }

    private static int polymod(String prefix, byte[] fives, byte[] behind) {
        int sum = 1;
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) >> 5);
        }
        sum = step(sum, 0);
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) & 31);
        }
        for (byte five : fives) {
            sum = step(sum, five);
        }
        for (byte five : behind) {
            sum = step(sum, five);
        }
        return sum;
    }

    private static int step(int sum, int five) {
        int top = sum >>> 25;
        int next = (sum & 0x1ffffff) << 5 ^ five;
        for (int i = 0; i < GENERATOR.length; i++) {
            if ((top >> i & 1) == 1) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }
}
