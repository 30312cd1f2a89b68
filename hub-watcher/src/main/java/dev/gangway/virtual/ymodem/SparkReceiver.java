package dev.gangway.virtual.ymodem;

import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.ymodem.StoredFile.Announced;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives as a Spark Core does, whose dossier says: it never asks with a C before the header, checks no CRC, acknowledges an
 * end at once, and gives up after more than five errors.
 */
final class SparkReceiver implements Talk {
    static final String WAITING = "Waiting for the binary file to be sent ... (press 'a' to abort)\r\n";
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int MOST_ERRORS = 5;

    private final UartHost host;
    private final FaultPlan faults;
    private final int room;
    private final Duration erase;
    private final Consumer<@Nullable StoredFile> done;
    private final Packet packet = new Packet();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable Announced file;
    private boolean fileDone;
    private boolean over;
    private boolean erases;
    private int next;
    private int errors;
    private int cans;
    private long came;

    /**
     * A receiver.
     *
     * @param room bytes that a file may have
     * @param erase how long it erases before it answers the header
     * @param done gets the file, or null when there is none
     */
    SparkReceiver(UartHost host, FaultPlan faults, int room, Duration erase, Consumer<@Nullable StoredFile> done) {
        this.host = host;
        this.faults = faults;
        this.room = room;
        this.erase = erase;
        this.done = done;
    }

    @Override
    public void begin() {
        host.print(WAITING);
    }

    @Override
    public void take(int value) {
        came++;
        if (over || erases) {
            return;
        }
        if (packet.isOpen() || value == Packet.SOH || value == Packet.STX) {
            if (!packet.isOpen()) {
                watch();
            }
            byte[] whole = packet.add(value);
            if (whole != null) {
                packet(whole);
            }
            return;
        }
        cans = value == Packet.CAN ? cans + 1 : 0;
        if (value == 'a' || value == 'A' || cans == 2) {
            finish("Aborted by user.");
        } else if (value == Packet.EOT) {
            fileDone = file != null;
            next = 0;
            host.send((byte) Packet.ACK);
        } else if (value != Packet.CAN) {
            error();
        }
    }

    /** A packet whose rest does not come is no packet. */
    private void watch() {
        long then = came;
        host.after(QUIET, () -> {
            if (over || !packet.isOpen()) {
                return;
            }
            if (came == then) {
                packet.forget();
                error();
            } else {
                watch();
            }
        });
    }

    private void error() {
        errors++;
        if (errors > MOST_ERRORS) {
            host.send((byte) Packet.CAN, (byte) Packet.CAN);
            finish("Failed to receive the file!");
        }
    }

    private void packet(byte[] whole) {
        if (!Packet.numberFits(whole)
                || Packet.number(whole) != (next & 0xff)
                || (next > 0 && faults.strike(YmodemFault.RefusesBlock.class).isPresent())) {
            error();
            if (!over) {
                host.send((byte) Packet.NAK);
            }
            return;
        }
        byte[] data = Packet.data(whole);
        if (next > 0) {
            store(data);
        } else if (data[0] == 0) {
            host.send((byte) Packet.ACK);
            complete();
        } else {
            header(data);
        }
    }

    private void header(byte[] data) {
        Optional<Announced> announced = Announced.read(data);
        if (announced.isEmpty() || announced.get().size() > room) {
            host.send((byte) Packet.CAN, (byte) Packet.CAN);
            finish("The file size is higher than the allowed space memory!");
            return;
        }
        file = announced.get();
        next = 1;
        erases = true;
        host.after(erase, () -> {
            erases = false;
            host.send((byte) Packet.ACK, (byte) Packet.C);
        });
    }

    private void store(byte[] data) {
        if (faults.strike(YmodemFault.Dies.class).isPresent()) {
            over = true;
            host.restart();
            return;
        }
        if (faults.strike(YmodemFault.Cancels.class).isPresent()) {
            host.send((byte) Packet.CAN, (byte) Packet.CAN);
            finish("Failed to receive the file!");
            return;
        }
        if (faults.strike(YmodemFault.CorruptWrite.class).isPresent()) {
            data[data.length / 2] ^= 0x10;
        }
        content.writeBytes(data);
        next++;
        if (faults.strike(YmodemFault.LosesAck.class).isEmpty()) {
            host.send((byte) Packet.ACK);
        }
    }

    private void complete() {
        Announced announced = file;
        if (announced == null || !fileDone) {
            finish("Failed to receive the file!");
            return;
        }
        over = true;
        host.print("\r\nDownloaded file successfully!\r\nName: " + announced.name() + "\r\nSize: " + announced.size()
                + " bytes\r\n");
        byte[] all = content.toByteArray();
        done.accept(new StoredFile(announced.name(), Arrays.copyOf(all, Math.min(all.length, announced.size()))));
    }

    private void finish(String text) {
        over = true;
        host.print("\r\n" + text + "\r\n");
        done.accept(null);
    }
}
