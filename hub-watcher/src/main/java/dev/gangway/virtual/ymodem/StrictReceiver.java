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
 * Receives as U-Boot's loady does (recorded): ten C and ten NAK until somebody sends, a CRC that counts, damaged packets refused
 * once the line is quiet, three CANs to be stopped.
 */
final class StrictReceiver implements Talk {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int QUIET = 4;
    private static final int ASK_AGAIN = 12;
    private static final int GIVE_UP = 40;
    private static final int ASKS = 20;
    private static final int MOST_ERRORS = 10;
    private static final int CANS = 3;

    /** How the end of a file is answered. */
    enum End {
        /** As loady: two ACKs. */
        TWICE,
        /** As Forsberg wants it: a NAK first. */
        NAK,
        ONCE
    }

    private final UartHost host;
    private final FaultPlan faults;
    private final int room;
    private final End end;
    private final Consumer<@Nullable StoredFile> done;
    private final Packet packet = new Packet();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable Announced file;
    private @Nullable StoredFile got;
    private boolean over;
    private boolean drains;
    private boolean endRefused;
    private int next;
    private int errors;
    private int asks;
    private int cans;
    private int still;
    private long came;
    private long seen;

    /**
     * A receiver.
     *
     * @param room bytes that a file may have
     * @param done gets the file, or null when there is none
     */
    StrictReceiver(UartHost host, FaultPlan faults, int room, End end, Consumer<@Nullable StoredFile> done) {
        this.host = host;
        this.faults = faults;
        this.room = room;
        this.end = end;
        this.done = done;
    }

    @Override
    public void begin() {
        host.send((byte) Packet.C);
        look();
    }

    /** Looks at the line four times a second, as long as it receives. */
    private void look() {
        host.after(LOOK, () -> {
            if (over) {
                return;
            }
            still = came == seen ? still + 1 : 0;
            seen = came;
            boolean damaged = drains || packet.isOpen();
            if (damaged && still >= QUIET) {
                drains = false;
                packet.forget();
                still = 0;
                refuse();
            } else if (!damaged && still >= (next == 0 ? ASK_AGAIN : GIVE_UP)) {
                still = 0;
                refuse();
            }
            if (!over) {
                look();
            }
        });
    }

    private void refuse() {
        if (next == 0 || (next == 1 && content.size() == 0)) {
            asks++;
            if (asks >= ASKS) {
                finish("Timed out");
            } else {
                host.send((byte) (asks < ASKS / 2 ? Packet.C : Packet.NAK));
            }
            return;
        }
        errors++;
        if (errors > MOST_ERRORS) {
            cancel("too many errors");
        } else {
            host.send((byte) Packet.NAK);
        }
    }

    @Override
    public void take(int value) {
        came++;
        if (over || drains) {
            return;
        }
        if (packet.isOpen() || value == Packet.SOH || value == Packet.STX) {
            cans = 0;
            byte[] whole = packet.add(value);
            if (whole != null) {
                packet(whole);
            }
        } else if (value == Packet.EOT) {
            endOfFile();
        } else if (value == Packet.CAN || value == 3) {
            cans++;
            if (cans >= CANS) {
                finish("aborted");
            }
        } else {
            drains = true;
        }
    }

    private void packet(byte[] whole) {
        boolean damaged = !Packet.numberFits(whole)
                || !Packet.crcFits(whole)
                || (next > 0 && faults.strike(YmodemFault.RefusesBlock.class).isPresent());
        if (damaged) {
            drains = true;
            return;
        }
        int number = Packet.number(whole);
        if (number == (next & 0xff)) {
            errors = 0;
            if (next == 0) {
                header(Packet.data(whole));
            } else {
                store(Packet.data(whole));
            }
        } else if (number == (next - 1 & 0xff) && next > 0) {
            host.send((byte) Packet.ACK);
            if (next == 1) {
                host.send((byte) Packet.C);
            }
        } else {
            cancel("packet " + number + " where " + (next & 0xff) + " belongs");
        }
    }

    private void header(byte[] data) {
        if (data[0] == 0) {
            host.send((byte) Packet.ACK);
            finish("");
            return;
        }
        Optional<Announced> announced = Announced.read(data);
        if (announced.isEmpty() || announced.get().size() > room) {
            cancel("the file is too large");
            return;
        }
        file = announced.get();
        content.reset();
        next = 1;
        asks = 0;
        host.send((byte) Packet.ACK, (byte) Packet.C);
    }

    private void store(byte[] data) {
        if (faults.strike(YmodemFault.Dies.class).isPresent()) {
            over = true;
            host.restart();
            return;
        }
        if (faults.strike(YmodemFault.Cancels.class).isPresent()) {
            cancel("stopped");
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

    private void endOfFile() {
        Announced announced = file;
        if (announced == null) {
            if (got != null) { // it comes again: our answer got lost
                host.send((byte) Packet.ACK, (byte) Packet.C);
            }
            return;
        }
        if (end == End.NAK && !endRefused) {
            endRefused = true;
            host.send((byte) Packet.NAK);
            return;
        }
        endRefused = false;
        byte[] all = content.toByteArray();
        got = new StoredFile(announced.name(), Arrays.copyOf(all, Math.min(all.length, announced.size())));
        file = null;
        next = 0;
        asks = 0;
        host.send((byte) Packet.ACK);
        if (end == End.TWICE) {
            host.send((byte) Packet.ACK);
        }
        host.send((byte) Packet.C);
    }

    private void cancel(String why) {
        for (int i = 0; i < CANS + 2; i++) {
            host.send((byte) Packet.CAN);
        }
        finish(why);
    }

    private void finish(String why) {
        over = true;
        StoredFile whole = why.isEmpty() ? got : null;
        host.print(
                whole == null
                        ? (why.isEmpty() ? "" : why + "\r\n") + "## Binary (ymodem) download aborted\r\n"
                        : String.format(
                                "## Total Size      = 0x%08x = %d Bytes\r\n",
                                whole.content().length, whole.content().length));
        done.accept(whole);
    }
}
