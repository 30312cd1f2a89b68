package dev.gangway.unit.certificate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a certificate request needs of DER (X.690), written. */
final class Asn1 {
    private static final int OID = 0x06;
    private static final int UTF8 = 0x0c;
    private static final int PRINTABLE = 0x13;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int BITS = 0x03;
    private static final int INTEGER = 0x02;
    private static final int NULL = 0x05;
    private static final int CONTEXT_0 = 0xa0;

    private Asn1() {}

    private static byte[] one(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] number = unsigned(length);
            out.write(0x80 | number.length);
            out.writeBytes(number);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] unsigned(int number) {
        byte[] bytes = BigInteger.valueOf(number).toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    static byte[] sequence(byte[]... parts) {
        return one(SEQUENCE, parts);
    }

    static byte[] set(byte[] part) {
        return one(SET, part);
    }

    static byte[] zero() {
        return one(INTEGER, new byte[] {0});
    }

    static byte[] nothing() {
        return one(NULL);
    }

    /** No attributes. */
    static byte[] noAttributes() {
        return one(CONTEXT_0);
    }

    static byte[] bits(byte[] bytes) {
        return one(BITS, new byte[] {0}, bytes);
    }

    static byte[] utf8(String text) {
        return one(UTF8, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] printable(String text) {
        return one(PRINTABLE, text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] oid(String dotted) {
        String[] parts = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(parts[0]) * 40 + Integer.parseInt(parts[1]));
        for (int i = 2; i < parts.length; i++) {
            int number = Integer.parseInt(parts[i]);
            int septets = Math.max(1, (32 - Integer.numberOfLeadingZeros(number) + 6) / 7);
            for (int at = septets - 1; at >= 0; at--) {
                out.write(((number >> (7 * at)) & 0x7f) | (at > 0 ? 0x80 : 0));
            }
        }
        return one(OID, out.toByteArray());
    }
}
