package dev.gangway.virtual.esp;

import dev.gangway.format.EspImage;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.serial.UartOut;
import dev.gangway.virtual.serial.UartSide;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A chip with its serial line, its reset and its boot pin. Under the board's lock. */
final class EspUart implements UartSide {
    /** How long the reset pin needs to rise: until then the boot pin may change. */
    private static final Duration RISE = Duration.ofMillis(2);

    private static final int TOLERANCE = 40; // a fortieth, 2.5 %
    private static final int LARGEST_IMAGE = 1 << 21;

    private final EspSilicon silicon;
    private final EspFlash flash;
    private final Duration eraseTime;
    private final Wiring wiring;
    private final UartOut out;
    private final FaultPlan faults;
    private final Surroundings board;
    private final EspLoaderIo io = new EspLoaderIo(this::send);
    private final Deque<Byte> unheard = new ArrayDeque<>();
    private @Nullable EspLoader loader;
    private boolean busy;
    private boolean held;
    private boolean bootPin;
    private boolean button;
    private boolean downloadWanted;
    private int hostRate;
    private int rate;
    private boolean measured;
    private int start;
    private volatile boolean application;

    /** How the host's control lines reach the chip. */
    enum Wiring {
        /** Two transistors: both lines at once do nothing. */
        ADAPTER,
        /** The chip's own USB port, which makes of them what it takes for a wish. */
        OWN_USB,
        /** Not at all: a person holds the boot pin. */
        NONE
    }

    /** What the chip needs of its board. */
    interface Surroundings {
        void after(Duration time, Runnable task);

        Consumer<String> console();
    }

    EspUart(
            EspSilicon silicon,
            EspFlash flash,
            Duration eraseTime,
            Wiring wiring,
            UartOut out,
            FaultPlan faults,
            Surroundings board) {
        this.silicon = silicon;
        this.flash = flash;
        this.eraseTime = eraseTime;
        this.wiring = wiring;
        this.out = out;
        this.faults = faults;
        this.board = board;
        this.hostRate = silicon.firstRate();
    }

    /** Power is there. */
    void power() {
        begin(wiring == Wiring.NONE);
    }

    /** The boot button. */
    void button(boolean pressed) {
        button = pressed;
    }

    boolean runsApplication() {
        return application;
    }

    @Override
    public void set(int baud, boolean dtr, boolean rts) {
        hostRate = baud;
        switch (wiring) {
            case ADAPTER -> pins(rts && !dtr, dtr && !rts);
            case OWN_USB -> wish(dtr, rts);
            case NONE -> {}
        }
    }

    private void pins(boolean reset, boolean boot) {
        bootPin = boot;
        if (reset && !held) {
            held = true;
            stop();
        } else if (!reset && held) {
            held = false;
            later(RISE, () -> begin(bootPin || button));
        }
    }

    private void wish(boolean dtr, boolean rts) {
        if (!dtr && !rts) {
            downloadWanted = false;
        } else if (dtr && !rts) {
            downloadWanted = true;
        } else if (rts && !dtr) {
            boolean download = downloadWanted;
            stop();
            later(RISE, () -> begin(download || button));
        }
    }

    private void stop() {
        start++;
        loader = null;
        application = false;
        busy = false;
        unheard.clear();
    }

    private void later(Duration time, Runnable task) {
        int mine = start;
        board.after(time, () -> {
            if (mine == start) {
                task.run();
            }
        });
    }

    private void begin(boolean download) {
        stop();
        io.forget();
        rate = silicon.firstRate();
        measured = false;
        if (download && faults.strike(EspFault.BootPin.class).isEmpty()) {
            say("rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT)\r\nwaiting for download\r\n");
            loader = new EspLoader(silicon, flash, eraseTime, io, faults, new Inside());
            board.console().accept("esp: the loader waits");
            return;
        }
        say("rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n");
        application = isBootable();
        if (application) {
            say("I (27) boot: ESP-IDF bootloader\r\n");
        } else {
            say("invalid header: 0xffffffff\r\n");
        }
        board.console().accept(application ? "esp: the application runs" : "esp: there is nothing to run");
    }

    private boolean isBootable() {
        int from = silicon.soc().bootloader();
        byte[] held = flash.read(from, Math.min(LARGEST_IMAGE, flash.size() - from));
        try {
            return EspImage.parse(ImageData.of(ByteBuffer.wrap(held)))
                    .chip()
                    .equals(silicon.soc().imageId());
        } catch (FormatException e) {
            return false;
        }
    }

    @Override
    public void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            unheard.add(bytes.get());
        }
        hear();
    }

    private void hear() {
        while (!busy && !unheard.isEmpty()) {
            byte one = unheard.remove();
            EspLoader now = loader;
            if (now != null) {
                byte[] packet = io.take((measured && !fits() ? garbled(one) : one) & 0xff);
                if (packet != null && (measured || isGreeting(packet))) {
                    now.take(packet);
                }
            }
        }
    }

    private static boolean isGreeting(byte[] packet) {
        return packet.length > 1 && packet[1] == 8;
    }

    private boolean fits() {
        return Math.abs(rate - hostRate) * (long) TOLERANCE < rate;
    }

    private static byte garbled(byte one) {
        return (byte) (one << 3 ^ one >> 2 ^ 0x85);
    }

    private void say(String text) {
        send(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void send(byte[] bytes) {
        byte[] arriving = bytes.clone();
        if (wiring != Wiring.OWN_USB && !fits()) {
            for (int i = 0; i < arriving.length; i++) {
                arriving[i] = garbled(arriving[i]);
            }
        }
        out.send(ByteBuffer.wrap(arriving));
    }

    /** What the loader does to this chip. */
    private final class Inside implements EspLoader.Chip {
        @Override
        public void busy(Duration time, Runnable then) {
            if (time.isZero()) {
                then.run();
                return;
            }
            busy = true;
            later(time, () -> {
                busy = false;
                then.run();
                hear();
            });
        }

        @Override
        public void measured() {
            if (!measured) {
                measured = true;
                rate = hostRate;
            }
        }

        @Override
        public void rate(int bitsASecond) {
            rate = bitsASecond;
        }

        @Override
        public int rate() {
            return rate;
        }

        @Override
        public void restart() {
            later(RISE, () -> begin(false));
        }
    }
}
