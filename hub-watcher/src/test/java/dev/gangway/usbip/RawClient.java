package dev.gangway.usbip;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/** A USB/IP client that writes what the protocol's description says, byte by byte. */
final class RawClient implements AutoCloseable {
    final Socket socket;
    final DataInputStream in;
    final DataOutputStream out;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    void request(int code) throws IOException {
        out.writeShort(0x0111);
        out.writeShort(code);
        out.writeInt(0);
    }

    /** Imports, and returns the reply's status. */
    int importBusId(String busId) throws IOException {
        request(0x8003);
        out.write(Arrays.copyOf(busId.getBytes(US_ASCII), 32));
        if (in.readUnsignedShort() != 0x0111 || in.readUnsignedShort() != 0x0003) {
            throw new IOException("no import reply");
        }
        int status = in.readInt();
        if (status == 0) {
            in.readFully(new byte[312]);
        }
        return status;
    }

    void submit(int sequence, boolean isIn, int endpoint, int flags, int length, byte[] setup, byte[] data)
            throws IOException {
        for (int word : new int[] {1, sequence, 0x10001, isIn ? 1 : 0, endpoint, flags, length, 0, 0, 0}) {
            out.writeInt(word);
        }
        out.write(setup);
        out.write(data);
        out.flush();
    }

    void bulkOut(int sequence, String text) throws IOException {
        submit(sequence, false, 1, 0, text.length(), new byte[8], text.getBytes(US_ASCII));
    }

    void bulkIn(int sequence, int length) throws IOException {
        submit(sequence, true, 2, 0, length, new byte[8], new byte[0]);
    }

    void unlink(int sequence, int victim) throws IOException {
        for (int word : new int[] {2, sequence, 0x10001, 0, 0, victim, 0, 0, 0, 0, 0, 0}) {
            out.writeInt(word);
        }
        out.flush();
    }

    /** An answer of either kind. */
    record Answer(int command, int sequence, int status, int actual, byte[] data) {
        String text() {
            return new String(data, US_ASCII);
        }
    }

    /** Reads the next answer; data follows it when the submit was an IN. */
    Answer answer(boolean isIn) throws IOException {
        int command = in.readInt();
        int sequence = in.readInt();
        in.readFully(new byte[12]);
        int status = in.readInt();
        int actual = command == 3 ? in.readInt() : 0;
        in.readFully(new byte[command == 3 ? 20 : 24]);
        byte[] data = new byte[isIn && command == 3 ? actual : 0];
        in.readFully(data);
        return new Answer(command, sequence, status, actual, data);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
