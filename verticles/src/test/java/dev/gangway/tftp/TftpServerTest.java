package dev.gangway.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.ImageData;
import dev.gangway.protocol.FileOffer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server over real sockets. */
class TftpServerTest {
    private static final int PATIENCE = 5000;

    private final byte[] content = new byte[100_000];
    private TftpServer server;

    @BeforeEach
    void start() throws IOException {
        new SplittableRandom(9).nextBytes(content);
        server = TftpServer.open(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private FileOffer offer(long from, long length) {
        return server.offer(ImageData.of(ByteBuffer.wrap(content)), from, length);
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    private void ask(DatagramSocket socket, String request) throws IOException {
        send(socket, server.address(), ("\0\1" + request).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void send(DatagramSocket socket, InetSocketAddress to, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return packet;
    }

    private static String told(DatagramPacket packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        return bytes.getShort() + " " + (bytes.getShort() & 0xffff) + " "
                + StandardCharsets.ISO_8859_1.decode(bytes).toString().replace("\0", "");
    }

    /** Reads a file as a client does, window by window. */
    private byte[] read(String name, int blockSize, int window) throws IOException {
        try (DatagramSocket socket = socket()) {
            InetSocketAddress[] peer = new InetSocketAddress[1];
            TftpReader reader = new TftpReader(blockSize, window, number -> {
                try {
                    send(socket, peer[0], new byte[] {0, 4, (byte) (number >> 8), (byte) number});
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            ask(socket, name + "\0octet\0blksize\0" + blockSize + "\0windowsize\0" + window + "\0");
            while (!reader.isWhole()) {
                DatagramPacket packet = receive(socket);
                peer[0] = (InetSocketAddress) packet.getSocketAddress();
                assertThat(told(packet)).as("no error").doesNotStartWith("5 ");
                reader.take(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
            }
            return reader.content();
        }
    }

    @Test
    void aStretchOfAnImageIsServed() throws IOException {
        try (FileOffer offer = offer(1000, 50_001)) {
            byte[] wanted = Arrays.copyOfRange(content, 1000, 51_001);

            assertThat(read(offer.name(), 1468, 8)).isEqualTo(wanted);
            assertThat(offer.host()).isEqualTo("127.0.0.1");
            assertThat(offer.port()).isEqualTo(server.address().getPort());
        }
    }

    @Test
    void theEmptyFileIsOneEmptyBlock() throws IOException {
        try (FileOffer offer = offer(0, 0)) {
            assertThat(read(offer.name(), 512, 1)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch.img", "../%s", "/%s", "./%s", "%s/", "/etc/passwd", "..\\%s", "C:%s"})
    void whatNoJobOffersIsNotThere(String name) throws IOException {
        try (DatagramSocket socket = socket();
                FileOffer offer = offer(0, 10)) {
            ask(socket, String.format(name, offer.name()) + "\0octet\0");

            assertThat(told(receive(socket))).isEqualTo("5 1 File not found");
        }
    }

    @Test
    void writingOtherModesAndGarbageAreRefused() throws IOException {
        try (DatagramSocket socket = socket();
                FileOffer offer = offer(0, 10)) {
            send(socket, server.address(), ("\0\2" + offer.name() + "\0octet\0").getBytes(StandardCharsets.ISO_8859_1));
            assertThat(told(receive(socket))).startsWith("5 2 ");
            ask(socket, offer.name() + "\0netascii\0");
            assertThat(told(receive(socket))).startsWith("5 0 ");
            ask(socket, offer.name() + "\0octet");
            assertThat(told(receive(socket))).startsWith("5 4 ");
            ask(socket, offer.name() + "\0octet\0" + "x".repeat(600) + "\0001\0");
            assertThat(told(receive(socket))).startsWith("5 4 ");
        }
    }

    @Test
    void aStrangerOnATransfersPortIsRefusedAndDisturbsNothing() throws IOException {
        try (DatagramSocket socket = socket();
                DatagramSocket stranger = socket();
                FileOffer offer = offer(0, 600)) {
            ask(socket, offer.name() + "\0octet\0");
            DatagramPacket first = receive(socket);
            InetSocketAddress transfer = (InetSocketAddress) first.getSocketAddress();

            send(stranger, transfer, new byte[] {0, 4, 0, 1});

            assertThat(told(receive(stranger))).startsWith("5 5 ");
            send(socket, transfer, new byte[] {0, 4, 0, 1});
            assertThat(receive(socket).getLength()).isEqualTo(4 + 88);
        }
    }

    @Test
    void aFileThatIsOfferedNoMoreEndsForThoseToo() throws IOException {
        try (DatagramSocket socket = socket()) {
            FileOffer offer = offer(0, 100_000);
            ask(socket, offer.name() + "\0octet\0");
            receive(socket);

            offer.close();

            assertThat(told(receive(socket))).contains("not offered any more");
            ask(socket, offer.name() + "\0octet\0");
            assertThat(told(receive(socket))).isEqualTo("5 1 File not found");
        }
    }

    @Test
    void whoAsksAgainBeginsAnew() throws IOException {
        try (DatagramSocket socket = socket();
                FileOffer offer = offer(0, 1000)) {
            ask(socket, offer.name() + "\0octet\0");
            DatagramPacket first = receive(socket);
            ask(socket, offer.name() + "\0octet\0");
            DatagramPacket second = receive(socket);

            assertThat(second.getSocketAddress()).isNotEqualTo(first.getSocketAddress());
            send(socket, (InetSocketAddress) second.getSocketAddress(), new byte[] {0, 4, 0, 1});
            assertThat(receive(socket).getSocketAddress()).isEqualTo(second.getSocketAddress());
        }
    }

    /** Those beyond the limit are told so at once; those within it go on, and afterwards there is room again. */
    @Test
    void aThousandRequestsAtOnceHinderNobody() throws IOException {
        List<DatagramSocket> crowd = new ArrayList<>();
        try (FileOffer other = offer(0, 100)) {
            try (FileOffer offer = offer(0, 100_000)) {
                for (int i = 0; i < 1000; i++) {
                    DatagramSocket socket = socket();
                    crowd.add(socket);
                    ask(socket, offer.name() + "\0octet\0");
                }
                requireAnswers(crowd);
            }
            assertThat(read(other.name(), 512, 1)).hasSize(100);
        } finally {
            crowd.forEach(DatagramSocket::close);
        }
    }

    private static void requireAnswers(List<DatagramSocket> crowd) throws IOException {
        int served = 0;
        int refused = 0;
        for (DatagramSocket socket : crowd) {
            try {
                socket.setSoTimeout(served + refused == 0 ? PATIENCE : 300);
                String told = told(receive(socket));
                served += told.startsWith("3 1 ") ? 1 : 0;
                refused += told.contains("too many") ? 1 : 0;
            } catch (SocketTimeoutException lost) {
                break; // the burst has overrun the socket's buffer, but not the first of it
            }
        }
        assertThat(served).isBetween(1, 64);
        assertThat(refused).isPositive();
    }

    @Test
    void anAddressOfAnotherMachineCannotBeBound() {
        assertThatThrownBy(() -> TftpServer.open(InetAddress.getByName("192.0.2.1"), 0))
                .isInstanceOf(IOException.class);
    }
}
