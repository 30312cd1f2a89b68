package dev.gangway.virtual.ymodem;

import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.serial.UartSide;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The serial port of a Spark Core: its listening mode with its keys, or its application, which a rate of 28800 baud makes take
 * firmware. New firmware is put where the boot loader takes it from at the reset that follows.
 */
final class ListeningMode implements UartSide {
    private static final int FLASHER_RATE = 28800;
    private static final Duration RESET = Duration.ofMillis(100);

    private final UartHost host;
    private final FaultPlan faults;
    private final FilePlace place;
    private final int room;
    private final Duration erase;
    private final String id;
    private final boolean listens;
    private @Nullable Talk talk;

    ListeningMode(
            UartHost host, FaultPlan faults, FilePlace place, int room, Duration erase, String id, boolean listens) {
        this.host = host;
        this.faults = faults;
        this.place = place;
        this.room = room;
        this.erase = erase;
        this.id = id;
        this.listens = listens;
    }

    /** In listening mode the rate means nothing. */
    @Override
    public void set(int baud, boolean dtr, boolean rts) {
        if (!listens && baud == FLASHER_RATE && talk == null) {
            flash();
        }
    }

    @Override
    public void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int value = bytes.get() & 0xff;
            Talk now = talk;
            if (now != null) {
                now.take(value);
            } else if (listens) {
                key(value);
            }
        }
    }

    private void key(int value) {
        switch (value) {
            case 'f' -> flash();
            case 'i' -> host.print("Your core id is " + id + "\r\n");
            case 'v' -> host.print("system firmware version: 0.4.6\r\n");
            case 'm' -> host.print("Your core MAC address is\r\n08:00:28:5a:01:02\r\n");
            case 'x' -> host.restart();
            default -> {}
        }
    }

    private void flash() {
        if (faults.strike(YmodemFault.NeverStarts.class).isEmpty()) {
            Talk next = new SparkReceiver(host, faults, room, erase, this::received);
            talk = next;
            next.begin();
        }
    }

    private void received(@Nullable StoredFile file) {
        talk = null;
        if (file != null) {
            place.hold(file);
            place.start();
            host.after(RESET, host::restart);
        }
    }
}
