package dev.gangway.station.lab;

import dev.gangway.usbip.UsbIpServer;
import dev.gangway.virtual.VirtualHub;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code LabBoards USBIP-PORT CONTROL-PORT [FOLDER]}: exports 120 ports over USB/IP, and takes commands over TCP, a line
 * each, answered by a line that begins with {@code ok} or {@code error}. Both listen on the loopback address only. Consoles
 * of emulated boards are written to the folder.
 */
final class LabBoards {
    /** What the kernel's vhci-hcd has room for. */
    private static final int PORTS = 120;

    private static final Logger LOG = LoggerFactory.getLogger(LabBoards.class);

    private LabBoards() {}

    public static void main(String[] args) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (VirtualHub hub = new VirtualHub(PORTS);
                LabRig rig = new LabRig(hub, Path.of(args.length > 2 ? args[2] : "."));
                UsbIpServer server = new UsbIpServer(hub, loopback, Integer.parseInt(args[0]));
                ServerSocket control = new ServerSocket(Integer.parseInt(args[1]), 50, loopback)) {
            System.out.println("exporting on " + server.port() + ", control on " + control.getLocalPort());
            while (true) {
                Socket socket = control.accept();
                threads.execute(() -> serve(rig, socket));
            }
        }
    }

    private static void serve(LabRig rig, Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = in.readLine()) != null) {
                socket.getOutputStream().write((answer(rig, line) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a control connection ended");
        }
    }

    private static String answer(LabRig rig, String line) {
        String[] words = line.strip().split("\\s+");
        try {
            int port = Integer.parseInt(words[1]);
            return "ok "
                    + switch (words[0]) {
                        case "plug" -> rig.plug(port, words[2], keys(words, 3));
                        case "unplug" -> rig.unplug(port);
                        case "kill" -> rig.kill(port);
                        case "release" -> rig.release(port);
                        case "state" -> rig.state(port);
                        case "memory" -> rig.memory(port, Long.decode(words[2]), Long.decode(words[3]));
                        case "partition" -> rig.partition(port, words[2], Long.decode(words[3]));
                        default -> throw new IllegalArgumentException("no such command: " + words[0]);
                    };
        } catch (RuntimeException e) {
            return "error " + e;
        }
    }

    private static Map<String, String> keys(String[] words, int from) {
        Map<String, String> keys = new HashMap<>();
        for (int i = from; i < words.length; i++) {
            String[] pair = words[i].split("=", 2);
            keys.put(pair[0], pair.length == 2 ? pair[1] : "");
        }
        return keys;
    }
}
