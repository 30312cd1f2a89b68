package dev.gangway.virtual.spark;

import dev.gangway.virtual.fault.FaultPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** What a Core sends (the dossier's section 5.2): its numbers count on for all but acknowledgements. One thread. */
final class AirOut {
    private final AirFrames frames;
    private final FaultPlan faults;
    private int id;
    private int token;
    private boolean mute;

    AirOut(AirFrames frames, FaultPlan faults) {
        this.frames = frames;
        this.faults = faults;
        byte[] salt = frames.salt();
        id = ((salt[0] & 0xff) << 8) | (salt[1] & 0xff);
        token = salt[2] & 0xff;
    }

    void mute() {
        mute = true;
    }

    void hello(AirCore core) throws IOException {
        AirApplication application = core.application();
        boolean old = core.generation().isOld();
        ByteArrayOutputStream out = begin(0x50, 2);
        bytes(out, 0xb1, 'h', 0xff);
        number(out, application.product(), 2);
        number(out, application.version(), 2);
        bytes(out, 0, core.isUpgraded() ? 1 : 0);
        if (!old) {
            bytes(out, 0, 0);
        }
        send(out);
    }

    void ping() throws IOException {
        send(begin(0x40, 0));
    }

    void askTime() throws IOException {
        ByteArrayOutputStream out = begin(0x41, 1);
        bytes(out, ++token & 0xff, 0xb1, 't');
        send(out);
    }

    void event(String name, String data) throws IOException {
        ByteArrayOutputStream out = begin(0x50, 2);
        bytes(out, 0xb1, 'E', 0x0d, name.length() - 13);
        text(out, name);
        bytes(out, 0xff);
        text(out, data);
        send(out);
    }

    /** That a message came. */
    void acknowledge(int theirs) throws IOException {
        answer(0x60, 0, theirs);
    }

    /** That it is refused. */
    void refuse(int theirs) throws IOException {
        answer(0x60, 0x80, theirs);
    }

    private void answer(int kind, int code, int theirs, int... rest) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bytes(out, kind, code);
        number(out, theirs, 2);
        bytes(out, rest);
        send(out);
    }

    /** An answer within the acknowledgement. */
    void answered(int theirs, int theirToken, int code) throws IOException {
        answer(0x61, code, theirs, theirToken);
    }

    /** An answer with a value within the acknowledgement. */
    void value(int theirs, int theirToken, byte[] value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bytes(out, 0x61, 0x45);
        number(out, theirs, 2);
        bytes(out, theirToken, 0xff);
        out.writeBytes(value);
        send(out);
    }

    /** An answer that comes later, as a message of its own. */
    void later(int theirToken, int code, int... payload) throws IOException {
        ByteArrayOutputStream out = begin(0x51, code);
        bytes(out, theirToken);
        if (payload.length > 0) {
            bytes(out, 0xff);
            bytes(out, payload);
        }
        send(out);
    }

    /** Numbers of chunks that it misses. */
    void missed(int... chunks) throws IOException {
        ByteArrayOutputStream out = begin(0x40, 1);
        bytes(out, 0xb1, 'c', 0xff);
        for (int chunk : chunks) {
            number(out, chunk, 2);
        }
        send(out);
    }

    /** That an update is whole, after it was not. */
    void whole() throws IOException {
        ByteArrayOutputStream out = begin(0x50, 3);
        bytes(out, 0xb1, 'u');
        send(out);
    }

    private ByteArrayOutputStream begin(int kind, int code) {
        if (faults.strike(AirFault.IdGap.class).isPresent()) {
            id++;
        }
        id = (id + 1) & 0xffff;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bytes(out, kind, code);
        number(out, id, 2);
        return out;
    }

    private void send(ByteArrayOutputStream out) throws IOException {
        if (!mute) {
            faults.count(frames.send(out.toByteArray()));
        }
    }

    static void bytes(ByteArrayOutputStream out, int... values) {
        for (int value : values) {
            out.write(value);
        }
    }

    private static void text(ByteArrayOutputStream out, String text) {
        text.chars().forEach(out::write);
    }

    private static void number(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (value >> (8 * i)));
        }
    }
}
