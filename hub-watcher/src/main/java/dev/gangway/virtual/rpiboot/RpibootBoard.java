package dev.gangway.virtual.rpiboot;

import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.kind.BoardParts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A board with one of Raspberry Pi's chips and its jumper set: it boots over USB after each power-up. What it is sent then runs in
 * its place.
 */
public final class RpibootBoard implements VirtualBoard {
    private static final Duration START_UP = Duration.ofMillis(50);
    private static final Duration HAND_OVER = Duration.ofMillis(10);
    private static final Duration AWAY = Duration.ofMillis(100);

    private final PiSoc soc;
    private final String serial;
    private final VirtualBoard fastboot;
    private final VirtualBoard disk;
    private final BoardParts parts;
    private volatile List<String> served = List.of();
    private @Nullable Running running;

    /**
     * A board.
     *
     * @param serial its serial, 8 hex digits; empty = it shows none
     * @param fastboot what is on the bus once it has files for a fastboot gadget
     * @param disk what is there once it has files for a disk
     */
    RpibootBoard(PiSoc soc, String serial, VirtualBoard fastboot, VirtualBoard disk, BoardParts parts) {
        this.soc = soc;
        this.serial = serial;
        this.fastboot = fastboot;
        this.disk = disk;
        this.parts = parts;
    }

    @Override
    public void plugged(BoardPort port) {
        Running now = new Running(port);
        running = now;
        port.after(START_UP, now::bootRom);
    }

    @Override
    public void unplugged() {
        Running now = running;
        running = null;
        if (now != null) {
            now.started.ifPresent(VirtualBoard::unplugged);
        }
    }

    @Override
    public String describe() {
        return "rpiboot " + soc.code();
    }

    /** The fastboot gadget that it is once it has the files for that. Its eMMC is the same as the disk's. */
    public VirtualBoard then() {
        return fastboot;
    }

    /** The files that it got last, in order. */
    public List<String> served() {
        return served;
    }

    private Map<String, String> told() {
        Map<String, String> told = new LinkedHashMap<>();
        if (soc.tellsOfItself() && !serial.isEmpty()) {
            told.put("USER_SERIAL_NUM", serial);
            told.put("MAC_ADDR", "d8:3a:dd:" + serial.replaceAll("(..)(..)(..).*", "$1:$2:$3"));
            told.put("FACTORY_UUID", String.format(Locale.ROOT, "%018d", parts.seed() & 0xff_ffffL));
        }
        return told;
    }

    /** The board between plug and unplug. */
    private final class Running {
        private final BoardPort port;
        private Optional<VirtualBoard> started = Optional.empty();

        Running(BoardPort port) {
            this.port = port;
        }

        private FaultPlan faults() {
            return parts.faults();
        }

        void bootRom() {
            show("the boot ROM waits", new RpiBootRom(soc.bootRom(serial), soc.out(), faults(), this::stage));
        }

        private void stage() {
            if (faults().strike(RpibootFault.NoStage.class).isPresent()) {
                leave(this::bootRom);
                return;
            }
            leave(() -> show(
                    "the second stage asks for files",
                    new RpiFileServer(soc.fileServer(serial), soc.out(), told(), faults(), this::done)));
        }

        private void done(List<String> files, Optional<PiGadget> starts) {
            served = List.copyOf(files);
            boolean works = starts.isPresent()
                    && faults().strike(RpibootFault.NoStart.class).isEmpty();
            parts.console().accept(works ? "rpiboot: it starts what it got" : "rpiboot: what it got does not start");
            leave(() -> {
                if (works) {
                    VirtualBoard next = starts.orElseThrow() == PiGadget.DISK ? disk : fastboot;
                    started = Optional.of(next);
                    next.plugged(port);
                }
            });
        }

        private void show(String line, UsbFunction function) {
            parts.console().accept("rpiboot: " + line);
            port.enumerate(function);
        }

        private void leave(Runnable next) {
            port.after(HAND_OVER, () -> {
                port.detach();
                port.after(AWAY, next);
            });
        }
    }
}
