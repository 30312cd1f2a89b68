package dev.gangway.station;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Writes a recording as NTC's web flasher plays them (the dossier of Allwinner NAND, section 7). One thread. */
final class ChpRecorder {
    private static final int HEADER = 12;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    private ChpRecorder record(int argument, int command, int length, byte[] data) {
        file.writeBytes(ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(argument)
                .put((byte) command)
                .put((byte) 0)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(length)
                .array());
        file.writeBytes(data);
        return this;
    }

    ChpRecorder wait(int device, int total) {
        return record(device, 0, total, new byte[0]);
    }

    ChpRecorder comment(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return record(0, 1, bytes.length, bytes);
    }

    ChpRecorder sleep(int micros) {
        return record(micros, 4, 0, new byte[0]);
    }

    byte[] bytes() {
        return file.toByteArray();
    }

    /** A session with the board on port 1 when it has this id; null when it has not. */
    @Nullable
    UsbSession session(VirtualHub hub, int device) throws ChannelException {
        Optional<VirtualAttach> attach = hub.attach(1);
        if (attach.isEmpty()) {
            return null;
        }
        UsbSession session = hub.open(attach.get().path(), attach.get().deviceKey(), UsbSession.class);
        if ((session.identity().vid() << 16 | session.identity().pid()) == device) {
            return session;
        }
        session.close();
        return null;
    }

    /** The same session, of which all bulk transfers are recorded. */
    UsbSession over(UsbSession session) {
        return new Recorded(session);
    }

    private final class Recorded implements UsbSession {
        private final UsbSession session;

        Recorded(UsbSession session) {
            this.session = session;
        }

        @Override
        public UsbIdentity identity() {
            return session.identity();
        }

        @Override
        public void claim(int interfaceNumber) throws ChannelException {
            session.claim(interfaceNumber);
        }

        @Override
        public void alternate(int interfaceNumber, int setting) throws ChannelException {
            session.alternate(interfaceNumber, setting);
        }

        @Override
        public void bulkOut(int endpoint, ByteBuffer data, Duration timeout, LongConsumer moved)
                throws ChannelException {
            byte[] sent = new byte[data.remaining()];
            data.duplicate().get(sent);
            session.bulkOut(endpoint, data, timeout, moved);
            record(0, 3, sent.length, sent);
        }

        @Override
        public int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException {
            int begin = into.position();
            int came = session.bulkIn(endpoint, into, timeout);
            byte[] received = new byte[came];
            into.duplicate().position(begin).get(received);
            if (came > 0) {
                record(0, 2, came, received);
            }
            return came;
        }

        @Override
        public int control(SetupPacket setup, ByteBuffer data, Duration timeout) throws ChannelException {
            return session.control(setup, data, timeout);
        }

        @Override
        public void clearHalt(int endpoint) throws ChannelException {
            session.clearHalt(endpoint);
        }

        @Override
        public void reset() throws ChannelException {
            session.reset();
        }

        @Override
        public void cancel() {
            session.cancel();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
