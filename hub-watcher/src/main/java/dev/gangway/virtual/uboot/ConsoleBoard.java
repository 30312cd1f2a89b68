package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.nand.StoredMemory;
import dev.gangway.virtual.serial.SerialFunction;
import dev.gangway.virtual.serial.SerialLook;
import dev.gangway.virtual.serial.UartOut;
import dev.gangway.virtual.serial.UartSide;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A board behind a USB adapter whose U-Boot is worked through its console. Its medium stays over loss of power. */
public final class ConsoleBoard implements VirtualBoard {
    private static final Duration START_UP = Duration.ofMillis(50);
    private static final Duration RESET = Duration.ofMillis(100);
    private static final int MOST_TYPED = 1000;

    private final SerialLook usb;
    private final ConsoleLook look;
    private final Map<String, String> variables;
    private final ConsoleMedium medium;
    private final BoardParts parts;
    private final Deque<String> typed = new ArrayDeque<>();
    private volatile @Nullable Life life;
    private @Nullable UartOut out;
    private int rate = 115_200;

    ConsoleBoard(
            SerialLook usb, ConsoleLook look, Map<String, String> variables, ConsoleMedium medium, BoardParts parts) {
        this.usb = usb;
        this.look = look;
        this.variables = Map.copyOf(variables);
        this.medium = medium;
        this.parts = parts;
    }

    @Override
    public void plugged(BoardPort port) {
        port.after(START_UP, () -> {
            port.enumerate(new SerialFunction(usb, parts.faults(), port::wake, this::connect));
            begin(new Life(port));
        });
    }

    private UartSide connect(UartOut to) {
        out = to;
        return new UartSide() {
            @Override
            public void set(int baud, boolean dtr, boolean rts) {
                rate = baud;
            }

            @Override
            public void take(ByteBuffer bytes) {
                while (bytes.hasRemaining()) {
                    Life now = life;
                    int one = heard(bytes.get()) & 0xff;
                    if (now != null) {
                        now.firmware.take(one);
                    }
                }
            }
        };
    }

    private void begin(Life next) {
        life = next;
        next.firmware.start();
    }

    @Override
    public void unplugged() {
        end();
        out = null;
    }

    private void end() {
        Life over = life;
        life = null;
        if (over != null) {
            over.firmware.stop();
        }
    }

    @Override
    public String describe() {
        return "U-Boot's console";
    }

    /** What its medium holds, of a NAND without bad blocks, of UBI its first volume; only when nothing moves. */
    public byte[] read(long at, int length) {
        ByteBuffer content = ByteBuffer.allocate(length);
        medium.read(at, content);
        return content.array();
    }

    /** The commands that were run on it, the last thousand. Any thread. */
    public List<String> typed() {
        synchronized (typed) {
            return List.copyOf(typed);
        }
    }

    private void ran(String command) {
        synchronized (typed) {
            typed.add(command);
            if (typed.size() > MOST_TYPED) {
                typed.remove();
            }
        }
    }

    /** Whether it has left its console for what is on the disk. */
    public boolean hasBooted() {
        Life now = life;
        return now != null && now.firmware.hasBooted();
    }

    private void print(String text) {
        UartOut to = out;
        if (to != null) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = heard(bytes[i]);
            }
            to.send(ByteBuffer.wrap(bytes));
        }
    }

    private byte heard(byte one) {
        return look.rate().heard(one, rate);
    }

    /** From one reset to the next. */
    private final class Life implements BoardHardware {
        private final BoardPort port;
        private final SystemMemory memory =
                new StoredMemory(look.ram().start(), look.ram().size(), parts.pages());
        private final ConsoleUboot firmware =
                new ConsoleUboot(this, look, variables, medium, parts.faults(), this::type, ConsoleBoard.this::ran);

        Life(BoardPort port) {
            this.port = port;
        }

        private void type(String text) {
            if (life == this) {
                print(text);
            }
        }

        @Override
        public SystemMemory memory() {
            return memory;
        }

        @Override
        public String serialNumber() {
            return "";
        }

        @Override
        public void enumerate(UsbFunction function) {
            throw new IllegalStateException("this board has no USB of its own");
        }

        @Override
        public void detach() {
            throw new IllegalStateException("this board has no USB of its own");
        }

        @Override
        public void wake() {
            port.wake();
        }

        @Override
        public void after(Duration delay, Runnable task) {
            port.after(delay, () -> {
                if (life == this) {
                    task.run();
                }
            });
        }

        @Override
        public void reset() {
            if (life == this) {
                end();
                port.after(RESET, () -> {
                    if (life == null && out != null) {
                        begin(new Life(port));
                    }
                });
            }
        }

        @Override
        public void console(String line) {
            type(line + "\r\n");
            parts.console().accept("uboot: " + line);
        }
    }
}
