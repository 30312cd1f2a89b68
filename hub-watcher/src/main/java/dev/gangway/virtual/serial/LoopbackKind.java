package dev.gangway.virtual.serial;

import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Serial adapters with a plug that joins their two data lines: who wants to know whether a line carries, sends and compares. */
public final class LoopbackKind implements BoardKind {
    private static final BoardOption<Integer> ID = BoardOption.usbId("its USB id", "1a86:55d3");
    private static final BoardOption<String> SERIAL = BoardOption.serial();

    @Override
    public String name() {
        return "loopback";
    }

    @Override
    public String title() {
        return "a USB serial adapter whose data lines are joined, so that all that is sent comes back";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(ID, SERIAL);
    }

    @Override
    public List<FaultKind> faults() {
        return SerialFault.KINDS;
    }

    @Override
    public VirtualBoard make(BoardOptions options, BoardParts parts) {
        int id = options.get(ID);
        String serial = BoardOption.shownSerial(
                options.get(SERIAL), String.format(Locale.ROOT, "%08X", 0x5e000000L | (parts.seed() & 0xffffffL)));
        SerialLook look =
                new SerialLook(id >>> 16, id & 0xffff, "Gangway", "Virtual loopback", serial.isEmpty() ? null : serial);
        return new Adapter(look, parts);
    }

    /** Nobody flashes a plug. */
    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        return Optional.empty();
    }

    private record Adapter(SerialLook look, BoardParts parts) implements VirtualBoard {
        @Override
        public void plugged(BoardPort port) {
            port.enumerate(new SerialFunction(look, parts.faults(), port::wake, out -> new Joined(out, parts)));
        }

        @Override
        public void unplugged() {
            // A plug keeps nothing.
        }

        @Override
        public String describe() {
            return "loopback";
        }
    }

    /** The plug; its rate is always the host's. */
    private record Joined(UartOut out, BoardParts parts) implements UartSide {
        @Override
        public void set(int baud, boolean dtr, boolean rts) {
            parts.console().accept("loopback: " + baud + " baud" + (dtr ? ", DTR" : "") + (rts ? ", RTS" : ""));
        }

        @Override
        public void take(ByteBuffer bytes) {
            out.send(bytes);
        }
    }
}
