package dev.gangway.rpiboot.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.Chips;
import dev.gangway.language.Verb;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.Mark;
import dev.gangway.protocol.Action;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import dev.gangway.rpiboot.BootFiles;
import dev.gangway.rpiboot.BroadcomChip;
import dev.gangway.rpiboot.RpibootDevice;
import dev.gangway.rpiboot.command.RpibootCommands;
import dev.gangway.shell.BenchVerbs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The USB boot of Raspberry Pi's chips. */
public final class RpibootProtocol implements Protocol<RpibootDevice, RpibootSteps> {
    private static final Chips CHIPS = new Chips(
            BootMode.RPIBOOT, "Raspberry Pi", "starts only its own files", names(), BroadcomChip.BCM2711.code());

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new LinkedHashMap<>();
        for (BroadcomChip chip : BroadcomChip.values()) {
            names.put(chip.code(), chip.id());
        }
        return names;
    }

    @Override
    public String name() {
        return "rpiboot";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(Reach.usb(BootMode.RPIBOOT));
    }

    @Override
    public RpibootDevice open(Channel channel, BoardSighting board, Expected expected, Pauses pauses)
            throws FailureException {
        return RpibootDevice.open((UsbSession) channel, pauses);
    }

    /** By its USB id and, where it shows one, its serial, which is the same in both stages. */
    @Override
    public BoardIdentity identity(RpibootDevice device, BoardSighting board) {
        List<Mark> marks = new ArrayList<>(List.of(Mark.chip(device.chip().code())));
        String serial = board.usbSerial() == null ? "" : board.usbSerial().replaceAll("[^!-~]", "_");
        if (serial.isEmpty()) {
            return new BoardIdentity(board.mode(), device.chip().code(), null, marks, List.of());
        }
        marks.add(new Mark(IdentityBasis.SERIAL, "rpiboot-serial", serial));
        return new BoardIdentity(
                board.mode(),
                device.chip().code(),
                new BoardId("serial:" + serial.substring(0, Math.min(serial.length(), 100))),
                marks,
                List.of());
    }

    @Override
    public Optional<Chips> chips() {
        return Optional.of(CHIPS);
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new RpibootCommands());
    }

    @Override
    public RpibootSteps attempt(Attempt attempt) {
        return new RpibootSteps(attempt);
    }

    @Override
    public List<Action<?, RpibootSteps>> actions() {
        return List.of(Action.on(RpibootStepVerbs.SERVE, RpibootSteps::serve));
    }

    /** An archive that is none is refused before a board is touched. */
    @Override
    public void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {
        if (arguments instanceof RpibootStepVerbs.Serve serve && serve.image().equals(image.name())) {
            BootFiles.ofTar(image.data());
        }
    }
}
