package dev.gangway.rockchip.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.Chips;
import dev.gangway.language.Verb;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.Mark;
import dev.gangway.protocol.Action;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import dev.gangway.rockchip.RockchipChip;
import dev.gangway.rockchip.RockchipDevice;
import dev.gangway.rockchip.command.RockchipCommands;
import dev.gangway.shell.BenchVerbs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rockchip's boot ROM and the loaders that speak rockusb. */
public final class RockchipProtocol implements Protocol<RockchipDevice, RockchipSteps> {
    private static final Chips CHIPS =
            new Chips(BootMode.MASKROM, "Rockchip", "takes only its own loader", names(), RockchipChip.RK3399.code());

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new LinkedHashMap<>();
        for (RockchipChip chip : RockchipChip.values()) {
            names.put(chip.code(), chip.id());
        }
        return names;
    }

    @Override
    public String name() {
        return "rockchip";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(Reach.usb(BootMode.MASKROM), Reach.usb(BootMode.ROCKUSB));
    }

    @Override
    public RockchipDevice open(Channel channel, BoardSighting board, Expected expected, Pauses pauses)
            throws FailureException {
        return RockchipDevice.open((UsbSession) channel, pauses);
    }

    /**
     * By its USB id, which a chip's boot ROM has for all of them. A loader tells a little more, which two boards of one kind share
     * too; it has no id of the board's own.
     */
    @Override
    public BoardIdentity identity(RockchipDevice device, BoardSighting board) throws FailureException {
        String chip = RockchipChip.ofProduct(board.pid())
                .map(RockchipChip::code)
                .orElse(String.format(Locale.ROOT, "%04x:%04x", board.vid(), board.pid()));
        List<Mark> marks = new ArrayList<>(List.of(Mark.chip(chip)));
        if (!device.looksLikeBootRom()) {
            tell(marks, "rockusb-chip", device::chipInfo);
            tell(marks, "rockusb-flash", device::flashId);
        }
        return new BoardIdentity(board.mode(), chip, null, marks, List.of());
    }

    /** Asks a loader for something. */
    @FunctionalInterface
    private interface Question {
        byte[] ask() throws FailureException;
    }

    /** What a loader refuses to tell is no mark. */
    private static void tell(List<Mark> marks, String name, Question question) throws FailureException {
        try {
            marks.add(new Mark(IdentityBasis.CHIP, name, RockchipDevice.text(question.ask())));
        } catch (FailureException e) {
            if (e.failure().kind() != FailureKind.BOARD_REFUSED) {
                throw e;
            }
        }
    }

    @Override
    public Optional<Chips> chips() {
        return Optional.of(CHIPS);
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new RockchipCommands());
    }

    @Override
    public RockchipSteps attempt(Attempt attempt) {
        return new RockchipSteps(attempt);
    }

    @Override
    public List<Action<?, RockchipSteps>> actions() {
        return List.of(
                Action.on(RockchipStepVerbs.DB, RockchipSteps::db),
                Action.on(RockchipStepVerbs.WL, RockchipSteps::wl),
                Action.on(RockchipStepVerbs.VERIFY, RockchipSteps::verify),
                Action.plain(RockchipStepVerbs.EF, RockchipSteps::ef),
                Action.plain(RockchipStepVerbs.RESET, RockchipSteps::reset));
    }

    /** A loader file that is damaged is refused before a board is touched. */
    @Override
    public void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {
        if (arguments instanceof RockchipStepVerbs.Boot boot && boot.image().equals(image.name())) {
            RockchipSteps.loader(image.data());
        }
    }
}
