package dev.gangway.virtual.uf2;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.disk.DiskLook;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.nand.StoredMemory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A board whose button is held while it is plugged in, so that its UF2 loader waits. When an image is whole, it leaves and
 * comes back as its application, a serial port. What it keeps stays over loss of power.
 */
public final class Uf2Board implements VirtualBoard {
    private static final Duration START_UP = Duration.ofMillis(50);
    private static final Duration RESTART = Duration.ofMillis(100);

    private final Uf2Model model;
    private final Uf2Volume volume;
    private final Loader loader;
    private final BoardParts parts;
    private final StoredMemory flash;
    private volatile boolean running;

    /**
     * What can be chosen of the loader.
     *
     * @param family whose blocks it takes
     * @param flashSize bytes of its flash memory
     * @param serial USB serial; empty = none
     * @param leave how long after the last block it leaves
     */
    record Loader(long family, long flashSize, String serial, Duration leave) {}

    Uf2Board(Uf2Model model, Uf2Volume volume, Loader loader, BoardParts parts) {
        this.model = model;
        this.volume = volume;
        this.loader = loader;
        this.parts = parts;
        this.flash = new StoredMemory(Uf2Medium.FLASH, loader.flashSize(), parts.pages());
    }

    @Override
    public void plugged(BoardPort port) {
        running = false;
        port.after(START_UP, () -> port.enumerate(drive(port)));
    }

    private UsbFunction drive(BoardPort port) {
        Uf2Medium drive = new Uf2Medium(
                volume,
                loader.family(),
                flash,
                loader.flashSize(),
                parts.faults(),
                parts.console(),
                () -> port.after(loader.leave(), () -> start(port)));
        DiskLook look = new DiskLook(
                Uf2Model.VENDOR,
                model.pid(),
                "Gangway",
                "UF2 boot loader",
                loader.serial(),
                "Gangway",
                model.boardId(),
                true,
                1,
                0);
        UsbFunction disk = look.function(
                drive,
                parts.faults(),
                port::wake,
                () -> parts.console().accept("uf2: the drive was ejected"),
                List.of(PicobootRom.look()),
                UnaryOperator.identity());
        return new PicobootRom(
                disk, model, flash, loader.flashSize(), parts.faults(), parts.console(), new PicobootRom.Board() {
                    @Override
                    public void locked(boolean locked) {
                        drive.locked(locked);
                    }

                    @Override
                    public void reboot(Duration after) {
                        port.after(after, () -> start(port));
                    }

                    @Override
                    public void wake() {
                        port.wake();
                    }
                });
    }

    private void start(BoardPort port) {
        port.detach();
        port.after(RESTART, () -> {
            running = true;
            parts.console().accept("uf2: the application runs");
            UsbIdentity serialPort = new UsbIdentity(
                    Uf2Model.VENDOR,
                    model.applicationPid(),
                    0x0200,
                    0x0100,
                    UsbIdentity.Speed.FULL,
                    List.of(new UsbIdentity.Interface(0, 0, 2, 2, 1, List.of(), null)),
                    "Gangway",
                    "Virtual application",
                    null);
            port.enumerate(() -> serialPort);
        });
    }

    @Override
    public void unplugged() {
        running = false;
    }

    @Override
    public String describe() {
        return "uf2";
    }

    /** Whether the application runs. */
    public boolean runsApplication() {
        return running;
    }

    /** What its flash memory holds from an address on, 0x10000000 the first; only when nothing moves. */
    public byte[] read(long address, int length) {
        ByteBuffer into = ByteBuffer.allocate(length);
        try {
            flash.read(address, into);
        } catch (SystemMemory.BusAbort e) {
            throw new IllegalArgumentException("no flash memory there", e);
        }
        return into.array();
    }
}
