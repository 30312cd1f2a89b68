package dev.gangway.station.lab.emulated;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.allwinner.ChipSid;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A board with an H3 that QEMU emulates: what is written over FEL lies in its memory, what is started runs on its core, and
 * its first UART writes to a file. Each time it is plugged in, a fresh QEMU starts; pulling it kills that. The methods of
 * {@link VirtualBoard} are called under the board's lock, the others by any thread.
 */
public final class EmulatedH3 implements VirtualBoard {
    private static final AllwinnerSoc H3 = AllwinnerSoc.ofName("H3").orElseThrow();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String sid;
    private final Path console;
    private final Duration patience;
    private volatile @Nullable EmulatedLife life;

    /**
     * A board.
     *
     * @param sid the id that its fuses show
     * @param console file for what its first UART sends; begins anew with each start
     */
    public EmulatedH3(ChipSid sid, Path console) {
        this(sid, console, PATIENCE);
    }

    /** A board that leaves the bus when the emulator is silent for so long over one command. */
    EmulatedH3(ChipSid sid, Path console, Duration patience) {
        this.sid = sid.toString();
        this.console = console;
        this.patience = patience;
    }

    @Override
    public String describe() {
        return "emulated h3";
    }

    @Override
    public void plugged(BoardPort port) {
        EmulatedLife fresh = new EmulatedLife(H3, port);
        life = fresh;
        fresh.start(identifier(), console, patience);
    }

    /** QEMU takes the fuses as a UUID. */
    private String identifier() {
        return sid.replace(":", "").replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }

    @Override
    public void unplugged() {
        EmulatedLife now = life;
        if (now != null) {
            now.end();
        }
        life = null;
    }

    /** Why the board answers nothing any more, or has left the bus; empty while FEL is served and when it is not plugged. */
    public Optional<String> trouble() {
        EmulatedLife now = life;
        return now == null ? Optional.empty() : now.trouble();
    }

    /** Whether code that was started has not returned, as a started boot loader never does. */
    public boolean codeRuns() {
        EmulatedLife now = life;
        return now != null && now.codeRuns();
    }

    /** The process of the emulator; empty before it has started and when the board is not plugged. */
    public Optional<ProcessHandle> process() {
        EmulatedLife now = life;
        return now == null ? Optional.empty() : now.process();
    }
}
