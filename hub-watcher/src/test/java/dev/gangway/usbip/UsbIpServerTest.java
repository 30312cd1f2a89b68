package dev.gangway.usbip;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.virtual.EchoBoard;
import dev.gangway.virtual.VirtualHub;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class UsbIpServerTest {
    private static final byte[] NOTHING = {};

    private final VirtualHub hub = new VirtualHub(4);
    private final UsbIpServer server;

    UsbIpServerTest() throws IOException {
        server = new UsbIpServer(hub, InetAddress.getLoopbackAddress(), 0);
    }

    @BeforeEach
    void plug() {
        hub.plug(1, new EchoBoard(0x1f3a, 0xefe8, 0xff, "SERIAL-1"));
    }

    @AfterEach
    void close() {
        server.close();
        hub.close();
    }

    private RawClient imported() throws IOException {
        RawClient client = new RawClient(server.port());
        assertThat(client.importBusId("1-1")).isZero();
        return client;
    }

    @Test
    void listsTheBoardsWithTheirPorts() throws Exception {
        hub.plug(3, new EchoBoard("b"));
        try (RawClient client = new RawClient(server.port())) {
            client.request(0x8005);

            assertThat(client.in.readUnsignedShort()).isEqualTo(0x0111);
            assertThat(client.in.readUnsignedShort()).isEqualTo(0x0005);
            assertThat(client.in.readInt()).isZero();
            assertThat(client.in.readInt()).isEqualTo(2);
            byte[] first = client.in.readNBytes(312);
            assertThat(new String(first, 256, 4, US_ASCII)).isEqualTo("1-1\0");
            byte[] numbers = java.util.Arrays.copyOfRange(first, 288, 312);
            assertThat(numbers).isEqualTo(new byte[] {
                0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 3, 0x1f, 0x3a, (byte) 0xef, (byte) 0xe8, 1, 0, 0, 0, 0, 1, 1, 1
            });
            assertThat(client.in.readNBytes(4)).isEqualTo(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0});
            byte[] second = client.in.readNBytes(312 + 4);
            assertThat(new String(second, 256, 3, US_ASCII)).isEqualTo("1-3");
            assertThat(client.in.read()).isEqualTo(-1);
        }
    }

    @Test
    void refusesAPortWithoutABoardAndABoardThatIsTaken() throws Exception {
        try (RawClient none = new RawClient(server.port());
                RawClient wrong = new RawClient(server.port());
                RawClient first = imported();
                RawClient second = new RawClient(server.port())) {
            assertThat(none.importBusId("1-2")).isEqualTo(4);
            assertThat(wrong.importBusId("../../etc/passwd")).isEqualTo(4);
            assertThat(first.socket.isClosed()).isFalse();
            assertThat(second.importBusId("1-1")).isEqualTo(2);
        }
    }

    @Test
    void freesABoardWhoseClientLeft() throws Exception {
        imported().close();

        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            try (RawClient next = new RawClient(server.port())) {
                assertThat(next.importBusId("1-1")).isZero();
            }
        });
    }

    @Test
    void answersDescriptorsAndStrings() throws Exception {
        try (RawClient client = imported()) {
            client.submit(1, true, 0, 0, 18, new byte[] {(byte) 0x80, 6, 0, 1, 0, 0, 18, 0}, NOTHING);
            RawClient.Answer device = client.answer(true);
            client.submit(2, true, 0, 0, 255, new byte[] {(byte) 0x80, 6, 3, 3, 9, 4, (byte) 255, 0}, NOTHING);
            RawClient.Answer serial = client.answer(true);

            assertThat(device.status()).isZero();
            assertThat(device.data()).hasSize(18).startsWith(18, 1, 0, 2);
            assertThat(new String(serial.data(), 2, serial.actual() - 2, UTF_16LE))
                    .isEqualTo("SERIAL-1");
        }
    }

    @Test
    void handsOverABrokenDescriptorAsTheBoardGivesIt() throws Exception {
        EchoBoard board = (EchoBoard) hub.board(1).orElseThrow();
        byte[] broken = {9, 2, (byte) 0xff, 0x7f, 1, 1, 0};
        hub.underLock(1, () -> {
            board.give(broken);
            return broken;
        });
        try (RawClient client = imported()) {
            client.submit(1, true, 0, 0, 255, new byte[] {(byte) 0x80, 6, 0, 2, 0, 0, (byte) 255, 0}, NOTHING);
            assertThat(client.answer(true).data()).isEqualTo(broken);
            client.submit(2, true, 0, 0, 18, new byte[] {(byte) 0x80, 6, 0, 1, 0, 0, 18, 0}, NOTHING);
            assertThat(client.answer(true).data()).hasSize(18);
        }
    }

    @Test
    void aConfigurationIsHowTheClientTellsOfABusReset() throws Exception {
        try (RawClient client = imported()) {
            client.submit(1, false, 0, 0, 0, new byte[] {0, 9, 1, 0, 0, 0, 0, 0}, NOTHING);

            assertThat(client.answer(false).status()).isZero();
            EchoBoard board = (EchoBoard) hub.board(1).orElseThrow();
            assertThat(hub.underLock(1, board::resets)).isEqualTo(1);
        }
    }

    @Test
    void aSettingOfAnInterfaceReachesTheBoard() throws Exception {
        hub.unplug(1);
        hub.plug(1, EchoBoard.withTwoSettings("SERIAL-2"));
        byte[] which = {(byte) 0xc0, 8, 0, 0, 0, 0, 1, 0};
        byte[] standard = {(byte) 0x81, 10, 0, 0, 0, 0, 1, 0};
        try (RawClient client = imported()) {
            client.submit(1, false, 0, 0, 0, new byte[] {1, 11, 1, 0, 0, 0, 0, 0}, NOTHING);
            assertThat(client.answer(false).status()).isZero();
            client.submit(2, true, 0, 0, 1, which, NOTHING);
            assertThat(client.answer(true).data()).containsExactly(1);
            client.submit(3, true, 0, 0, 1, standard, NOTHING);
            assertThat(client.answer(true).data()).containsExactly(1);

            client.submit(4, false, 0, 0, 0, new byte[] {1, 11, 7, 0, 0, 0, 0, 0}, NOTHING);
            assertThat(client.answer(false).status()).isEqualTo(-32);
            client.submit(5, true, 0, 0, 1, which, NOTHING);
            assertThat(client.answer(true).data()).containsExactly(1);

            client.submit(6, false, 0, 0, 0, new byte[] {0, 9, 1, 0, 0, 0, 0, 0}, NOTHING);
            assertThat(client.answer(false).status()).isZero();
            client.submit(7, true, 0, 0, 1, which, NOTHING);
            assertThat(client.answer(true).data()).containsExactly(0);
        }
    }

    @Test
    void movesBulkDataBothWays() throws Exception {
        try (RawClient client = imported()) {
            client.bulkOut(1, "hello");
            RawClient.Answer out = client.answer(false);
            client.bulkIn(2, 512);
            RawClient.Answer in = client.answer(true);

            assertThat(out)
                    .extracting(RawClient.Answer::status, RawClient.Answer::actual)
                    .containsExactly(0, 5);
            assertThat(in.text()).isEqualTo("hello");
        }
    }

    @Test
    void keepsAnInWaitingUntilTheBoardHasSomething() throws Exception {
        try (RawClient client = imported()) {
            client.bulkIn(1, 512);
            client.submit(2, true, 0, 0, 2, new byte[] {(byte) 0xc0, 7, 1, 0, 2, 0, 2, 0}, NOTHING);

            RawClient.Answer first = client.answer(true);
            ((EchoBoard) hub.board(1).orElseThrow()).answerAfter(Duration.ZERO, "late".getBytes(US_ASCII));
            RawClient.Answer second = client.answer(true);

            assertThat(List.of(first.sequence(), second.sequence())).containsExactly(2, 1);
            assertThat(second.text()).isEqualTo("late");
        }
    }

    @Test
    void callsAShortInAnErrorWhereTheClientSaysSo() throws Exception {
        try (RawClient client = imported()) {
            client.bulkOut(1, "abc");
            client.answer(false);
            client.submit(2, true, 2, 1, 64, new byte[8], NOTHING);

            RawClient.Answer answer = client.answer(true);

            assertThat(answer.status()).isEqualTo(-121);
            assertThat(answer.text()).isEqualTo("abc");
        }
    }

    @Test
    void tellsAStallAndClearsIt() throws Exception {
        try (RawClient client = imported()) {
            client.bulkOut(1, "S");
            assertThat(client.answer(false).status()).isEqualTo(-32);
            client.bulkOut(2, "x");
            assertThat(client.answer(false).status()).isEqualTo(-32);
            client.submit(3, false, 0, 0, 0, new byte[] {2, 1, 0, 0, 1, 0, 0, 0}, NOTHING);
            assertThat(client.answer(false).status()).isZero();
            client.bulkOut(4, "y");
            assertThat(client.answer(false).status()).isZero();
        }
    }

    @Test
    void unlinksATransferThatWaits() throws Exception {
        try (RawClient client = imported()) {
            client.bulkIn(1, 512);
            client.unlink(2, 1);
            RawClient.Answer unlinked = client.answer(false);
            client.unlink(3, 1);
            RawClient.Answer again = client.answer(false);
            client.bulkOut(4, "after");
            client.answer(false);
            client.bulkIn(5, 512);

            assertThat(unlinked)
                    .extracting(RawClient.Answer::command, RawClient.Answer::sequence, RawClient.Answer::status)
                    .containsExactly(4, 2, -104);
            assertThat(again.status()).isZero();
            assertThat(client.answer(true).text()).isEqualTo("after");
        }
    }

    @Test
    void tellsHowMuchOfAnUnlinkedTransferHadMoved() throws Exception {
        try (RawClient client = imported()) {
            byte[] data = new byte[64 * 512];
            client.submit(1, false, 1, 0, data.length, new byte[8], data);
            EchoBoard board = (EchoBoard) hub.board(1).orElseThrow();
            await().atMost(Duration.ofSeconds(30)).until(() -> hub.underLock(1, board::isFull));
            client.unlink(2, 1);

            RawClient.Answer submit = client.answer(false);
            RawClient.Answer unlink = client.answer(false);

            assertThat(submit)
                    .extracting(RawClient.Answer::sequence, RawClient.Answer::status)
                    .containsExactly(1, -104);
            assertThat(submit.actual()).isEqualTo(4 * 512);
            assertThat(unlink)
                    .extracting(RawClient.Answer::command, RawClient.Answer::status)
                    .containsExactly(4, 0);
        }
    }

    @Test
    void answersTheTransferWithWhichABoardLeaves() throws Exception {
        try (RawClient client = imported()) {
            client.bulkIn(1, 64);
            client.bulkOut(2, "D");
            List<RawClient.Answer> answers = new ArrayList<>();

            assertThatThrownBy(() -> {
                        while (true) {
                            answers.add(client.answer(false));
                        }
                    })
                    .isInstanceOf(IOException.class);

            assertThat(answers).anyMatch(a -> a.sequence() == 2 && a.status() == 0 && a.actual() == 1);
        }
    }

    @Test
    void hangsUpWhenTheBoardIsPulledOrReEnumerates() throws Exception {
        try (RawClient client = imported()) {
            client.bulkIn(1, 512);

            hub.unplug(1);

            assertThat(client.socket.getInputStream().readAllBytes().length).isIn(0, 48);
        }
        hub.plug(1, new EchoBoard("again"));
        try (RawClient client = imported()) {
            client.bulkOut(1, "R");
            client.socket.getInputStream().readAllBytes();
        }
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> imported()
                .close());
    }

    @Test
    void movesAMegabyteWhole() throws Exception {
        EchoBoard board = (EchoBoard) hub.board(1).orElseThrow();
        try (RawClient client = imported()) {
            client.bulkOut(1, "B");
            client.answer(false);
            byte[] large = new byte[3 << 20];
            client.submit(2, false, 1, 0, large.length, new byte[8], large);

            assertThat(client.answer(false).actual()).isEqualTo(large.length);
            assertThat(board.swallowed()).isEqualTo(large.length);
        }
    }

    @Test
    void survivesGarbageOversizedLengthsAndVanishingClients() throws Exception {
        Random random = new Random(7);
        try (RawClient good = imported()) {
            for (int round = 0; round < 50; round++) {
                try (RawClient bad = new RawClient(server.port())) {
                    byte[] garbage = new byte[random.nextInt(600)];
                    random.nextBytes(garbage);
                    bad.out.write(garbage);
                }
            }
            hub.plug(2, new EchoBoard("victim"));
            List<int[]> rude = List.of(
                    new int[] {1, 1, 0x10002, 0, 1, 0, Integer.MAX_VALUE, 0, 0, 0},
                    new int[] {1, 1, 0x10002, 0, 1, 0, -1, 0, 0, 0},
                    new int[] {1, 1, 0x10002, 1, 99, 0, 5, 0, 0, 0},
                    new int[] {1, 1, 0x10002, 7, 1, 0, 5, 0, 0, 0},
                    new int[] {1, 1, 0x10002, 1, 1, 0, 5, 0, 8, 0},
                    new int[] {1, 1, 0x99, 1, 1, 0, 5, 0, 0, 0},
                    new int[] {77, 1, 0x10002, 1, 1, 0, 5, 0, 0, 0});
            for (int[] words : rude) {
                await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                    try (RawClient bad = new RawClient(server.port())) {
                        if (bad.importBusId("1-2") != 0) {
                            return false;
                        }
                        for (int word : words) {
                            bad.out.writeInt(word);
                        }
                        bad.out.write(new byte[8]);
                        bad.out.flush();
                        return bad.in.read() == -1;
                    }
                });
            }
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                try (RawClient half = new RawClient(server.port())) {
                    boolean mine = half.importBusId("1-2") == 0;
                    half.submit(1, false, 1, 0, 1000, new byte[8], new byte[10]);
                    return mine;
                }
            });

            good.bulkOut(1, "still here");
            good.answer(false);
            good.bulkIn(2, 64);
            assertThat(good.answer(true).text()).isEqualTo("still here");
        }
    }

    @Test
    void refusesAClientThatHoardsTransfers() throws Exception {
        try (RawClient client = imported()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            client.bulkIn(i, 16 << 20);
                        }
                        while (true) {
                            client.answer(true);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void servesManyClientsAtOnce() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (VirtualHub large = new VirtualHub(60);
                UsbIpServer many = new UsbIpServer(large, InetAddress.getLoopbackAddress(), 0)) {
            for (int port = 1; port <= 60; port++) {
                large.plug(port, new EchoBoard("n"));
                RawClient client = new RawClient(many.port());
                clients.add(client);
                assertThat(client.importBusId("1-" + port)).isZero();
            }
            for (int i = 0; i < 60; i++) {
                RawClient client = clients.get(i);
                for (int word : new int[] {1, 1, 0x10001 + i, 0, 1, 0, 2, 0, 0, 0}) {
                    client.out.writeInt(word);
                }
                client.out.write(new byte[10]);
                assertThat(client.answer(false).status()).isZero();
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void saysWhenItsAddressIsTaken() {
        assertThatThrownBy(() -> {
                    try (UsbIpServer second = new UsbIpServer(hub, InetAddress.getLoopbackAddress(), server.port())) {
                        assertThat(second.port()).isZero();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("choose another port");
    }

    @Test
    void letsGoOfItsPortWhenClosed() throws Exception {
        int port = server.port();
        server.close();

        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            try (UsbIpServer next = new UsbIpServer(hub, InetAddress.getLoopbackAddress(), port)) {
                assertThat(next.port()).isEqualTo(port);
            }
        });
    }
}
