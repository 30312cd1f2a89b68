package dev.gangway.usbip;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes returns to one client; several endpoints use it at once. */
final class Replies {
    private static final int BUFFER = 64 * 1024;

    private final DataOutputStream out;

    Replies(OutputStream out) {
        this.out = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
    }

    synchronized void submitted(Urb urb, int status) throws IOException {
        header(Wire.RETURN_SUBMIT, urb.sequence, status);
        int actual = urb.actualLength();
        out.writeInt(actual);
        out.writeInt(0); // start frame
        out.writeInt(0); // number of packets
        out.writeInt(0); // error count
        out.writeLong(0);
        if (urb.in) {
            out.write(urb.bytes(), 0, actual);
        }
        out.flush();
    }

    synchronized void unlinked(int sequence, int status) throws IOException {
        header(Wire.RETURN_UNLINK, sequence, status);
        out.write(new byte[24]);
        out.flush();
    }

    private void header(int command, int sequence, int status) throws IOException {
        out.writeInt(command);
        out.writeInt(sequence);
        out.writeInt(0); // device id, direction and endpoint are the client's business
        out.writeInt(0);
        out.writeInt(0);
        out.writeInt(status);
    }
}
