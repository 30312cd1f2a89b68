package dev.gangway.fastboot;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A fastboot device that answers what its script says, and counts bytes in the data phase as U-Boot does. */
final class ScriptedSession implements UsbSession {
    final List<String> commands = new ArrayList<>();
    final List<byte[]> downloads = new ArrayList<>();
    final List<Integer> transfers = new ArrayList<>();
    private final Function<String, List<String>> script;
    private final int interfaceClass;
    private final Deque<byte[]> answers = new ArrayDeque<>();
    private ByteArrayOutputStream data = new ByteArrayOutputStream();
    private long missing;

    ScriptedSession(Function<String, List<String>> script) {
        this(script, 0xff);
    }

    ScriptedSession(Function<String, List<String>> script, int interfaceClass) {
        this.script = script;
        this.interfaceClass = interfaceClass;
    }

    @Override
    public UsbIdentity identity() {
        List<UsbIdentity.Endpoint> endpoints =
                List.of(new UsbIdentity.Endpoint(0x82, 2, 512), new UsbIdentity.Endpoint(0x01, 2, 512));
        return new UsbIdentity(
                0x1f3a,
                0x1010,
                0x200,
                0,
                UsbIdentity.Speed.HIGH,
                List.of(new UsbIdentity.Interface(0, 0, interfaceClass, 0x42, 3, endpoints, "fastboot")),
                null,
                null,
                null);
    }

    @Override
    public void claim(int interfaceNumber) {}

    @Override
    public void alternate(int interfaceNumber, int setting) throws ChannelException {
        throw new ChannelException(ChannelFault.STALL, "one setting only");
    }

    @Override
    public void bulkOut(int endpoint, ByteBuffer bytes, Duration timeout, LongConsumer moved) throws ChannelException {
        byte[] taken = new byte[bytes.remaining()];
        bytes.get(taken);
        if (endpoint != 0x01 || taken.length == 0) {
            throw new ChannelException(ChannelFault.STALL, "zero-length packet or wrong endpoint");
        }
        if (missing > 0) {
            moved.accept(taken.length);
            transfers.add(taken.length);
            data.writeBytes(taken);
            missing -= taken.length;
            if (missing <= 0) {
                downloads.add(data.toByteArray());
                data = new ByteArrayOutputStream();
                reply(missing < 0 ? List.of("FAILReceived invalid data length") : script.apply("data"));
            }
            return;
        }
        String command = new String(taken, StandardCharsets.US_ASCII);
        commands.add(command);
        List<String> said = script.apply(command);
        reply(said);
        if (command.startsWith("download:")
                && !said.isEmpty()
                && said.get(said.size() - 1).startsWith("DATA")) {
            missing = Long.parseLong(command.substring(9), 16);
        }
    }

    private void reply(List<String> lines) {
        lines.forEach(line -> answers.add(line.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException {
        byte[] answer = answers.poll();
        if (endpoint != 0x82 || answer == null) {
            throw new ChannelException(ChannelFault.TIMEOUT, "no answer");
        }
        into.put(answer);
        return answer.length;
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer bytes, Duration timeout) throws ChannelException {
        throw new ChannelException(ChannelFault.STALL, "no control requests");
    }

    @Override
    public void clearHalt(int endpoint) {}

    @Override
    public void reset() {}

    @Override
    public void cancel() {}

    @Override
    public void close() {}
}
