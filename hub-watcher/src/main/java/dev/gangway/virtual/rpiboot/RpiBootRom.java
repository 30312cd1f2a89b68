package dev.gangway.virtual.rpiboot;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The boot ROM: takes 24 bytes that say how long the second stage is, then that, and tells in 4 bytes what it thinks of it. */
final class RpiBootRom implements UsbFunction {
    private static final int MESSAGE = 24;
    private static final int MOST = 2 << 20;

    private final UsbIdentity identity;
    private final int out;
    private final FaultPlan faults;
    private final Runnable started;
    private final ByteBuffer message = ByteBuffer.allocate(MESSAGE).order(ByteOrder.LITTLE_ENDIAN);
    private int announced;
    private IncomingFile stage = new IncomingFile(-1);

    /**
     * A boot ROM.
     *
     * @param started is told when the second stage takes over
     */
    RpiBootRom(UsbIdentity identity, int out, FaultPlan faults, Runnable started) {
        this.identity = identity;
        this.out = out;
        this.faults = faults;
        this.started = started;
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
    public int bulkOut(int endpoint, ByteBuffer data) {
        if (endpoint != out || announced == 0) {
            return STALL;
        }
        if (message.hasRemaining()) {
            if (announced != MESSAGE) {
                return STALL;
            }
            int size = Math.min(data.remaining(), message.remaining());
            message.put(data.slice(data.position(), size));
            data.position(data.position() + size);
            if (!message.hasRemaining()) {
                announced = 0;
                stage = new IncomingFile(message.getInt(0));
            }
            return size;
        }
        return stage.length() == announced && announced <= MOST ? stage.take(data) : STALL;
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (setup.request() != 0) {
            return STALL;
        }
        if (setup.requestType() == 0x40) {
            announced = setup.value() | setup.index() << 16;
            return 0;
        }
        if (setup.requestType() != 0xc0 || !stage.isWhole() || data.remaining() != 4) {
            return STALL;
        }
        boolean sound =
                stage.isSound() && faults.strike(RpibootFault.Refuse.class).isEmpty();
        data.order(ByteOrder.LITTLE_ENDIAN).putInt(sound ? 0 : 0x0a);
        busReset();
        if (sound) {
            started.run();
        }
        return 4;
    }

    @Override
    public void busReset() {
        message.clear();
        announced = 0;
        stage = new IncomingFile(-1);
    }
}
