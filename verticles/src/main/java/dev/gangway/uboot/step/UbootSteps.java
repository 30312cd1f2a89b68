package dev.gangway.uboot.step;

import dev.gangway.format.ImageData;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.ScriptDialect;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.BoardTerminal;
import dev.gangway.protocol.ConsoleExpectation;
import dev.gangway.protocol.ExpectStep;
import dev.gangway.protocol.FileOffer;
import dev.gangway.protocol.FileServers;
import dev.gangway.protocol.Proof;
import dev.gangway.protocol.Stretch;
import dev.gangway.uboot.UbootAnswer;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootFlashing;
import dev.gangway.uboot.UbootMedium;
import dev.gangway.uboot.UbootMemory;
import dev.gangway.uboot.UbootWays;
import dev.gangway.uboot.bundle.flash.StreamedImages;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.linux.LinuxShell;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code uboot.*} verbs. */
public final class UbootSteps {
    /** Ends with the step, whose own time-out is what counts. */
    /** What U-Boot calls by its own names. */
    static final String MEDIA = "uboot";

    static final Duration AS_LONG_AS_THE_STEP = Duration.ofHours(1);

    private final Attempt attempt;
    private final FileServers servers;
    private final BundleSteps bundles;
    private UbootProtocol protocol;

    UbootSteps(
            Attempt attempt,
            UbootProtocol protocol,
            FileServers servers,
            BundleSources sources,
            StreamedImages streams) {
        this.attempt = attempt;
        this.servers = servers;
        this.bundles = new BundleSteps(attempt, servers, sources, streams, this::board);
        this.protocol = protocol.insisting(UbootWays.USUAL.within(AS_LONG_AS_THE_STEP), attempt::said, attempt::saying);
    }

    /** The verbs of a Linux that was booted. */
    LinuxSteps linux() {
        return new LinuxSteps(attempt, servers, this::board);
    }

    /** The verbs of flash bundles. */
    BundleSteps bundles() {
        return bundles;
    }

    private UbootDevice board() throws FailureException {
        return attempt.board(protocol);
    }

    /** The prompt of U-Boot for a person. */
    BoardTerminal bootLoader() throws FailureException {
        return terminal(board(), UbootDevice.SHOW_PROMPT);
    }

    /** The shell of a Linux for a person, whose terminal has a size that programs go by. */
    BoardTerminal busybox() throws FailureException {
        UbootDevice board = board();
        LinuxShell.of(board);
        return terminal(board, LinuxShell.FOR_A_PERSON);
    }

    private static BoardTerminal terminal(UbootDevice board, String begin) throws FailureException {
        board.press(ByteBuffer.wrap(begin.getBytes(StandardCharsets.US_ASCII)));
        return new PersonAtBoard(board);
    }

    void stop(UbootStepVerbs.Stop step) throws FailureException {
        UbootWays ways = UbootWays.USUAL.within(step.within());
        if (step.prompt().isPresent()) {
            ways = ways.prompting(step.prompt().get());
        }
        if (step.keys().isPresent()) {
            ways = ways.stoppedBy(step.keys().get());
        }
        protocol = protocol.insisting(ways, attempt::said, attempt::saying);
        UbootDevice board = board();
        if (step.anew()) {
            board.reset();
        }
        attempt.note(
                "uboot",
                board.run("version", Duration.ofSeconds(10)).lines().stream()
                        .filter(line -> line.startsWith("U-Boot"))
                        .findFirst()
                        .orElse("does not tell its version"));
    }

    void run(UbootStepVerbs.Run step) throws FailureException {
        UbootDevice board = board();
        List<String> lines = attempt.expand(ScriptDialect.UBOOT, step.lines());
        for (int i = 0; i < lines.size(); i++) {
            UbootAnswer answer = board.run(lines.get(i), AS_LONG_AS_THE_STEP);
            boolean last = i == lines.size() - 1;
            boolean silent = last
                    && step.says().isPresent()
                    && answer.find(Pattern.compile(Pattern.quote(step.says().get())))
                            .isEmpty();
            if (answer.status() != 0 || silent) {
                throw new FailureException(
                        FailureKind.BOARD_REFUSED,
                        "\"" + answer.command() + "\" failed (" + answer.status() + "): the board says "
                                + answer.told());
            }
        }
    }

    void env(UbootStepVerbs.Variable step) throws FailureException {
        UbootDevice board = board();
        if (step.value().isPresent()) {
            board.set(
                    step.name(),
                    String.join(
                            " ",
                            attempt.expand(ScriptDialect.UBOOT, step.value().get())));
        }
        Optional<String> value = board.variable(step.name());
        attempt.note(step.name(), value.orElse("not defined"));
        if (step.is().isPresent() && !value.equals(step.is())) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the board's variable " + step.name() + " is " + value.orElse("not defined") + ", not "
                            + step.is().get());
        }
    }

    void network(UbootStepVerbs.Network step) throws FailureException {
        if (step.fixed() && step.address().isEmpty()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "uboot.network: fixed needs the board's address, address: 10.30.0.7");
        }
        Optional<UbootMemory.Fixed> fixed = step.fixed()
                ? step.address().map(address -> new UbootMemory.Fixed(address, step.netmask(), step.gateway()))
                : Optional.empty();
        attempt.note("address", new UbootMemory(board()).connect(fixed));
    }

    void write(UbootStepVerbs.Write step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        requirePlain(image);
        ImageData data = image.data();
        UbootDevice board = board();
        UbootFlashing flashing = new UbootFlashing(
                UbootMedium.parse(step.medium()), step.at(), step.room(), ram(board, step), step.piece());
        attempt.meter().expect(data.length());
        String place = String.format("%s at 0x%x", flashing.medium().text(), flashing.at());
        long[] resent = {0};
        long[] served = {0};
        Map<String, String> facts = flashing.write(
                board,
                data,
                step.skip().looks(),
                (from, length, body) -> {
                    boolean first = served[0] == 0;
                    served[0] += length;
                    attempt.changes(stretch(step, from, length));
                    if (first) {
                        attempt.changes(Stretch.all(LinuxSteps.MEDIA));
                        attempt.wrote(image.name(), place);
                    }
                    try (FileOffer offer = servers.offer(data, from, length)) {
                        if (first) {
                            new UbootMemory(board)
                                    .use(new UbootMemory.Tftp(offer.host(), offer.port(), step.block(), step.window()));
                        }
                        body.fetch(offer.name());
                        resent[0] += offer.resent();
                    }
                },
                attempt.meter()::moved);
        attempt.note("tftpResent", Long.toString(resent[0]));
        facts.forEach(attempt::note);
        Proof proof = new Proof(Proof.From.MEDIUM, place, "read back into the board's memory, CRC-32 by U-Boot");
        if (served[0] == 0) {
            attempt.alreadyThere(image.name(), proof, stretch(step, 0, data.length()));
            return;
        }
        attempt.proved(image.name(), proof);
        if (step.skip().looks()) {
            attempt.sent(image.name(), served[0]);
        }
    }

    /** Of SPI flashes it does not matter how they are spelt. */
    private static Stretch stretch(UbootStepVerbs.Write step, long from, long length) {
        String medium = step.medium().startsWith("sf ") ? "sf" : step.medium();
        return new Stretch(MEDIA + "/" + medium, step.at() + from, length);
    }

    static void requirePlain(PreparedImage image) throws FailureException {
        if (image.contentLength() != image.length()) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    image.name()
                            + " is a sparse image, which U-Boot would have to expand: make a plain one of it, simg2img "
                            + image.file().getFileName() + " plain.img");
        }
    }

    private static long ram(UbootDevice board, UbootStepVerbs.Write step) throws FailureException {
        if (step.ram().isPresent()) {
            return step.ram().get();
        }
        return board.loadAddress()
                .orElseThrow(() -> new FailureException(
                        FailureKind.RECIPE_INVALID,
                        "the board tells no loadaddr: say at uboot.write where in its memory there is room, ram: 0x…"));
    }

    void reset() throws FailureException {
        board().reset();
    }

    void boot(UbootStepVerbs.Boot step) throws FailureException {
        UbootDevice board = board();
        List<String> lines = attempt.expand(ScriptDialect.UBOOT, step.lines());
        if (lines.size() != 1) {
            throw new FailureException(FailureKind.RECIPE_INVALID, "uboot.boot is one line");
        }
        // The line stays open: what was started says on it whether it runs.
        board.leave(lines.get(0));
        if (step.says().isPresent()) {
            board.expect(Pattern.compile(Pattern.quote(step.says().get())), step.within());
        }
    }

    void expect(ExpectStep step) throws FailureException {
        ConsoleExpectation expectation = ConsoleExpectation.of(UbootStepVerbs.EXPECT.name(), step);
        Matcher met = board().expect(expectation.pattern(), step.within());
        expectation.values(met).forEach(attempt::note);
        expectation.require(met);
    }
}
