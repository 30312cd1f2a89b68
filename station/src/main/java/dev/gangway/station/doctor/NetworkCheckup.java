package dev.gangway.station.doctor;

import dev.gangway.config.StationConfig;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whether files can be served where the configuration says: the address is ours, its ports are free, and we may bind them. */
final class NetworkCheckup implements Checkup {
    private static final String CHECK = "network";
    private static final int ANSWER_MILLIS = 1000;
    private static final int REFUSED = 5;

    private final StationConfig.Network network;
    private final boolean runs;
    private final Binding binding;

    /** Tries to bind. */
    @FunctionalInterface
    interface Binding {
        /** Binds a UDP socket and closes it again. */
        void attempt(InetSocketAddress at) throws IOException;
    }

    /** Takes whether a station runs on this data folder. */
    NetworkCheckup(StationConfig.Network network, boolean runs) {
        this(network, runs, at -> new DatagramSocket(at).close());
    }

    NetworkCheckup(StationConfig.Network network, boolean runs, Binding binding) {
        this.network = network;
        this.runs = runs;
        this.binding = binding;
    }

    @Override
    public List<Finding> examine() {
        InetSocketAddress at;
        try {
            at = new InetSocketAddress(InetAddress.getByName(network.address()), network.tftp());
        } catch (UnknownHostException e) {
            return List.of(Finding.problem(
                    CHECK,
                    "no address is called " + network.address(),
                    "write the address of the boards' interface under network.address: ip -br address"));
        }
        try {
            NetworkInterface on = NetworkInterface.getByInetAddress(at.getAddress());
            if (on == null
                    && !at.getAddress().isLoopbackAddress()
                    && !at.getAddress().isAnyLocalAddress()) {
                return List.of(Finding.problem(
                        CHECK,
                        "no interface of this machine has the address " + network.address() + ": boards find no files",
                        "see what there is: ip -br address; give it to the boards' interface: ip address add "
                                + network.address() + "/24 dev INTERFACE"));
            }
            if (on != null && !on.isUp()) {
                return List.of(Finding.problem(
                        CHECK,
                        on.getName() + ", which has the address " + network.address() + ", is down",
                        "ip link set " + on.getName() + " up"));
            }
        } catch (IOException e) {
            return List.of(Finding.problem(CHECK, "the interfaces can't be read: " + e.getMessage(), "ip -br address"));
        }
        return network.http() == 0
                ? List.of(bound(at))
                : List.of(bound(at), listening(new InetSocketAddress(at.getAddress(), network.http())));
    }

    private Finding bound(InetSocketAddress at) {
        try {
            binding.attempt(at);
            return Finding.ok(CHECK, "TFTP can be served at " + told());
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (why.contains("ermission")) {
                return Finding.problem(
                        CHECK,
                        "this user may not serve TFTP at " + told() + ": " + why,
                        "systemctl edit gangway, and below [Service] AmbientCapabilities=CAP_NET_BIND_SERVICE and"
                                + " CapabilityBoundingSet=CAP_NET_BIND_SERVICE; or another network.tftp");
            }
            if (runs && answers(at)) {
                return Finding.ok(CHECK, "the running station serves TFTP at " + told());
            }
            return Finding.problem(
                    CHECK,
                    "TFTP can't be served at " + told() + ": " + why,
                    "see who uses it: ss -lunp 'sport = :" + at.getPort() + "'; or choose another network.tftp");
        }
    }

    private Finding listening(InetSocketAddress at) {
        String told = network.address() + ", port " + network.http();
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(at);
            return Finding.ok(CHECK, "HTTP can be served to boards at " + told);
        } catch (IOException e) {
            return runs
                    ? Finding.ok(CHECK, "the running station has HTTP for boards at " + told)
                    : Finding.problem(
                            CHECK,
                            "HTTP can't be served to boards at " + told + ": " + e.getMessage(),
                            "see who uses it: ss -ltnp 'sport = :" + at.getPort()
                                    + "'; or choose another network.http");
        }
    }

    private String told() {
        return network.address() + ", port " + network.tftp();
    }

    /** Asks for a file that nobody offers: a TFTP server refuses it. */
    private static boolean answers(InetSocketAddress at) {
        byte[] request = "\0\1gangway-doctor\0octet\0".getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(at.getAddress(), 0))) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.send(new DatagramPacket(request, request.length, at));
            DatagramPacket answer = new DatagramPacket(new byte[512], 512);
            socket.receive(answer);
            return answer.getLength() >= 2 && answer.getData()[1] == REFUSED;
        } catch (IOException e) {
            return false; // silence is one, too
        }
    }
}
