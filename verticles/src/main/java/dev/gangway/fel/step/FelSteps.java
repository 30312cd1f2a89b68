package dev.gangway.fel.step;

import dev.gangway.fel.FelDevice;
import dev.gangway.format.LegacyImage;
import dev.gangway.format.LoadedUboot;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.ScriptDialect;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import dev.gangway.recording.BoardPipe;
import dev.gangway.recording.Recording;
import dev.gangway.recording.RecordingPlayer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The {@code fel.*} verbs. One attempt, one thread. */
public final class FelSteps {
    private static final FelProtocol PROTOCOL = new FelProtocol();

    private static final int COMPARE = 256 * 1024;

    private final Attempt attempt;
    private final NandSteps nand;
    private final SpiSteps spi;
    private final Uploads uploads = new Uploads();
    private @Nullable LoadedUboot loaded;

    FelSteps(Attempt attempt) {
        this.attempt = attempt;
        this.nand = new NandSteps(attempt, this);
        this.spi = new SpiSteps(attempt, this);
    }

    /** The {@code nand.*} verbs, which run over FEL too. */
    NandSteps nand() {
        return nand;
    }

    /** The {@code fel.spi-*} verbs. */
    SpiSteps spi() {
        return spi;
    }

    FelDevice board() throws FailureException {
        return attempt.board(PROTOCOL);
    }

    void spl(FelStepVerbs.Load step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        board().spl(whole(image), attempt.meter()::moved);
    }

    void play(FelStepVerbs.Load step) throws FailureException {
        Recording recording =
                Recording.of(step.image(), attempt.image(step.image()).data());
        RecordingPlayer player = new RecordingPlayer(attempt, step.image(), recording);
        Recording.Part part = player.next(true);
        FelDevice fel = board();
        boolean left = player.play(part, new BoardPipe() {
            @Override
            public void send(ByteBuffer data, LongConsumer moved) throws FailureException {
                fel.send(data, moved);
            }

            @Override
            public ByteBuffer receive(ByteBuffer wanted) throws FailureException {
                ByteBuffer came = ByteBuffer.allocateDirect(wanted.remaining());
                fel.receive(came);
                return came.flip();
            }
        });
        if (left) {
            attempt.letGo();
        }
    }

    void uboot(FelStepVerbs.Load step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        loaded = board().loadUboot(whole(image), attempt.meter()::moved);
    }

    void write(FelStepVerbs.Memory step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        FelDevice fel = board();
        uploads.at(step.address(), step.image());
        for (long at = 0; at < image.length(); at += COMPARE) {
            ByteBuffer piece = image.data().slice(at, (int) Math.min(COMPARE, image.length() - at));
            fel.write(step.address() + at, piece, attempt.meter()::moved);
        }
    }

    void script(FelStepVerbs.Script step) throws FailureException {
        String text = String.join("\n", attempt.expand(ScriptDialect.UBOOT, step.lines())) + "\n";
        writeScript(step.address(), step.title(), text);
        uploads.handledBy(step.lines(), text).forEach(image -> attempt.wrote(image, Proof.EVERYWHERE));
    }

    /** Writes a U-Boot script and, where the SPL in memory can take it, tells U-Boot where it is. */
    void writeScript(long address, String title, String text) throws FailureException {
        ByteBuffer script = LegacyImage.script(title, text, 0);
        attempt.meter().expect(script.remaining());
        FelDevice fel = board();
        fel.write(address, script.duplicate(), attempt.meter()::moved);
        fel.announceScript(address, 0);
    }

    void exec(FelStepVerbs.Exec step) throws FailureException {
        FelDevice fel = board();
        attempt.leaving();
        fel.exec(step.address());
    }

    void start() throws FailureException {
        LoadedUboot uboot = loaded;
        if (uboot == null) {
            throw new FailureException(FailureKind.RECIPE_INVALID, "fel.start needs a fel.uboot before it");
        }
        FelDevice fel = board();
        attempt.leaving();
        fel.start(uboot);
    }

    void variables(FelStepVerbs.Environment step) throws FailureException {
        Map<String, String> found = environment(read(step.address(), step.length()));
        for (String name : step.names()) {
            if (!found.containsKey(name)) {
                throw new FailureException(
                        FailureKind.PROTOCOL_GARBAGE,
                        String.format(
                                "the board left no %s at 0x%x: its power may have dropped; use a stronger supply",
                                name, step.address()));
            }
        }
        found.keySet().retainAll(step.names());
        FelVariables.derive(found).forEach(attempt::learn);
    }

    /** Reads a small area of the board's memory. */
    ByteBuffer read(long address, int length) throws FailureException {
        ByteBuffer text = ByteBuffer.allocateDirect(length);
        attempt.meter().expect(length);
        board().read(address, text, attempt.meter()::moved);
        return text.flip();
    }

    private static Map<String, String> environment(ByteBuffer memory) {
        String text = StandardCharsets.US_ASCII.decode(memory).toString();
        int end = text.indexOf('\0');
        Map<String, String> found = new TreeMap<>();
        for (String line : (end < 0 ? text : text.substring(0, end)).split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                found.put(line.substring(0, equals), line.substring(equals + 1).trim());
            }
        }
        return found;
    }

    void verify(FelStepVerbs.Memory step) throws FailureException {
        LoadedUboot uboot = loaded;
        if (step.address() == 0 && uboot != null) {
            compare(step.image(), uboot.load(), uboot.data());
            return;
        }
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        for (long at = 0; at < image.length(); at += COMPARE) {
            int length = (int) Math.min(COMPARE, image.length() - at);
            compareChunk(step.image(), step.address() + at, image.data().slice(at, length));
        }
        attempt.proved(step.image(), Proof.ofMemory("memory read back"));
    }

    private void compare(String name, long address, ByteBuffer data) throws FailureException {
        attempt.meter().expect(data.remaining());
        for (int at = 0; at < data.remaining(); at += COMPARE) {
            int length = Math.min(COMPARE, data.remaining() - at);
            compareChunk(name, address + at, data.slice(data.position() + at, length));
        }
        attempt.proved(name, Proof.ofMemory("memory read back"));
    }

    private void compareChunk(String name, long address, ByteBuffer expected) throws FailureException {
        ByteBuffer held = ByteBuffer.allocateDirect(expected.remaining());
        board().read(address, held, attempt.meter()::moved);
        int difference = held.flip().mismatch(expected);
        if (difference >= 0) {
            // Memory, not a medium: the next attempt sends it anew.
            throw new FailureException(
                    FailureKind.UPLOAD_DAMAGED,
                    String.format("%s differs from what the board holds at 0x%08x", name, address + difference));
        }
    }

    /** The board leaves and comes back, with all that is in its memory. */
    void highSpeed() throws FailureException {
        FelDevice fel = board();
        if (fel.takesHighSpeed()) {
            attempt.leaving();
            fel.takeHighSpeed();
            attempt.letGo();
        }
    }

    void reset() throws FailureException {
        FelDevice fel = board();
        attempt.leaving();
        fel.watchdogReset();
        attempt.letGo();
    }

    static ByteBuffer whole(PreparedImage image) throws FailureException {
        if (image.length() > Integer.MAX_VALUE) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE, image.name() + " is too large to be loaded over FEL");
        }
        return image.data().slice(0, (int) image.length());
    }
}
