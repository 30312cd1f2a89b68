package dev.gangway.station.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The line to {@link LabBoards}, from inside the virtual machine. Safe for several threads. */
final class LabControl implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    /** Connects to {@code HOST:PORT}. */
    LabControl(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Gives one command and returns what the rig says.
     *
     * @throws IOException when the rig refuses or is gone
     */
    synchronized String ask(String command) throws IOException {
        socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        String answer = in.readLine();
        if (answer == null || !answer.startsWith("ok ")) {
            throw new IOException("the rig answered " + command + " with " + answer);
        }
        return answer.substring(3);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
