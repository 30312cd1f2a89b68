package dev.gangway.fel;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A session that expects exact bytes and answers with exact bytes, one script step a transfer. */
final class ScriptedUsb implements UsbSession {
    static final String AWUS = "41575553000000000000000000";
    static final String STATUS = "ffff000000000000";

    private static final int OUT = 0x01;
    private static final int IN = 0x82;

    private final Deque<Step> steps = new ArrayDeque<>();
    private final List<String> wrong = new ArrayList<>();
    private int interfaceClass = 0xff;
    private boolean claimed;
    private boolean closed;

    private record Step(boolean out, String hex, @Nullable ChannelFault fault) {}

    ScriptedUsb out(String hex) {
        steps.add(new Step(true, hex.replace(" ", ""), null));
        return this;
    }

    ScriptedUsb in(String hex) {
        steps.add(new Step(false, hex.replace(" ", ""), null));
        return this;
    }

    ScriptedUsb outFails(ChannelFault fault) {
        steps.add(new Step(true, "", fault));
        return this;
    }

    ScriptedUsb inFails(ChannelFault fault) {
        steps.add(new Step(false, "", fault));
        return this;
    }

    /** The wrapper around data that the host sends. */
    ScriptedUsb sent(String hex) {
        String data = hex.replace(" ", "");
        return out(awuc(0x12, data.length() / 2)).out(data).in(AWUS);
    }

    /** The wrapper around data that the board sends. */
    ScriptedUsb received(String hex) {
        String data = hex.replace(" ", "");
        return out(awuc(0x11, data.length() / 2)).in(data).in(AWUS);
    }

    ScriptedUsb status() {
        return received(STATUS);
    }

    /** The whole version request with this SoC word. */
    ScriptedUsb version(String socWord) {
        return sent("01000000 00000000 00000000 00000000")
                .received("4157555342464558" + socWord + "0100000001004408007e0000 0000000000000000")
                .status();
    }

    ScriptedUsb interfaceClass(int value) {
        interfaceClass = value;
        return this;
    }

    static String awuc(int direction, int length) {
        String size = String.format("%08x", Integer.reverseBytes(length));
        return "4157554300000000" + size + "0000000c" + String.format("%02x00", direction) + size + "0".repeat(20);
    }

    /** The buffer's remaining bytes in hex. */
    static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }

    /** What the client did against the script; empty when it followed it to the end. */
    List<String> complaints() {
        List<String> all = new ArrayList<>(wrong);
        if (!steps.isEmpty()) {
            all.add(steps.size() + " steps of the script were not reached, the first is " + steps.peek());
        }
        return all;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public UsbIdentity identity() {
        return identity(interfaceClass);
    }

    static UsbIdentity identity(int interfaceClass) {
        var endpoints = List.of(new UsbIdentity.Endpoint(OUT, 2, 64), new UsbIdentity.Endpoint(IN, 2, 64));
        var face = new UsbIdentity.Interface(0, 0, interfaceClass, interfaceClass, interfaceClass, endpoints, null);
        return new UsbIdentity(0x1f3a, 0xefe8, 0x200, 0x2b3, UsbIdentity.Speed.FULL, List.of(face), null, null, null);
    }

    @Override
    public void claim(int interfaceNumber) {
        claimed = interfaceNumber == 0;
    }

    @Override
    public void alternate(int interfaceNumber, int setting) throws ChannelException {
        throw new ChannelException(ChannelFault.STALL, "one setting only");
    }

    @Override
    public void bulkOut(int endpoint, ByteBuffer data, Duration timeout, LongConsumer moved) throws ChannelException {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        Step step = next(true, endpoint == OUT, HexFormat.of().formatHex(bytes));
        if (step.fault() != null) {
            throw new ChannelException(step.fault(), "scripted " + step.fault());
        }
        moved.accept(bytes.length);
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException {
        Step step = next(false, endpoint == IN, "");
        if (step.fault() != null) {
            throw new ChannelException(step.fault(), "scripted " + step.fault());
        }
        byte[] bytes = HexFormat.of().parseHex(step.hex());
        if (bytes.length > into.remaining()) {
            throw new ChannelException(ChannelFault.OVERFLOW, "the script sends more than was asked for");
        }
        into.put(bytes);
        return bytes.length;
    }

    private Step next(boolean out, boolean rightEndpoint, String hex) throws ChannelException {
        Step step = steps.poll();
        boolean same = step != null
                && claimed
                && rightEndpoint
                && step.out() == out
                && (step.fault() != null || !out || step.hex().equals(hex));
        if (!same) {
            wrong.add("expected " + step + ", the client " + (out ? "sent " + hex : "asked for data"));
            throw new ChannelException(ChannelFault.IO, "not in the script: expected " + step + ", got " + hex);
        }
        return step;
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data, Duration timeout) throws ChannelException {
        throw new ChannelException(ChannelFault.STALL, "no control requests in FEL");
    }

    @Override
    public void clearHalt(int endpoint) {}

    @Override
    public void reset() {}

    @Override
    public void cancel() {}

    @Override
    public void close() {
        closed = true;
    }
}
