package dev.gangway.image.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A value of ASN.1 in DER: definite lengths only, as CMS writers make them unless they stream. Immutable.
 *
 * @param tag its first byte; tags of more than one byte do not occur in CMS
 * @param whole with tag and length
 * @param content without
 */
record Der(int tag, byte[] whole, byte[] content) {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    /** The first of several values with a tag, of class context. */
    static final int CONTEXT_0 = 0xa0;

    /** The bytes are one value. */
    static Der of(byte[] bytes) throws SignatureException {
        List<Der> all = all(bytes);
        if (all.size() != 1) {
            throw damaged();
        }
        return all.get(0);
    }

    /** The values inside, of which there is none in what is no value of values. */
    List<Der> parts() throws SignatureException {
        return all(content);
    }

    /** The part at this place, which has to have this tag. */
    Der part(int at, int expected) throws SignatureException {
        List<Der> parts = parts();
        if (at >= parts.size() || parts.get(at).tag() != expected) {
            throw damaged();
        }
        return parts.get(at);
    }

    /** An object identifier in dots. */
    String oid() throws SignatureException {
        if (tag != OID || content.length == 0) {
            throw damaged();
        }
        StringBuilder dots = new StringBuilder();
        long arc = 0;
        boolean first = true;
        for (byte one : content) {
            if (arc > Long.MAX_VALUE >> 8) {
                throw damaged();
            }
            arc = arc << 7 | (one & 0x7f);
            if ((one & 0x80) == 0) {
                if (first) {
                    long top = Math.min(arc / 40, 2);
                    dots.append(top).append('.').append(arc - top * 40);
                    first = false;
                } else {
                    dots.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return dots.toString();
    }

    private static List<Der> all(byte[] bytes) throws SignatureException {
        List<Der> all = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int begin = at;
            int tag = bytes[at++] & 0xff;
            if ((tag & 0x1f) == 0x1f || at >= bytes.length) {
                throw damaged();
            }
            int length = bytes[at++] & 0xff;
            if (length == 0x80) {
                throw new SignatureException(
                        "its signature was made as a stream, with lengths left open: make it without -stream");
            }
            if (length > 0x80) {
                int size = length - 0x80;
                if (size > 3 || at + size > bytes.length) {
                    throw damaged();
                }
                length = 0;
                for (int i = 0; i < size; i++) {
                    length = length << 8 | (bytes[at++] & 0xff);
                }
            }
            if (length > bytes.length - at) {
                throw damaged();
            }
            all.add(new Der(
                    tag, Arrays.copyOfRange(bytes, begin, at + length), Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
        return all;
    }

    static SignatureException damaged() {
        return new SignatureException("its signature is damaged, or no detached CMS signature");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Der der && Arrays.equals(whole, der.whole);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(whole);
    }
}
