package dev.gangway.station.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;

/** Whether the page's address is free. */
final class AddressCheckup implements Checkup {
    private static final String CHECK = "address";

    private final String host;
    private final int port;
    private final String served;

    /** Takes the address of the running station's page; empty when none runs. */
    AddressCheckup(String host, int port, String served) {
        this.host = host;
        this.port = port;
        this.served = served;
    }

    @Override
    public List<Finding> examine() {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return List.of(Finding.problem(
                    CHECK, "no address is called " + host, "write 127.0.0.1 under http.host in the configuration"));
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return List.of(Finding.ok(CHECK, host + ":" + port + " is free"));
        } catch (IOException e) {
            if (served.endsWith(":" + port)) {
                return List.of(Finding.ok(CHECK, host + ":" + port + " is served by the running station"));
            }
            return List.of(Finding.problem(
                    CHECK,
                    host + ":" + port + " cannot be listened on: " + e.getMessage(),
                    "see who uses it: ss -ltnp 'sport = :" + port + "'; or choose another http.port"));
        }
    }
}
