package dev.gangway.virtual.gadget;

import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.UsbFunction;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Serves a board's gadget over fastboot's TCP framing (fastboot.md 5), one client after the other, on one thread. */
final class TcpFastboot implements BoardPort, AutoCloseable {
    private final ServerSocket server;
    private final FastbootBoard board;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private @Nullable UsbFunction function;

    TcpFastboot(FastbootBoard board) throws IOException {
        this.board = board;
        this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        board.plugged(this);
        runTasks();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Serves until closed. */
    void serve() throws IOException {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.setTcpNoDelay(true);
                session(new DataInputStream(client.getInputStream()), new DataOutputStream(client.getOutputStream()));
            } catch (EOFException e) {
                runTasks(); // the client has what it wanted
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw e;
                }
            }
        }
    }

    private void session(DataInputStream in, DataOutputStream out) throws IOException {
        in.readFully(new byte[4]);
        out.write("FB01".getBytes(StandardCharsets.US_ASCII));
        while (true) {
            ByteBuffer message = ByteBuffer.wrap(in.readNBytes((int) in.readLong()));
            UsbFunction gadget = function;
            while (gadget != null && message.hasRemaining()) {
                if (gadget.bulkOut(1, message) < 0) {
                    throw new IOException("the gadget takes nothing");
                }
            }
            answers(gadget, out);
            runTasks();
            answers(gadget, out);
        }
    }

    private static void answers(@Nullable UsbFunction gadget, DataOutputStream out) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(512);
        while (gadget != null) {
            int length = gadget.bulkIn(0x81, answer.clear());
            if (length < 0) {
                return;
            }
            out.writeLong(length);
            out.write(answer.array(), 0, length);
        }
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Override
    public void enumerate(UsbFunction now) {
        function = now;
    }

    @Override
    public void detach() {
        function = null;
    }

    @Override
    public void wake() {}

    @Override
    public void after(Duration delay, Runnable task) {
        tasks.add(task);
    }

    @Override
    public void close() throws IOException {
        server.close();
        board.unplugged();
    }
}
