package dev.gangway.virtual.allwinner;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The AW wrapper of FEL (§1.1): a request of 32 bytes, data in one direction, a status of 13 bytes. A host that sends
 * while it should read gets NAK; one that breaks the protocol makes the boot ROM hang. One thread at a time.
 */
public final class RomWire implements UsbFunction {
    static final int OUT = 0x01;
    static final int IN = 0x82;

    private static final int REQUEST = 32;
    private static final int STATUS = 13;
    private static final int READ = 0x11;
    private static final int WRITE = 0x12;
    private static final int AWUC = 0x43555741;
    private static final int AWUS = 0x53555741;

    private enum Phase {
        REQUEST,
        DATA_OUT,
        DATA_IN,
        STATUS,
        RUNNING,
        HUNG
    }

    private final RomCommands commands;
    private final FaultPlan plan;
    private final UsbIdentity identity;
    private final ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer status = ByteBuffer.allocate(STATUS).order(ByteOrder.LITTLE_ENDIAN);
    private Phase phase = Phase.REQUEST;
    private long remaining;

    /** The FEL device of a full-speed boot ROM without faults, whose commands work on this target. */
    public static RomWire of(AllwinnerSoc soc, FelTarget target) {
        FaultPlan sound = FaultPlan.sound();
        BootRomFacts facts = BootRomFacts.of(soc);
        return new RomWire(new RomCommands(target, sound, soc.id(), facts.scratchpad()), sound, false);
    }

    RomWire(RomCommands commands, FaultPlan plan, boolean highSpeed) {
        this.commands = commands;
        this.plan = plan;
        int packet = highSpeed ? 512 : 64;
        identity = new UsbIdentity(
                0x1f3a,
                0xefe8,
                0x0200,
                0x02b3,
                highSpeed ? UsbIdentity.Speed.HIGH : UsbIdentity.Speed.FULL,
                List.of(new UsbIdentity.Interface(
                        0,
                        0,
                        0xff,
                        0xff,
                        0xff,
                        List.of(
                                new UsbIdentity.Endpoint(OUT, UsbIdentity.Endpoint.BULK, packet),
                                new UsbIdentity.Endpoint(IN, UsbIdentity.Endpoint.BULK, packet)),
                        null)),
                null,
                null,
                null);
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    /** The code that was started has returned. */
    public void resume() {
        if (phase == Phase.RUNNING) {
            phase = Phase.REQUEST;
        }
    }

    /** Nothing is answered any more. */
    public void hang() {
        phase = Phase.HUNG;
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        if (endpoint != OUT) {
            return STALL;
        }
        if (!data.hasRemaining()) {
            return 0;
        }
        return switch (phase) {
            case REQUEST -> takeRequest(data);
            case DATA_OUT -> takeData(data);
            case DATA_IN, STATUS, RUNNING, HUNG -> NAK;
        };
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        if (endpoint != IN) {
            return STALL;
        }
        return switch (phase) {
            case DATA_IN -> giveData(into);
            case STATUS -> giveStatus(into);
            case REQUEST, DATA_OUT, RUNNING, HUNG -> NAK;
        };
    }

    private int takeRequest(ByteBuffer data) {
        int count = Math.min(request.remaining(), data.remaining());
        move(data, request, count);
        if (request.hasRemaining()) {
            return count;
        }
        request.flip();
        int direction = request.get(16);
        long length = Integer.toUnsignedLong(request.getInt(8));
        boolean sound = request.getInt(0) == AWUC && length == Integer.toUnsignedLong(request.getInt(18)) && length > 0;
        status.clear();
        status.putInt(AWUS).putInt(request.getInt(4)).putInt(0);
        request.clear();
        remaining = length;
        if (!sound) {
            commands.hang("the wrapper's request is none");
        } else if (direction == WRITE && commands.expectsData(length)) {
            phase = Phase.DATA_OUT;
        } else if (direction == READ && commands.offersData(length)) {
            phase = Phase.DATA_IN;
        } else {
            commands.hang(String.format("a transfer of %d bytes (0x%02x) was not due", length, direction));
        }
        return count;
    }

    private int takeData(ByteBuffer data) {
        int count = (int) Math.min(remaining, data.remaining());
        int end = data.limit();
        data.limit(data.position() + count);
        commands.data(data);
        data.limit(end);
        advance(count);
        return count;
    }

    private int giveData(ByteBuffer into) {
        int count = (int) Math.min(remaining, into.remaining());
        int end = into.limit();
        into.limit(into.position() + count);
        boolean given = commands.give(into);
        into.limit(end);
        if (!given) {
            return NAK;
        }
        advance(count);
        return count;
    }

    private void advance(int count) {
        remaining -= count;
        if (remaining == 0 && phase != Phase.HUNG) {
            phase = Phase.STATUS;
            int code = plan.strike(AllwinnerFault.WrongWrapperStatus.class)
                    .map(AllwinnerFault.WrongWrapperStatus::status)
                    .orElse(0);
            status.put((byte) code).flip();
        }
    }

    private int giveStatus(ByteBuffer into) {
        int count = Math.min(status.remaining(), into.remaining());
        move(status, into, count);
        if (!status.hasRemaining()) {
            phase = Phase.REQUEST;
            if (commands.exchangeDone()) {
                phase = Phase.RUNNING;
            }
        }
        return count;
    }

    @Override
    public void busReset() {
        if (phase != Phase.HUNG && phase != Phase.RUNNING) {
            phase = Phase.REQUEST;
            request.clear();
            commands.forget();
        }
    }

    private static void move(ByteBuffer from, ByteBuffer to, int count) {
        for (int i = 0; i < count; i++) {
            to.put(from.get());
        }
    }
}
