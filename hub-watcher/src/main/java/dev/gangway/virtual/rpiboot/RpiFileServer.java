package dev.gangway.virtual.rpiboot;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The second stage: asks for one thing after the other, 260 bytes each. First it tells of itself, then it wants its settings and
 * the image that it starts; that one must be there and whole.
 */
final class RpiFileServer implements UsbFunction {
    private static final int REQUEST = 260;
    private static final int GET_SIZE = 0;
    private static final int READ = 1;
    private static final int DONE = 2;
    private static final int NONSENSE = 7;
    private static final String IMAGE = "boot.img";

    private final UsbIdentity identity;
    private final int out;
    private final Map<String, String> told;
    private final FaultPlan faults;
    private final End end;
    private final Deque<Request> wanted = new ArrayDeque<>();
    private final List<String> got = new ArrayList<>();
    private @Nullable Request asked;
    private @Nullable IncomingFile file;
    private String reading = "";
    private Optional<PiGadget> image = Optional.empty();

    /** What is asked. */
    private record Request(int command, String name) {}

    /** Is told when all has been asked. */
    @FunctionalInterface
    interface End {
        /**
         * The host knows that it is done.
         *
         * @param files what came, in order
         * @param starts what can be started; empty when there is nothing
         */
        void done(List<String> files, Optional<PiGadget> starts);
    }

    RpiFileServer(UsbIdentity identity, int out, Map<String, String> told, FaultPlan faults, End end) {
        this.identity = identity;
        this.out = out;
        this.faults = faults;
        this.end = end;
        this.told = told;
        busReset();
    }

    /** A transfer that was under way is forgotten, and all is asked anew. */
    @Override
    public void busReset() {
        asked = null;
        file = null;
        image = Optional.empty();
        got.clear();
        wanted.clear();
        told.forEach((key, value) -> wanted.add(new Request(GET_SIZE, "*" + key + "*" + value)));
        wanted.add(new Request(GET_SIZE, "config.txt"));
        wanted.add(new Request(GET_SIZE, IMAGE));
        wanted.add(new Request(DONE, IMAGE));
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        return STALL;
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (setup.request() != 0) {
            return STALL;
        }
        if (setup.requestType() == 0xc0) {
            return ask(data);
        }
        return setup.requestType() == 0x40 && answered(setup.value() | setup.index() << 16) ? 0 : STALL;
    }

    private int ask(ByteBuffer data) {
        Request next = wanted.peek();
        if (next == null || data.remaining() != REQUEST || asked != null || file != null) {
            return next == null ? NAK : STALL;
        }
        byte[] name = new byte[REQUEST - 4];
        byte[] text = next.name().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, name, 0, text.length);
        int command = next.command();
        if (faults.strike(RpibootFault.AsksOutside.class).isPresent()) {
            wanted.addFirst(new Request(GET_SIZE, "../outside"));
            return ask(data);
        }
        if (faults.strike(RpibootFault.UnknownRequest.class).isPresent()) {
            command = NONSENSE;
        }
        if (faults.strike(RpibootFault.EndlessName.class).isPresent()) {
            Arrays.fill(name, (byte) 'n');
        }
        asked = wanted.remove();
        data.order(ByteOrder.LITTLE_ENDIAN).putInt(command).put(name);
        if (asked.command() == DONE) {
            end.done(got, image);
        }
        return REQUEST;
    }

    /** The host says how much there is, or how much comes. */
    private boolean answered(int length) {
        Request request = asked;
        if (request == null || request.command() == DONE) {
            return false;
        }
        asked = null;
        if (request.command() == READ) {
            file = new IncomingFile(length);
            reading = request.name();
            finish();
        } else if (length > 0 && !request.name().startsWith("*")) {
            wanted.addFirst(new Request(READ, request.name()));
        }
        return true;
    }

    private void finish() {
        IncomingFile now = file;
        if (now != null && now.isWhole()) {
            got.add(reading);
            if (reading.equals(IMAGE) && now.isSound()) {
                image = Optional.of(PiGadget.of(now.head()));
            }
            file = null;
        }
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        IncomingFile now = file;
        if (endpoint != out || now == null) {
            return STALL;
        }
        int taken = now.take(data);
        finish();
        return taken;
    }
}
