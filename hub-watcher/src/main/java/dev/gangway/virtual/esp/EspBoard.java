package dev.gangway.virtual.esp;

import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.serial.SerialFunction;
import dev.gangway.virtual.serial.SerialLook;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A board with a chip of Espressif's: behind an adapter, or on the chip's own USB port. Its flash stays over loss of power. */
public final class EspBoard implements VirtualBoard {
    private static final Duration START_UP = Duration.ofMillis(50);

    private final EspSilicon silicon;
    private final EspFlash flash;
    private final Duration eraseTime;
    private final EspUart.Wiring wiring;
    private final SerialLook look;
    private final BoardParts parts;
    private volatile @Nullable EspUart running;

    EspBoard(
            EspSilicon silicon,
            EspFlash flash,
            Duration eraseTime,
            EspUart.Wiring wiring,
            SerialLook look,
            BoardParts parts) {
        this.silicon = silicon;
        this.flash = flash;
        this.eraseTime = eraseTime;
        this.wiring = wiring;
        this.look = look;
        this.parts = parts;
    }

    @Override
    public void plugged(BoardPort port) {
        SerialFunction function = new SerialFunction(look, parts.faults(), port::wake, out -> {
            EspUart chip = new EspUart(
                    silicon, flash, eraseTime, wiring, out, parts.faults(), new Around(port, parts.console()));
            running = chip;
            return chip;
        });
        port.after(START_UP, () -> {
            port.enumerate(function);
            EspUart chip = running;
            if (chip != null) {
                chip.power();
            }
        });
    }

    @Override
    public void unplugged() {
        running = null;
    }

    @Override
    public void bootButton(boolean pressed) {
        EspUart chip = running;
        if (chip != null) {
            chip.button(pressed);
        }
    }

    @Override
    public String describe() {
        return "esp " + silicon.soc().code();
    }

    /** Whether it runs what is in its flash. */
    public boolean runsApplication() {
        EspUart chip = running;
        return chip != null && chip.runsApplication();
    }

    /** What its flash holds; only when nothing moves. */
    public byte[] read(long address, int length) {
        return flash.read(address, length);
    }

    /** Puts something into its flash, as whoever had it before; only when nothing moves. */
    public void keep(long address, byte[] bytes) {
        flash.erase(address, bytes.length);
        flash.program(address, bytes);
    }

    /** What the chip needs of its board. */
    private record Around(BoardPort port, Consumer<String> console) implements EspUart.Surroundings {
        @Override
        public void after(Duration time, Runnable task) {
            port.after(time, task);
        }
    }
}
