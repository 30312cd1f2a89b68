package dev.gangway.virtual.ymodem;

import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.serial.LineRate;
import dev.gangway.virtual.serial.SerialFunction;
import dev.gangway.virtual.serial.SerialLook;
import dev.gangway.virtual.serial.UartOut;
import dev.gangway.virtual.serial.UartSide;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A board with a serial line that keeps one file. It stays over loss of power. */
public final class FileBoard implements VirtualBoard {
    private static final Duration START_UP = Duration.ofMillis(50);
    private static final Duration RESTART = Duration.ofMillis(200);

    private final String description;
    private final SerialLook look;
    private final Optional<LineRate> rate;
    private final boolean leavesBus;
    private final FaultPlan faults;
    private final Program program;
    private final Consumer<String> console;
    private final Place place = new Place();

    /** Makes what runs on the board. */
    @FunctionalInterface
    interface Program {
        UartSide start(UartHost host, FilePlace place);
    }

    /**
     * A board.
     *
     * @param rate of its UART; empty = it has none, and every rate is right
     * @param leavesBus whether its USB is the chip's own, which a reset takes off the bus; an adapter's stays
     */
    FileBoard(
            String description,
            SerialLook look,
            Optional<LineRate> rate,
            boolean leavesBus,
            FaultPlan faults,
            Program program,
            Consumer<String> console) {
        this.description = description;
        this.look = look;
        this.rate = rate;
        this.leavesBus = leavesBus;
        this.faults = faults;
        this.program = program;
        this.console = console;
    }

    @Override
    public void plugged(BoardPort port) {
        port.after(START_UP, new Running(port)::appear);
    }

    @Override
    public void unplugged() {
        place.runs = false;
    }

    @Override
    public String describe() {
        return description;
    }

    /** What it keeps; under the board's lock, or when nothing moves. */
    public Optional<StoredFile> file() {
        return place.held();
    }

    /** Whether it runs what it keeps. */
    public boolean runsFile() {
        return place.runs;
    }

    private static final class Place implements FilePlace {
        private volatile @Nullable StoredFile file;
        private volatile boolean runs;

        @Override
        public Optional<StoredFile> held() {
            return Optional.ofNullable(file);
        }

        @Override
        public void hold(StoredFile next) {
            file = next;
        }

        @Override
        public boolean start() {
            runs = file != null;
            return runs;
        }
    }

    /** The board between plug and unplug. */
    private final class Running implements UartHost {
        private final BoardPort port;
        private @Nullable UartOut out;
        private @Nullable UartSide side;
        private int hostRate;
        private long start;

        Running(BoardPort port) {
            this.port = port;
        }

        void appear() {
            port.enumerate(new SerialFunction(look, faults, port::wake, this::connect));
        }

        private UartSide connect(UartOut to) {
            out = to;
            side = program.start(this, place);
            return new UartSide() {
                @Override
                public void set(int baud, boolean dtr, boolean rts) {
                    hostRate = baud;
                    current().set(baud, dtr, rts);
                }

                @Override
                public void take(ByteBuffer bytes) {
                    current().take(ByteBuffer.wrap(heard(bytes)));
                }
            };
        }

        private byte[] heard(ByteBuffer bytes) {
            byte[] heard = new byte[bytes.remaining()];
            bytes.get(heard);
            rate.ifPresent(own -> {
                for (int i = 0; i < heard.length; i++) {
                    heard[i] = own.heard(heard[i], hostRate);
                }
            });
            return heard;
        }

        private UartSide current() {
            UartSide now = side;
            if (now == null) {
                throw new IllegalStateException("nothing runs behind the line");
            }
            return now;
        }

        @Override
        public void send(byte... bytes) {
            UartOut to = out;
            if (to != null) {
                to.send(ByteBuffer.wrap(heard(ByteBuffer.wrap(bytes))));
            }
        }

        @Override
        public void after(Duration time, Runnable task) {
            long mine = start;
            port.after(time, () -> {
                if (mine == start) {
                    task.run();
                }
            });
        }

        @Override
        public void restart() {
            start++;
            log("the board starts anew");
            if (leavesBus) {
                // What was sent last is fetched before the port goes.
                after(Duration.ofMillis(20), () -> {
                    port.detach();
                    after(RESTART, this::appear);
                });
            } else {
                side = program.start(this, place);
            }
        }

        @Override
        public void log(String line) {
            console.accept(description + ": " + line);
        }
    }
}
