package dev.gangway.virtual.spark;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a Core with its cloud, from its Hello on. It reads requests where they stand in the messages of its time: the
 * path behind the token, which some clouds leave out, and the rest behind one letter of path. One thread.
 */
final class AirTalk {
    private static final int HEAD = 4;
    private static final int KIND = 0xf0;
    private static final int TOKENS = 0x0f;
    private static final int CONFIRMABLE = 0x40;
    private static final int PLAIN = 0x50;
    private static final int GET = 1;
    private static final int POST = 2;
    private static final int PUT = 3;
    private static final long APPLICATION = 0x08005000L;
    private static final int LONGEST_ARGUMENT = 64;

    private final AirCore core;
    private final AirLine line;
    private final AirFrames frames;
    private final AirOut out;
    private final AirUpdate update;
    private final AirTimes times;
    private final FaultPlan faults;
    private final AirClock sinceHeard = new AirClock();
    private final AirClock sinceChunk = new AirClock();
    private final AirClock sinceAsked = new AirClock();
    private boolean pinged;
    private boolean greeted;
    private int computed;

    AirTalk(AirCore core, AirLine line, AirFrames frames, AirTimes times, FaultPlan faults, boolean fastIsSilent) {
        this.core = core;
        this.line = line;
        this.frames = frames;
        this.out = new AirOut(frames, faults);
        this.update = new AirUpdate(core, out, faults, fastIsSilent);
        this.times = times;
        this.faults = faults;
    }

    /** How it ended. */
    enum End {
        /** It begins anew from its boot loader. */
        RESET,
        /** The same, into its loader for USB, from where only USB brings it back. */
        DFU
    }

    /** Whether an update had begun and was not ended. */
    boolean isUpdating() {
        return update.isRunning();
    }

    /**
     * Talks until it begins anew.
     *
     * @throws IOException when the connection ended
     */
    End talk() throws IOException {
        if (faults.strike(AirFault.OldSession.class).isPresent()
                || faults.strike(Fault.Garbage.class).isPresent()) {
            frames.forget();
        }
        out.hello(core);
        sinceHeard.restart();
        while (true) {
            strike();
            if (!line.awaits(patience())) {
                if (idle()) {
                    return End.RESET;
                }
                continue;
            }
            byte[] message = frames.receive();
            faults.count(message.length);
            sinceHeard.restart();
            pinged = false;
            if (update.hangs() || message.length < HEAD) {
                continue;
            }
            try {
                End end = take(message);
                if (end != null) {
                    return end;
                }
            } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
                core.log("a request that is too short was dropped");
            }
        }
    }

    private void strike() throws IOException {
        if (faults.strike(AirFault.Mute.class).isPresent()
                || faults.strike(Fault.Silence.class).isPresent()) {
            out.mute();
        }
        if (faults.strike(AirFault.LinkLost.class).isPresent()) {
            throw new IOException("the radio lost its network");
        }
        Fault.Disconnect cut = faults.strike(Fault.Disconnect.class).orElse(null);
        if (cut != null) {
            throw new AirPowerCut(cut.back());
        }
        long rate = faults.rate();
        if (rate > 0) {
            AirClock.pass(Duration.ofNanos(1_000_000_000L * 64 / rate));
        }
    }

    private Duration patience() {
        if (update.isRunning()) {
            return sinceAsked.left(times.missed());
        }
        if (!greeted && !core.generation().isOld()) {
            return sinceHeard.left(times.greeting());
        }
        return sinceHeard.left(pinged ? times.ping().plus(times.pong()) : times.ping());
    }

    /** Nothing came; true when it begins anew. */
    private boolean idle() throws IOException {
        if (update.isRunning()) {
            if (sinceChunk.left(times.update()).isZero()) {
                core.log("no chunk came for too long: it begins anew");
                return true;
            }
            if (sinceAsked.left(times.missed()).isZero()) {
                sinceAsked.restart();
                if (!update.hangs()) {
                    update.ask();
                }
            }
            return false;
        }
        if (!greeted && !core.generation().isOld()) {
            throw new IOException("the cloud did not greet in time: link dropped");
        }
        if (pinged) {
            throw new IOException("the cloud says nothing more: link dropped");
        }
        pinged = true;
        out.ping();
        return false;
    }

    private @Nullable End take(byte[] bytes) throws IOException {
        int code = bytes[1] & 0xff;
        int id = ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
        int kind = bytes[0] & KIND;
        if (code == 0) {
            if (kind == CONFIRMABLE) {
                out.acknowledge(id);
            }
            return null;
        }
        if (kind != CONFIRMABLE && kind != PLAIN) {
            return null;
        }
        int tokens = bytes[0] & TOKENS;
        int token = tokens == 0 ? 0 : bytes[HEAD] & 0xff;
        int path = HEAD + tokens + 1; // behind the head of its option
        ByteBuffer rest =
                ByteBuffer.wrap(bytes, path + 1, bytes.length - path - 1).slice();
        return switch ((char) bytes[path]) {
            case 'h' -> {
                greet();
                yield null;
            }
            case 'E', 'e' -> kind == PLAIN && code == POST ? event(bytes) : null;
            case 'd' -> describe(id, token, code);
            case 'f' -> function(id, token, code, rest);
            case 'v' -> variable(id, token, code, rest);
            case 's' -> code == POST ? save(id, token, rest) : signal(id, token, code);
            case 'u' -> update(id, token, code, rest);
            case 'c' -> chunk(id, token, code, rest);
            default -> null;
        };
    }

    private void greet() throws IOException {
        greeted = true;
        core.forgetUpgrade();
        if (core.announces() && !core.generation().isOld()) {
            out.event("spark/hardware/max_binary", Integer.toString(AirFlash.APPLICATION_SIZE));
            out.event("spark/hardware/ota_chunk_size", "512");
        }
        if (core.announces()) {
            out.askTime();
        }
    }

    private @Nullable End event(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int name = text.indexOf("spark/device/reset");
        if (core.generation().isOld() || name < 0) {
            return null;
        }
        return text.endsWith("dfu") ? End.DFU : End.RESET;
    }

    private @Nullable End describe(int id, int token, int code) throws IOException {
        if (code == GET) {
            boolean old = core.generation().isOld();
            String json = "{\"f\":[\"flashcrc\"],\"v\":{\"crc\":2}" + (old ? "}" : ",\"p\":0,\"m\":[]}");
            byte[] value = json.getBytes(StandardCharsets.US_ASCII);
            out.value(id, token, value);
            if (!old && core.announces()) {
                out.value(0xdead, token, value); // 0.4.6 answers twice, and the second number is made up
            }
        }
        return null;
    }

    private @Nullable End function(int id, int token, int code, ByteBuffer rest) throws IOException {
        if (code == POST) {
            String name = option(rest);
            String argument = option(rest);
            if (argument.length() >= LONGEST_ARGUMENT) {
                throw new IOException("an argument that long has no room: link dropped");
            }
            out.acknowledge(id);
            computed = name.equals("flashcrc") ? crc(argument) : -1;
            out.later(token, 0x44, computed >> 24, computed >> 16, computed >> 8, computed);
        }
        return null;
    }

    private static String option(ByteBuffer in) {
        int length = in.get() & 0xf;
        if (length == 13) {
            length += in.get() & 0xff;
        }
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private int crc(String argument) {
        String[] parts = argument.strip().split(",", -1);
        if (parts.length != 2 || !(parts[0] + parts[1]).matches("[0-9a-f]{2,16}")) {
            return -1;
        }
        long at = Long.parseLong(parts[0], 16);
        int length = (int) Math.min(AirFlash.SIZE, Long.parseLong(parts[1], 16));
        byte[] read = at >= APPLICATION
                ? Arrays.copyOf(core.flash().application(), Math.min(length, AirFlash.APPLICATION_SIZE))
                : core.flash().read(at, length);
        CRC32 crc = new CRC32();
        crc.update(read);
        return (int) crc.getValue();
    }

    private @Nullable End variable(int id, int token, int code, ByteBuffer rest) throws IOException {
        if (code == GET && option(rest).equals("crc")) {
            out.value(
                    id,
                    token,
                    ByteBuffer.allocate(Integer.BYTES).putInt(computed).array());
        }
        return null;
    }

    private @Nullable End signal(int id, int token, int code) throws IOException {
        if (code == PUT) {
            out.answered(id, token, 0x44);
        }
        return null;
    }

    private @Nullable End save(int id, int token, ByteBuffer rest) throws IOException {
        if (core.generation() == AirGeneration.A) {
            return null; // it has no such message, and says nothing to it
        }
        if (core.generation() == AirGeneration.C) {
            return update(id, token, POST, rest); // and this one takes it for firmware
        }
        rest.get();
        begun();
        update.save(id, token, rest.slice());
        return null;
    }

    private void begun() {
        sinceChunk.restart();
        sinceAsked.restart();
    }

    private @Nullable End update(int id, int token, int code, ByteBuffer rest) throws IOException {
        if (code == POST) {
            if (rest.hasRemaining()) {
                rest.get();
            }
            begun();
            update.begin(id, token, rest.slice());
        } else if (code == PUT) {
            begun();
            return update.done(id, token) ? End.RESET : null;
        }
        return null;
    }

    private @Nullable End chunk(int id, int token, int code, ByteBuffer rest) throws IOException {
        if (code != POST || (!core.generation().isOld() && !update.isRunning())) {
            return null;
        }
        begun();
        update.chunk(id, token, rest);
        return update.finishes() ? End.RESET : null;
    }
}
