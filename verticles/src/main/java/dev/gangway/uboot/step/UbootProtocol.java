package dev.gangway.uboot.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialLine;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.Verb;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.Mark;
import dev.gangway.protocol.Action;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.BoardShell;
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.FileServers;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootWays;
import dev.gangway.uboot.bundle.flash.BundleRun;
import dev.gangway.uboot.bundle.flash.StreamedImages;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.command.UbootCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * U-Boot's console on a serial line. Before a job the board is asked for a moment only, and may be off: it is opened only where a
 * recipe is for such boards. A job's steps insist on the prompt.
 */
public final class UbootProtocol implements Protocol<UbootDevice, UbootSteps> {
    private static final Duration BEFORE_A_JOB = Duration.ofSeconds(4);
    private static final String CHIP = "uboot";
    private static final List<String> MARKS = List.of("serial#", "ethaddr");

    private final FileServers servers;
    private final FileServers.Opening opening;
    private final BundleSources bundles;
    private final StreamedImages streams;
    private final UbootWays ways;
    private final boolean insists;
    private final Consumer<String> said;
    private final Consumer<String> begun;

    /**
     * The protocol.
     *
     * @param servers from where boards fetch files
     * @param opening opens a server for people at the bench
     * @param bundles where flash bundles come from
     */
    public UbootProtocol(FileServers servers, FileServers.Opening opening, BundleSources bundles) {
        this(
                servers,
                opening,
                bundles,
                new StreamedImages(bundles.streams()),
                UbootWays.USUAL.within(BEFORE_A_JOB),
                false,
                line -> {},
                text -> {});
    }

    private UbootProtocol(
            FileServers servers,
            FileServers.Opening opening,
            BundleSources bundles,
            StreamedImages streams,
            UbootWays ways,
            boolean insists,
            Consumer<String> said,
            Consumer<String> begun) {
        this.servers = servers;
        this.opening = opening;
        this.bundles = bundles;
        this.streams = streams;
        this.ways = ways;
        this.insists = insists;
        this.said = said;
        this.begun = begun;
    }

    /**
     * The same for boards whose console is won so, and which have to answer.
     *
     * @param lines gets each line that the board says from its opening on
     * @param unended gets what it has begun to say
     */
    UbootProtocol insisting(UbootWays how, Consumer<String> lines, Consumer<String> unended) {
        return new UbootProtocol(servers, opening, bundles, streams, how, true, lines, unended);
    }

    @Override
    public String name() {
        return "uboot";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(Reach.ifMeant(BootMode.UBOOT_CONSOLE, Set.of(BootMode.SERIAL_LINE), SerialLine.class));
    }

    @Override
    public UbootDevice open(Channel channel, BoardSighting board, Expected expected, Pauses pauses)
            throws FailureException {
        UbootDevice device = UbootDevice.open((SerialLine) channel, ways);
        device.watch(said, begun);
        try {
            device.prompt();
        } catch (FailureException e) {
            if (insists || e.failure().kind() != FailureKind.TRANSFER_TIMEOUT) {
                throw e;
            }
        }
        return device;
    }

    /** By the serial and the MAC in its environment, where it has a prompt and these. */
    @Override
    public BoardIdentity identity(UbootDevice device, BoardSighting board) throws FailureException {
        @Nullable BoardId id = null;
        List<Mark> marks = new ArrayList<>();
        for (String name : device.hasPrompt() ? MARKS : List.<String>of()) {
            String value = device.variable(name).orElse("").replaceAll("[^!-~]", "_");
            if (!value.isEmpty()) {
                marks.add(new Mark(IdentityBasis.SERIAL, "uboot-" + name.replace("#", ""), value));
                id = id == null ? boardId(name, value) : id;
            }
        }
        return new BoardIdentity(BootMode.UBOOT_CONSOLE, CHIP, id, marks, List.of());
    }

    private static BoardId boardId(String name, String value) {
        return new BoardId(
                name.equals("ethaddr")
                        ? "mac:" + value.toLowerCase(Locale.ROOT)
                        : "serial:" + value.substring(0, Math.min(value.length(), 100)));
    }

    @Override
    public UbootSteps attempt(Attempt attempt) {
        return new UbootSteps(attempt, this, servers, bundles, streams);
    }

    @Override
    public List<Action<?, UbootSteps>> actions() {
        return List.of(
                Action.on(UbootStepVerbs.STOP, UbootSteps::stop),
                Action.on(UbootStepVerbs.RUN, UbootSteps::run),
                Action.on(UbootStepVerbs.ENV, UbootSteps::env),
                Action.on(UbootStepVerbs.NETWORK, UbootSteps::network),
                Action.on(UbootStepVerbs.WRITE, UbootSteps::write),
                Action.plain(UbootStepVerbs.RESET, UbootSteps::reset),
                Action.on(UbootStepVerbs.BOOT, UbootSteps::boot),
                Action.on(UbootStepVerbs.EXPECT, UbootSteps::expect),
                Action.on(LinuxStepVerbs.BOOT, (steps, step) -> steps.linux().boot(step)),
                Action.on(LinuxStepVerbs.LOGIN, (steps, step) -> steps.linux().login(step)),
                Action.on(LinuxStepVerbs.NETWORK, (steps, step) -> steps.linux().network(step)),
                Action.on(LinuxStepVerbs.RUN, (steps, step) -> steps.linux().run(step)),
                Action.on(LinuxStepVerbs.WRITE, (steps, step) -> steps.linux().write(step)),
                Action.on(LinuxStepVerbs.VERIFY, (steps, step) -> steps.linux().verify(step)),
                Action.plain(LinuxStepVerbs.POWEROFF, steps -> steps.linux().powerOff()),
                Action.on(BundleStepVerbs.BOOT, (steps, step) -> steps.bundles().boot(step)),
                Action.on(
                        BundleStepVerbs.FLASH, (steps, step) -> steps.bundles().flash(step)),
                Action.on(BundleStepVerbs.STREAM, (steps, step) -> steps.bundles().stream(step)));
    }

    @Override
    public void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {
        if (arguments instanceof UbootStepVerbs.Write write && write.image().equals(image.name())) {
            UbootSteps.requirePlain(image);
        }
        if (arguments instanceof BundleStepVerbs.Flash flash && flash.image().equals(image.name())) {
            UbootSteps.requirePlain(image);
        }
        if (arguments instanceof LinuxStepVerbs.Onto onto && onto.image().equals(image.name())) {
            UbootSteps.requirePlain(image);
        }
    }

    @Override
    public List<BoardShell<UbootSteps>> shells() {
        return List.of(
                new BoardShell<>(
                        "bootloader-shell",
                        "At U-Boot's prompt",
                        Set.of(),
                        Set.of(UbootStepVerbs.STOP.name()),
                        UbootSteps::bootLoader),
                new BoardShell<>(
                        "busybox-shell",
                        "At the shell of the board's Linux",
                        Set.of(UbootStepVerbs.STOP.name(), UbootStepVerbs.NETWORK.name(), LinuxStepVerbs.BOOT.name()),
                        Set.of(LinuxStepVerbs.LOGIN.name(), BundleStepVerbs.BOOT.name()),
                        UbootSteps::busybox));
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new UbootCommands(
                (address, port) -> new BenchServer(opening.open(address, port)), new BundleRun(bundles, opening)));
    }
}
