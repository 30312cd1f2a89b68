package dev.gangway.usbip;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client: asks for the list, or imports one device and keeps the connection. Runs on a thread of its own. */
final class ClientConnection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    private static final int PATIENCE_MS = 10_000;

    private final VirtualHub hub;
    private final Socket socket;
    private final Executor threads;

    ClientConnection(VirtualHub hub, Socket socket, Executor threads) {
        this.hub = hub;
        this.socket = socket;
        this.threads = threads;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MS);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
            int version = in.readUnsignedShort();
            int request = in.readUnsignedShort();
            in.readInt(); // status, unused in requests
            if (version != Wire.VERSION) {
                throw new IOException("a client speaks version " + Integer.toHexString(version));
            }
            switch (request) {
                case Wire.REQUEST_DEVICE_LIST -> list();
                case Wire.REQUEST_IMPORT -> importDevice(in);
                default -> throw new IOException("no such request: " + Integer.toHexString(request));
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a USB/IP connection ended");
        }
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a USB/IP connection did not close");
        }
    }

    private void list() throws IOException {
        List<DeviceRecord> devices = new ArrayList<>();
        for (int port = 1; port <= hub.ports().size(); port++) {
            record(port).ifPresent(devices::add);
        }
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        reply(out, Wire.REPLY_DEVICE_LIST, Wire.ACCEPTED);
        out.writeInt(devices.size());
        for (DeviceRecord device : devices) {
            device.write(out);
            device.writeInterfaces(out);
        }
        out.flush();
    }

    private Optional<DeviceRecord> record(int port) {
        return hub.attach(port).filter(VirtualAttach::isIdentified).map(a -> new DeviceRecord(port, a.identity()));
    }

    private void importDevice(DataInputStream in) throws IOException {
        String busId = text(in.readNBytes(Wire.BUS_ID_BYTES));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        Optional<VirtualAttach> wanted = portOf(busId).flatMap(hub::attach).filter(VirtualAttach::isIdentified);
        if (wanted.isEmpty()) {
            reply(out, Wire.REPLY_IMPORT, Wire.REFUSED_NO_DEVICE);
            out.flush();
            return;
        }
        VirtualAttach attach = wanted.get();
        DeviceRecord device = new DeviceRecord(portOf(busId).orElseThrow(), attach.identity());
        ImportedDevice imported = new ImportedDevice(
                attach, device.deviceId(), in, new Replies(socket.getOutputStream()), threads, this::close);
        try {
            for (UsbIdentity.Interface each : attach.identity().interfaces()) {
                attach.claim(each.number(), imported);
            }
        } catch (ChannelException e) {
            attach.release(imported);
            reply(out, Wire.REPLY_IMPORT, Wire.REFUSED_BUSY);
            out.flush();
            return;
        }
        try {
            reply(out, Wire.REPLY_IMPORT, Wire.ACCEPTED);
            device.write(out);
            out.flush();
            socket.setSoTimeout(0);
            socket.setKeepAlive(true);
            LOG.atInfo().addKeyValue("port", attach.path()).log("attached by a USB/IP client");
            imported.serve();
        } finally {
            attach.release(imported);
            LOG.atInfo().addKeyValue("port", attach.path()).log("detached from its USB/IP client");
        }
    }

    private Optional<Integer> portOf(String busId) {
        for (int port = 1; port <= hub.ports().size(); port++) {
            if (busId.equals(Wire.BUS_NUMBER + "-" + port)) {
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    private static String text(byte[] padded) {
        int end = 0;
        while (end < padded.length && padded[end] != 0) {
            end++;
        }
        return new String(padded, 0, end, StandardCharsets.US_ASCII);
    }

    private static void reply(DataOutputStream out, int code, int status) throws IOException {
        out.writeShort(Wire.VERSION);
        out.writeShort(code);
        out.writeInt(status);
    }
}
