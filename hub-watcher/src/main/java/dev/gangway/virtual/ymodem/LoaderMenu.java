package dev.gangway.virtual.ymodem;

import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.serial.UartSide;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The console of a boot loader with three keys: take a file, give it back, start it. */
final class LoaderMenu implements UartSide {
    private static final String KEYS = "d: download to the board, u: upload from it, x: start\r\n> ";

    private final UartHost host;
    private final FaultPlan faults;
    private final int room;
    private final StrictReceiver.End end;
    private final FilePlace place;
    private @Nullable Talk talk;
    private boolean started;

    LoaderMenu(UartHost host, FaultPlan faults, int room, StrictReceiver.End end, FilePlace place) {
        this.host = host;
        this.faults = faults;
        this.room = room;
        this.end = end;
        this.place = place;
        host.print("Boot loader\r\n" + KEYS);
    }

    @Override
    public void set(int baud, boolean dtr, boolean rts) {}

    @Override
    public void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int value = bytes.get() & 0xff;
            Talk now = talk;
            if (now != null) {
                now.take(value);
            } else if (!started) {
                key(value);
            }
        }
    }

    private void key(int value) {
        switch (value) {
            case 'd' -> {
                if (faults.strike(YmodemFault.NeverStarts.class).isEmpty()) {
                    host.print("Ready for binary (ymodem) download\r\n");
                    start(new StrictReceiver(host, faults, room, end, this::received));
                }
            }
            case 'u' -> {
                Optional<StoredFile> held = place.held();
                if (held.isEmpty()) {
                    host.print("There is no file.\r\n> ");
                } else {
                    host.print("Ready for binary (ymodem) upload\r\n");
                    start(new StrictSender(host, held.get(), this::end));
                }
            }
            case 'x' -> {
                started = place.start();
                host.print(started ? "Starting\r\n" : "There is no file.\r\n> ");
            }
            case '\r', '\n', '?' -> host.print(KEYS);
            default -> {}
        }
    }

    private void start(Talk next) {
        talk = next;
        next.begin();
    }

    private void received(@Nullable StoredFile file) {
        if (file != null) {
            place.hold(file);
        }
        end();
    }

    private void end() {
        talk = null;
        host.print("> ");
    }
}
