package dev.gangway.fastboot;

import static dev.gangway.model.Failures.kindOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Datagrams;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.net.NetworkBus;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.lan.LanExport;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkFastbootTest {
    private static final int IMAGE = 3_000_001;

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void flashesOverTheNetworkInPieces(String scheme) throws Exception {
        byte[] image = new byte[IMAGE];
        new Random(3).nextBytes(image);
        AtomicLong moved = new AtomicLong();
        try (PageStore pages = PageStore.temporary();
                VirtualHub hub = new VirtualHub(1);
                LanExport lan = new LanExport(hub, 1, InetAddress.getLoopbackAddress(), 0)) {
            plug(hub, pages, "fastboot:max-download=1M,serial=abc,product=thing");
            try (Channel channel = channel(scheme, lan.number(1))) {
                FastbootClient client = FastbootClient.open(channel);

                client.flash("boot", ImageData.of(ByteBuffer.wrap(image)), moved::addAndGet);

                assertThat(client.getvar("serialno")).hasValue("abc");
                assertThat(client.getvar("product")).hasValue("thing");
                assertThat(kindOf(() -> client.erase("nowhere"))).isNotNull();
                assertThat(client.getvar("version")).hasValue("0.4");
                client.continueBoot();
            }
            FastbootBoard board = (FastbootBoard) hub.board(1).orElseThrow();
            ByteBuffer stored = ByteBuffer.allocate(IMAGE);
            hub.underLock(1, () -> {
                try {
                    ((BlockPartitions) board.partitions()).read("boot", 0, stored);
                } catch (StoreException e) {
                    throw new IllegalStateException(e);
                }
                return true;
            });
            assertThat(stored.array()).isEqualTo(image);
            assertThat(moved.get()).isGreaterThanOrEqualTo(IMAGE);
            await().until(board::hasContinued);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void aBoardThatIsPulledInMidDownloadIsLost(String scheme) throws Exception {
        try (PageStore pages = PageStore.temporary();
                VirtualHub hub = new VirtualHub(1);
                LanExport lan = new LanExport(hub, 1, InetAddress.getLoopbackAddress(), 0)) {
            plug(hub, pages, "fastboot:max-download=1M");
            try (Channel channel = channel(scheme, lan.number(1))) {
                FastbootClient client = FastbootClient.open(channel);
                hub.unplug(1);

                assertThat(kindOf(() -> client.flash("boot", ImageData.of(ByteBuffer.allocate(IMAGE)), moved -> {})))
                        .isIn(FailureKind.CABLE_LOST, FailureKind.TRANSFER_TIMEOUT);
                assertThatThrownBy(() -> client.getvar("version")).hasMessageContaining("open it again");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "FB0x", "FB00"})
    void whatIsNoFastbootIsToldAsSuch(String greeting) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Channel channel = channel("tcp", server.getLocalPort());
                Socket other = server.accept()) {
            other.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));

            assertThatThrownBy(() -> FastbootClient.open(channel))
                    .hasMessageContaining("\"" + greeting + "\" is no fastboot")
                    .isInstanceOf(FailureException.class);
        }
    }

    @Test
    void anAnswerThatClaimsToBeHugeCostsNothing() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Channel channel = channel("tcp", server.getLocalPort());
                Socket other = server.accept()) {
            other.getOutputStream().write("FB01".getBytes(StandardCharsets.US_ASCII));
            other.getOutputStream().write(new byte[] {0, 0, 0, 1, 0, 0, 0, 0});
            FastbootClient client = FastbootClient.open(channel);

            assertThat(kindOf(() -> client.getvar("version"))).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
        }
    }

    /** A network loses, repeats and delays packets: the board's side here drops every other packet that comes. */
    @Test
    void lostPacketsAreSentAgainAndLateOnesPassedOver() throws Exception {
        try (PageStore pages = PageStore.temporary();
                VirtualHub hub = new VirtualHub(1);
                LanExport lan = new LanExport(hub, 1, InetAddress.getLoopbackAddress(), 0);
                LossyRelay relay = new LossyRelay(lan.number(1))) {
            plug(hub, pages, "fastboot:serial=abc");
            relay.start();
            try (Channel channel = channel("udp", relay.port())) {
                FastbootClient client = FastbootClient.open(channel);

                assertThat(client.getvar("serialno")).hasValue("abc");
                assertThat(client.getvar("version")).hasValue("0.4");
            }
        }
    }

    private static void plug(VirtualHub hub, PageStore pages, String spec) {
        BoardSpec.parse(spec).plug(hub, 1, pages, line -> {});
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
    }

    private static Channel channel(String scheme, int number) throws ChannelException {
        PortPath port = new PortPath(scheme + ":127.0.0.1:" + number);
        NetworkBus bus = new NetworkBus(List.of(port));
        return scheme.equals("tcp") ? bus.open(port, 1, ByteStream.class) : bus.open(port, 1, Datagrams.class);
    }

    /** Passes on the second of any two equal packets to the board, and each answer twice. */
    private static final class LossyRelay implements AutoCloseable {
        private final DatagramSocket front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final DatagramSocket back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final int board;

        LossyRelay(int board) throws IOException {
            this.board = board;
        }

        int port() {
            return front.getLocalPort();
        }

        void start() {
            Thread thread = new Thread(this::relay, "lossy relay");
            thread.setDaemon(true);
            thread.start();
        }

        private void relay() {
            String before = "";
            DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
            try {
                while (true) {
                    packet.setLength(9000);
                    front.receive(packet);
                    String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                    if (!text.equals(before)) {
                        before = text;
                        continue;
                    }
                    int host = packet.getPort();
                    packet.setPort(board);
                    back.send(packet);
                    packet.setLength(9000);
                    back.receive(packet);
                    packet.setPort(host);
                    front.send(packet);
                    front.send(packet);
                }
            } catch (IOException e) {
                // closed
            }
        }

        @Override
        public void close() {
            front.close();
            back.close();
        }
    }
}
