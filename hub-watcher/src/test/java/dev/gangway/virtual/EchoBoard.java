package dev.gangway.virtual;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A board for tests: gives back on endpoint 0x82 what it got on 0x01, one packet of answer for one packet of question.
 *
 * <p>Packets that begin with a command byte do more: {@code S} stalls, {@code D} leaves the bus for good, {@code R} leaves
 * and comes back after 20 ms, {@code B} swallows what follows without echo.
 *
 * <p>The vendor request 8 tells which setting of its interface it was told of last.
 */
public final class EchoBoard implements VirtualBoard, UsbFunction {
    public static final int OUT = 0x01;
    public static final int IN = 0x82;

    private final UsbIdentity identity;
    private final Deque<byte[]> answers = new ArrayDeque<>();
    private @Nullable BoardPort port;
    private boolean swallow;
    private long swallowed;
    private int resets;
    private int setting;
    private byte @Nullable [] configuration;

    public EchoBoard(String serial) {
        this(0x1209, 0x0001, 0xff, serial);
    }

    public EchoBoard(int vid, int pid, int interfaceClass, String serial) {
        this(vid, pid, List.of(echo(interfaceClass)), serial);
    }

    private EchoBoard(int vid, int pid, List<UsbIdentity.Interface> settings, String serial) {
        identity = new UsbIdentity(
                vid, pid, 0x0200, 0x0100, UsbIdentity.Speed.HIGH, settings, "Gangway tests", "Echo board", serial);
    }

    private static UsbIdentity.Interface echo(int interfaceClass) {
        var endpoints = List.of(
                new UsbIdentity.Endpoint(OUT, UsbIdentity.Endpoint.BULK, 512),
                new UsbIdentity.Endpoint(IN, UsbIdentity.Endpoint.BULK, 512));
        return new UsbIdentity.Interface(0, 0, interfaceClass, 0xff, 0xff, endpoints, "echo");
    }

    /** One whose interface has a setting 1 too, without endpoints. */
    public static EchoBoard withTwoSettings(String serial) {
        var still = new UsbIdentity.Interface(0, 1, 0xff, 0xff, 0xff, List.of(), "still");
        return new EchoBoard(0x1209, 0x0001, List.of(echo(0xff), still), serial);
    }

    @Override
    public void plugged(BoardPort newPort) {
        port = newPort;
        answers.clear();
        newPort.enumerate(this);
    }

    @Override
    public void unplugged() {
        port = null;
    }

    @Override
    public String describe() {
        return "echo";
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    /** The configuration that it gives from now on, whatever it is. */
    public void give(byte[] broken) {
        configuration = broken;
    }

    @Override
    public byte[] descriptor(int type, int index, byte[] sound) {
        return type == 2 && configuration != null ? configuration : sound;
    }

    /** Its port; only while plugged in. */
    public BoardPort port() {
        BoardPort now = port;
        if (now == null) {
            throw new IllegalStateException("not plugged in");
        }
        return now;
    }

    public long swallowed() {
        return swallowed;
    }

    /** Whether it takes no more until answers are fetched. */
    public boolean isFull() {
        return answers.size() >= 4;
    }

    public int resets() {
        return resets;
    }

    /** Answers later, as a board that works on it. */
    public void answerAfter(Duration delay, byte[] answer) {
        port().after(delay, () -> {
            answers.add(answer);
            port().wake();
        });
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        if (swallow) {
            int taken = data.remaining();
            swallowed += taken;
            data.position(data.limit());
            return taken;
        }
        if (answers.size() >= 4) {
            return NAK;
        }
        byte[] packet = new byte[Math.min(512, data.remaining())];
        data.get(packet);
        switch (packet.length == 0 ? ' ' : packet[0]) {
            case 'S' -> {
                data.position(data.position() - packet.length);
                return STALL;
            }
            case 'D' -> port().detach();
            case 'R' -> {
                port().detach();
                port().after(Duration.ofMillis(20), () -> port().enumerate(this));
            }
            case 'B' -> swallow = true;
            default -> {
                answers.add(packet);
                port().wake();
            }
        }
        return packet.length;
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        byte[] answer = answers.poll();
        if (answer == null) {
            return NAK;
        }
        if (port != null) {
            port.wake();
        }
        int given = Math.min(answer.length, into.remaining());
        into.put(answer, 0, given);
        return given;
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (setup.requestType() == 0xc0 && setup.request() == 7) {
            data.put((byte) setup.value()).put((byte) setup.index());
            return 2;
        }
        if (setup.requestType() == 0xc0 && setup.request() == 8) {
            data.put((byte) setting);
            return 1;
        }
        return STALL;
    }

    @Override
    public void alternate(int interfaceNumber, int newSetting) {
        setting = newSetting;
    }

    @Override
    public void busReset() {
        resets++;
        setting = 0;
        answers.clear();
    }
}
