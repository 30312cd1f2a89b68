package dev.gangway.station.lab.emulated;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Our client of gdb's protocol against a stub that says what the test tells it to. */
class GdbRemoteTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HELLO = "+$PacketSize=40#94+$xml#51";

    private final List<AutoCloseable> open = new ArrayList<>();
    private CompletableFuture<String> heard = new CompletableFuture<>();

    /** A stub that sends all this at once and then hangs up its side; what it hears comes in {@link #heard}. */
    private GdbRemote stub(Duration patience, boolean hangUp, String says) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        open.add(server);
        Socket ours = new Socket(server.getInetAddress(), server.getLocalPort());
        open.add(ours);
        Socket theirs = server.accept();
        open.add(theirs);
        theirs.getOutputStream().write((HELLO + says).getBytes(ISO_8859_1));
        if (hangUp) {
            theirs.shutdownOutput();
        }
        heard = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(theirs.getInputStream().readAllBytes(), ISO_8859_1);
            } catch (IOException e) {
                return e.toString();
            }
        });
        return new GdbRemote(ours, patience);
    }

    private GdbRemote stub(String says) throws IOException {
        return stub(PATIENCE, true, says);
    }

    @AfterEach
    void closeSockets() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void readsMemoryInPiecesThatThePacketsHold() throws IOException {
        ByteBuffer into = ByteBuffer.allocate(25);
        try (GdbRemote gdb = stub("+$" + "0f".repeat(24) + "#10+$a1#92")) {
            gdb.readMemory(0x1000, into);
        }
        assertThat(into.get(23)).isEqualTo((byte) 0x0f);
        assertThat(into.get(24)).isEqualTo((byte) 0xa1);
        assertThat(heard.join()).contains("$m1000,18#").contains("+$m1018,1#");
    }

    @Test
    void writesMemoryAndRegistersInTheTargetsByteOrder() throws IOException {
        try (GdbRemote gdb = stub("+$OK#9a+$OK#9a+$efbeadde#20")) {
            gdb.writeMemory(0x4000_0000L, ByteBuffer.wrap(new byte[] {1, (byte) 0xfe}));
            gdb.setRegister(GdbRemote.PC, 0x1234_5678);
            assertThat(gdb.register(GdbRemote.CPSR)).isEqualTo(0xdeadbeef);
        }
        assertThat(heard.join())
                .contains("$M40000000,2:01fe#")
                .contains("$Pf=78563412#")
                .contains("$p19#da");
    }

    @Test
    void sendsAgainWhatArrivedDamaged() throws IOException {
        try (GdbRemote gdb = stub("-+$00000000#80")) {
            assertThat(gdb.register(GdbRemote.SP)).isZero();
        }
        assertThat(heard.join()).contains("$pd#d4$pd#d4");
    }

    @Test
    void asksAgainForAPacketWithAWrongChecksum() throws IOException {
        try (GdbRemote gdb = stub("+$01000000#80$01000000#81")) {
            assertThat(gdb.register(GdbRemote.SP)).isEqualTo(1);
        }
        assertThat(heard.join()).endsWith("$pd#d4-+");
    }

    @Test
    void tellsAnErrorOfTheTargetFromALostStub() throws IOException {
        try (GdbRemote gdb = stub("+$E14#aa")) {
            ByteBuffer into = ByteBuffer.allocate(4);
            assertThatThrownBy(() -> gdb.readMemory(0x3_0000, into))
                    .isInstanceOf(GdbRemote.Refused.class)
                    .hasMessageContaining("[E14]");
            assertThatThrownBy(() -> gdb.readMemory(0x3_0000, into))
                    .isNotInstanceOf(GdbRemote.Refused.class)
                    .hasMessageContaining("hung up");
        }
    }

    @Test
    void awaitsTheStopAndNothingElse() throws IOException {
        try (GdbRemote gdb = stub("+$T05thread:01;#07+$W00#b7")) {
            gdb.resume();
            gdb.awaitStop();
            gdb.resume();
            assertThatThrownBy(gdb::awaitStop).hasMessageContaining("[W00]");
        }
    }

    @Test
    void givesUpOnASilentStub() throws IOException {
        try (GdbRemote gdb = stub(Duration.ofMillis(50), false, "")) {
            assertThatThrownBy(() -> gdb.register(GdbRemote.PC)).hasMessageContaining("silent");
        }
    }
}
