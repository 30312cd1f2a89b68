package dev.gangway.station.lab.emulated;

import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbSession;
import dev.gangway.fel.FelDevice;
import dev.gangway.model.FailureException;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.allwinner.ChipSid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An emulated board on port 1 of a virtual hub, for lab tests; closing it ends its sessions and kills the emulator. */
public final class EmulatedRig implements AutoCloseable {
    /** Far more than anything here takes on an idle machine. */
    static final Duration LONG = Duration.ofMinutes(2);

    /** The H3. */
    public static final AllwinnerSoc SOC = AllwinnerSoc.ofName("H3").orElseThrow();

    private final VirtualHub hub = new VirtualHub(2);
    private final ChipSid sid = ChipSid.of(SOC, 4711);
    private final Path console;
    private final EmulatedH3 board;
    private final List<UsbSession> sessions = new ArrayList<>();

    /** A board that is in FEL; its console is written to this folder. */
    public EmulatedRig(Path folder) {
        this(folder, Duration.ofSeconds(20));
    }

    EmulatedRig(Path folder, Duration patience) {
        console = folder.resolve("console.txt");
        board = new EmulatedH3(sid, console, patience);
        hub.plug(1, board);
    }

    VirtualHub hub() {
        return hub;
    }

    EmulatedH3 board() {
        return board;
    }

    ChipSid sid() {
        return sid;
    }

    /** What the first UART has sent so far. */
    public String console() {
        try {
            return Files.exists(console) ? new String(Files.readAllBytes(console), StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is on the bus. */
    List<Sighting> seen() {
        try {
            return hub.survey();
        } catch (ChannelException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A session on the board, as soon as it is in FEL. */
    public UsbSession session() throws ChannelException {
        await().atMost(LONG).until(() -> !seen().isEmpty() || board.trouble().isPresent());
        Sighting sighting = seen().get(0);
        UsbSession session = hub.open(sighting.port(), sighting.deviceKey(), UsbSession.class);
        sessions.add(session);
        return session;
    }

    /** Our client on the board. */
    FelDevice open() throws ChannelException, FailureException {
        return FelDevice.open(session());
    }

    @Override
    public void close() {
        sessions.forEach(UsbSession::close);
        hub.close();
    }
}
