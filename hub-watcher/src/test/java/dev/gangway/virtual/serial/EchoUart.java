package dev.gangway.virtual.serial;

import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A board for tests: sends back what comes over its serial line, and keeps what it was told. Under the board's lock. */
public final class EchoUart implements VirtualBoard, UartSide {
    public static final SerialLook LOOK = new SerialLook(0x10c4, 0xea60, "Gangway tests", "Echo line", "E1");

    /** A board that makes its line by its own USB, without an adapter: Espressif's. */
    public static final SerialLook OWN_USB = new SerialLook(0x303a, 0x1001, "Gangway tests", "Echo board", "E2");

    private final FaultPlan faults;
    private final SerialLook look;
    private final StringBuilder taken = new StringBuilder();
    private final List<String> settings = new ArrayList<>();
    private @Nullable UartOut out;
    private boolean silent;

    public EchoUart(FaultPlan faults) {
        this(faults, LOOK);
    }

    public EchoUart(FaultPlan faults, SerialLook look) {
        this.faults = faults;
        this.look = look;
    }

    /** Keeps what comes, and sends none of it back. */
    public EchoUart mute() {
        silent = true;
        return this;
    }

    @Override
    public void plugged(BoardPort port) {
        port.enumerate(new SerialFunction(look, faults, port::wake, made -> {
            out = made;
            return this;
        }));
    }

    @Override
    public void unplugged() {
        out = null;
    }

    @Override
    public String describe() {
        return "echo line";
    }

    @Override
    public void set(int baud, boolean dtr, boolean rts) {
        settings.add(baud + (dtr ? " DTR" : "") + (rts ? " RTS" : ""));
    }

    @Override
    public void take(ByteBuffer bytes) {
        String text = StandardCharsets.ISO_8859_1.decode(bytes.slice()).toString();
        taken.append(text);
        if (!silent) {
            send(bytes);
        }
    }

    public void send(ByteBuffer bytes) {
        UartOut line = out;
        if (line == null) {
            throw new IllegalStateException("not plugged in");
        }
        line.send(bytes);
    }

    /** What has come, a character a byte. */
    public String taken() {
        return taken.toString();
    }

    /** All settings that it was told, for example {@code 115200 DTR RTS}. */
    public List<String> settings() {
        return List.copyOf(settings);
    }

    /** Bytes that the host has not fetched. */
    public int waiting() {
        UartOut line = out;
        return line == null ? 0 : line.waiting();
    }
}
