package dev.gangway.uboot.step;

import dev.gangway.format.ImageData;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.ScriptDialect;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.FileOffer;
import dev.gangway.protocol.FileServers;
import dev.gangway.protocol.FileSource;
import dev.gangway.protocol.Proof;
import dev.gangway.protocol.WebOffer;
import dev.gangway.uboot.UbootAnswer;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootMemory;
import dev.gangway.uboot.linux.ImageFeed;
import dev.gangway.uboot.linux.LinuxBoot;
import dev.gangway.uboot.linux.LinuxFlashing;
import dev.gangway.uboot.linux.LinuxShell;
import dev.gangway.uboot.linux.LinuxTarget;
import dev.gangway.uboot.linux.LinuxWays;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code linux.*} verbs. */
final class LinuxSteps {
    private final Attempt attempt;
    private final FileServers servers;
    private final Board board;

    /** Opens the board. */
    @FunctionalInterface
    interface Board {
        UbootDevice open() throws FailureException;
    }

    LinuxSteps(Attempt attempt, FileServers servers, Board board) {
        this.attempt = attempt;
        this.servers = servers;
        this.board = board;
    }

    void boot(LinuxStepVerbs.Boot step) throws FailureException {
        UbootDevice device = board.open();
        LinuxStepVerbs.Addresses at = step.addresses();
        List<LinuxBoot.Part> parts = new ArrayList<>();
        parts.add(part(LinuxBoot.KERNEL, step.kernel(), at.kernel(), step, device));
        if (step.initramfs().isPresent()) {
            parts.add(part(LinuxBoot.INITRAMFS, step.initramfs().get(), at.initramfs(), step, device));
        }
        if (step.devicetree().isPresent()) {
            parts.add(part(LinuxBoot.DEVICETREE, step.devicetree().get(), at.devicetree(), step, device));
        }
        Optional<String> bootargs = step.bootargs().isPresent()
                ? Optional.of(
                        oneLine("bootargs", ScriptDialect.UBOOT, step.bootargs().get()))
                : Optional.empty();
        LinuxBoot boot = LinuxBoot.of(parts, bootargs, step.with());
        if (step.command().isPresent()) {
            boot = boot.startedBy(
                    oneLine("command", ScriptDialect.UBOOT, step.command().get()));
        }
        for (LinuxBoot.Part part : parts) {
            attempt.meter().expect(part.data().length());
        }
        boot.start(device, attempt.meter()::moved);
    }

    private String oneLine(String key, ScriptDialect dialect, List<String> lines) throws FailureException {
        List<String> expanded = attempt.expand(dialect, lines);
        if (expanded.size() != 1) {
            throw new FailureException(FailureKind.RECIPE_INVALID, key + " is one line");
        }
        return expanded.get(0);
    }

    private LinuxBoot.Part part(String what, String name, String address, LinuxStepVerbs.Boot step, UbootDevice device)
            throws FailureException {
        ImageData data = attempt.image(name).data();
        return new LinuxBoot.Part(what, data, address, (from, length, body) -> {
            try (FileOffer offer = servers.offer(data, from, length)) {
                new UbootMemory(device)
                        .use(new UbootMemory.Tftp(offer.host(), offer.port(), Optional.empty(), step.window()));
                body.fetch(offer.name());
            }
        });
    }

    void login(LinuxStepVerbs.Login step) throws FailureException {
        LinuxWays ways = LinuxWays.USUAL.within(step.within());
        if (step.user().isPresent()) {
            Optional<String> password = step.password().isPresent()
                    ? Optional.of(oneLine(
                            "password", ScriptDialect.SHELL, step.password().get()))
                    : Optional.empty();
            ways = ways.as(step.user().get(), password);
        }
        if (step.asks().isPresent()) {
            ways = ways.asking(step.asks().get());
        }
        if (step.shell().isPresent()) {
            ways = ways.prompting(step.shell().get());
        }
        LinuxShell shell = LinuxShell.enter(board.open(), ways);
        attempt.note(
                "linux",
                String.join(" ", shell.run("uname -sr", LinuxShell.QUICK).lines()));
    }

    private LinuxShell shell() throws FailureException {
        return LinuxShell.of(board.open());
    }

    void network(LinuxStepVerbs.Network step) throws FailureException {
        LinuxShell.Network network = new LinuxShell.Network.Dhcp();
        if (step.fixed()) {
            String address = step.address()
                    .orElseThrow(() -> new FailureException(
                            FailureKind.RECIPE_INVALID,
                            "linux.network: fixed needs the board's address, address: 10.30.0.7"));
            network = LinuxShell.Network.Fixed.of(address, step.netmask(), step.gateway());
        }
        attempt.note("address", shell().connect(network, step.interfaceName()));
    }

    void run(LinuxStepVerbs.Run step) throws FailureException {
        LinuxShell shell = shell();
        List<String> lines = attempt.expand(ScriptDialect.SHELL, step.lines());
        for (int i = 0; i < lines.size(); i++) {
            UbootAnswer answer = shell.need(lines.get(i), FailureKind.BOARD_REFUSED, UbootSteps.AS_LONG_AS_THE_STEP);
            if (i == lines.size() - 1 && step.says().isPresent()) {
                String says = step.says().get();
                if (answer.lines().stream().noneMatch(line -> line.contains(says))) {
                    throw new FailureException(
                            FailureKind.BOARD_REFUSED,
                            "\"" + answer.command() + "\" does not say \"" + says + "\": the board's shell says "
                                    + answer.told());
                }
            }
        }
    }

    void write(LinuxStepVerbs.Onto step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        UbootSteps.requirePlain(image);
        ImageData data = image.data();
        LinuxShell shell = shell();
        LinuxTarget target = target(shell, step);
        attempt.meter().expect(data.length());
        attempt.wrote(image.name(), target.name());
        FileSource source = FileSource.of(data, Optional.of(image.contentSha256()));
        try (WebOffer offer = servers.publish(image.name() + ".img", source)) {
            attempt.note(
                    "written",
                    new LinuxFlashing(shell, attempt::pause)
                            .write(new ImageFeed(offer.link(), source::length), target, attempt.meter()::moved));
        }
    }

    private LinuxTarget target(LinuxShell shell, LinuxStepVerbs.Onto step) throws FailureException {
        LinuxTarget target = LinuxTarget.find(shell, step.to(), step.partition());
        attempt.note("target", target.node() + ", " + target.bytes() + " bytes");
        return target;
    }

    void verify(LinuxStepVerbs.Onto step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        UbootSteps.requirePlain(image);
        LinuxShell shell = shell();
        LinuxTarget target = target(shell, step);
        attempt.meter().expect(image.length());
        attempt.note(
                "read",
                new LinuxFlashing(shell, attempt::pause)
                        .verify(image.contentSha256(), image.length(), target, attempt.meter()::moved));
        attempt.proved(
                image.name(), new Proof(Proof.From.MEDIUM, target.name(), "read back past the board's cache, SHA-256"));
    }

    void powerOff() throws FailureException {
        LinuxShell shell = shell();
        attempt.leaving();
        shell.powerOff();
    }
}
