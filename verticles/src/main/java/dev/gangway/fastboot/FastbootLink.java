package dev.gangway.fastboot;

import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands and responses (the project's fastboot dossier, section 2). After a failure whose
 * cause leaves the device's state unknown, every further call fails. One thread at a time.
 */
final class FastbootLink {
    private static final int LONGEST_COMMAND = 64;
    private static final int RESPONSE = 4096;
    /** A device that sends INFO for ever is not working. */
    private static final int MOST_LINES = 100_000;

    private final FastbootWire wire;
    private final ByteBuffer response = ByteBuffer.allocateDirect(RESPONSE);
    private final StringBuilder text = new StringBuilder();
    private Consumer<String> said = line -> {};
    private @Nullable String broken;

    private FastbootLink(FastbootWire wire) {
        this.wire = wire;
    }

    /** What a device says at the end of a command. */
    record Answer(Kind kind, String text) {
        enum Kind {
            OKAY,
            FAIL,
            DATA
        }
    }

    static FastbootLink open(Channel channel) throws FailureException {
        return new FastbootLink(FastbootWire.over(channel));
    }

    /** From now on this gets each INFO and TEXT line as it comes. */
    void listen(Consumer<String> lines) {
        said = lines;
    }

    /** Sends a command and reads up to its OKAY, FAIL or DATA. */
    Answer command(String command, Duration patience) throws FailureException {
        byte[] bytes = command.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > LONGEST_COMMAND || !command.matches("[ -~]+")) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "\"" + command.replaceAll("[^ -~]", "?")
                            + "\" is no fastboot command: it may have 64 printable ASCII characters");
        }
        requireUsable();
        try {
            wire.command(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        } catch (ChannelException e) {
            throw broken(e.asFailure("sending fastboot " + command));
        }
        return answer(command, patience);
    }

    /**
     * Sends bytes of a data phase; its buffer is never empty, so that no zero-length packet goes out.
     *
     * @param progress gets the bytes that the board took since the last time
     */
    void data(ByteBuffer bytes, Duration patience, LongConsumer progress) throws FailureException {
        requireUsable();
        if (!bytes.hasRemaining()) {
            return;
        }
        try {
            wire.send(bytes, patience, progress);
        } catch (ChannelException e) {
            throw broken(e.asFailure("sending fastboot data"));
        }
    }

    /** Receives bytes of a data phase, until the buffer is full. */
    void receive(ByteBuffer into, Duration patience) throws FailureException {
        requireUsable();
        try {
            wire.receive(into, patience);
        } catch (ChannelException e) {
            throw broken(e.asFailure("receiving fastboot data"));
        }
    }

    /** Reads up to OKAY, FAIL or DATA; each line before it starts the time anew. */
    Answer answer(String command, Duration patience) throws FailureException {
        for (int line = 0; line < MOST_LINES; line++) {
            String packet = packet(command, patience);
            String tag = packet.substring(0, 4);
            String rest = packet.substring(4);
            switch (tag) {
                case "OKAY" -> {
                    flush();
                    return new Answer(Answer.Kind.OKAY, rest);
                }
                case "FAIL" -> {
                    flush();
                    return new Answer(Answer.Kind.FAIL, rest);
                }
                case "DATA" -> {
                    flush();
                    return new Answer(Answer.Kind.DATA, rest);
                }
                case "INFO" -> {
                    flush();
                    said.accept(rest);
                }
                case "TEXT" -> text(rest);
                default -> throw broken(garbage(command, packet));
            }
        }
        throw broken(new FailureException(
                FailureKind.PROTOCOL_GARBAGE, command + ": the board sends INFO lines without end"));
    }

    /** The next answer as it is, past lines for people unless such a line is wanted. */
    ByteBuffer raw(ByteBuffer wanted, Duration patience) throws FailureException {
        String next = StandardCharsets.ISO_8859_1.decode(wanted).toString();
        for (int line = 0; line < MOST_LINES; line++) {
            String packet = packet("a recorded command", patience);
            boolean forPeople = packet.startsWith("INFO") || packet.startsWith("TEXT");
            if (!forPeople || next.startsWith(packet.substring(0, 4))) {
                return response.rewind();
            }
            said.accept(printable(packet.substring(4)));
        }
        throw broken(new FailureException(
                FailureKind.PROTOCOL_GARBAGE, "a recorded command: the board sends INFO lines without end"));
    }

    /** The device's state is unknown from here on: remembers why and gives the failure back. */
    FailureException broken(FailureException failure) {
        if (broken == null) {
            broken = failure.failure().message();
        }
        return failure;
    }

    private String packet(String command, Duration patience) throws FailureException {
        try {
            wire.answer(response.clear(), patience);
        } catch (ChannelException e) {
            throw broken(e.asFailure("waiting for the answer to fastboot " + command));
        }
        int length = response.flip().remaining();
        byte[] bytes = new byte[length];
        response.get(bytes);
        String packet = new String(bytes, StandardCharsets.ISO_8859_1);
        if (length < 4) {
            throw broken(garbage(command, packet));
        }
        String rest = packet.substring(4);
        return packet.substring(0, 4) + (packet.startsWith("TEXT") ? rest : printable(rest));
    }

    private void requireUsable() throws FailureException {
        if (broken != null) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the fastboot session is no longer usable: open it again (" + broken + ")");
        }
    }

    /** TEXT has its own line ends; a line that has none yet waits for the rest, or for whatever comes next. */
    private void text(String part) {
        for (int at = 0; at < part.length(); at++) {
            char next = part.charAt(at);
            if (next == '\n' || text.length() > RESPONSE) {
                flush();
            }
            if (next != '\n' && next != '\r') {
                text.append(next);
            }
        }
    }

    private void flush() {
        if (!text.isEmpty()) {
            said.accept(printable(text.toString()));
            text.setLength(0);
        }
    }

    private static FailureException garbage(String command, String packet) {
        String shown = printable(packet.substring(0, Math.min(packet.length(), 40)));
        return new FailureException(
                FailureKind.PROTOCOL_GARBAGE, command + ": the board answered \"" + shown + "\", which is no fastboot");
    }

    private static String printable(String text) {
        return text.replaceAll("\0+$", "").replaceAll("[^ -~]", "?");
    }
}
