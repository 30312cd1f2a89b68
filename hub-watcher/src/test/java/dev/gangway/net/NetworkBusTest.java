package dev.gangway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Datagrams;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class NetworkBusTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Test
    void showsItsPortsAsLinesThatAreAlwaysThere() {
        PortPath tcp = new PortPath("tcp:board-7.factory:5554");
        PortPath udp = new PortPath("udp:[fe80::1%eth0]:69");
        NetworkBus bus = new NetworkBus(List.of(udp, new PortPath("1-2"), tcp));

        assertThat(bus.ports()).containsExactly(tcp, udp);
        assertThat(bus.survey())
                .extracting(Sighting::port, Sighting::line, Sighting::isDescribed)
                .containsExactly(tuple(tcp, BootMode.TCP_LINE, true), tuple(udp, BootMode.UDP_LINE, true));
        assertThat(bus.owns(tcp)).isTrue();
        assertThat(bus.owns(new PortPath("tcp:another:5554"))).isFalse();
        assertThat(bus.owns(new PortPath("1-2"))).isFalse();
    }

    @Test
    void opensOnlyWhatThePortHas() {
        PortPath tcp = new PortPath("tcp:127.0.0.1:1");
        NetworkBus bus = new NetworkBus(List.of(tcp));

        assertThat(fault(() -> bus.open(tcp, 1, UsbSession.class))).isEqualTo(ChannelFault.UNSUPPORTED);
        assertThat(fault(() -> bus.open(tcp, 1, Datagrams.class))).isEqualTo(ChannelFault.UNSUPPORTED);
        assertThatThrownBy(() -> bus.open(tcp, 1, ByteStream.class))
                .hasMessageContaining("nobody answers on tcp:127.0.0.1:1")
                .extracting(e -> ((ChannelException) e).fault())
                .isEqualTo(ChannelFault.DISCONNECTED);
    }

    @Test
    void aStreamMovesBytesBothWaysAndEndsWithTheOtherSide() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, HERE);
                ByteStream stream = open("tcp", server.getLocalPort(), ByteStream.class);
                Socket board = server.accept()) {
            ByteBuffer answer = ByteBuffer.allocate(16);
            assertThat(fault(() -> stream.read(answer, SHORT))).isEqualTo(ChannelFault.TIMEOUT);

            stream.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), LONG);
            board.getOutputStream().write(board.getInputStream().readNBytes(3));
            while (answer.position() < 3) {
                stream.read(answer, LONG);
            }
            board.shutdownOutput();

            assertThat(answer.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertThat(fault(() -> stream.read(answer.clear(), LONG))).isEqualTo(ChannelFault.DISCONNECTED);
        }
    }

    @Test
    void aBoardThatTakesNothingIsNoticedAndHowFarItCameIsTold() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, HERE);
                ByteStream stream = open("tcp", server.getLocalPort(), ByteStream.class);
                Socket board = server.accept()) {
            ByteBuffer much = ByteBuffer.allocateDirect(64 << 20);

            assertThatThrownBy(() -> stream.write(much, SHORT)).satisfies(e -> {
                assertThat(((ChannelException) e).fault()).isEqualTo(ChannelFault.TIMEOUT);
                assertThat(((ChannelException) e).transferred())
                        .isEqualTo(much.position())
                        .isPositive();
            });
            assertThat(board.isConnected()).isTrue();
        }
    }

    @Test
    void whoWaitsIsWokenByCancel() throws IOException, InterruptedException, ExecutionException {
        try (ServerSocket server = new ServerSocket(0, 1, HERE);
                ByteStream stream = open("tcp", server.getLocalPort(), ByteStream.class);
                Socket board = server.accept();
                DatagramSocket there = new DatagramSocket(0, HERE);
                Datagrams packets = open("udp", there.getLocalPort(), Datagrams.class)) {
            CompletableFuture<ChannelFault> reading =
                    CompletableFuture.supplyAsync(() -> fault(() -> stream.read(ByteBuffer.allocate(1), LONG)));
            CompletableFuture<ChannelFault> receiving =
                    CompletableFuture.supplyAsync(() -> fault(() -> packets.receive(ByteBuffer.allocate(1), LONG)));

            stream.cancel();
            packets.cancel();

            assertThat(reading.get()).isEqualTo(ChannelFault.CANCELLED);
            assertThat(receiving.get()).isEqualTo(ChannelFault.CANCELLED);
            assertThat(fault(() -> stream.write(ByteBuffer.allocate(1), LONG))).isEqualTo(ChannelFault.CANCELLED);
            assertThat(board.isConnected()).isTrue();
        }
    }

    @Test
    void nobodyWhoListensForPacketsIsToldAtOnceWhereTheMachineKnows() throws IOException {
        int free;
        try (DatagramSocket there = new DatagramSocket(0, HERE)) {
            free = there.getLocalPort();
        }
        try (Datagrams packets = open("udp", free, Datagrams.class)) {
            packets.send(ByteBuffer.allocate(4));

            assertThat(fault(() -> packets.receive(ByteBuffer.allocate(16), LONG)))
                    .isEqualTo(ChannelFault.DISCONNECTED);
        }
    }

    private static <C extends Channel> C open(String scheme, int number, Class<C> over) throws ChannelException {
        PortPath port = new PortPath(scheme + ":127.0.0.1:" + number);
        return new NetworkBus(List.of(port)).open(port, 1, over);
    }

    private interface Deed {
        void go() throws ChannelException;
    }

    private static ChannelFault fault(Deed call) {
        try {
            call.go();
            throw new AssertionError("it went well");
        } catch (ChannelException e) {
            return e.fault();
        }
    }
}
