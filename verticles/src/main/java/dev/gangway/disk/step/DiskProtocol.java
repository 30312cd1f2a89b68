package dev.gangway.disk.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.disk.DiskDevice;
import dev.gangway.disk.command.DiskCommands;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.Chips;
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
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import dev.gangway.shell.BenchVerbs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Boards that show their medium as a USB disk. */
public final class DiskProtocol implements Protocol<DiskDevice, DiskSteps> {
    private static final String LINUX_GADGET = "linux-gadget";

    /** USB ids that have a name: of U-Boot's {@code ums} and Linux' gadget, whose default they are; of all others the id is it. */
    private static final Map<String, Integer> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(LINUX_GADGET, 0x0525a4a5);
        NAMES.put("allwinner-ums", 0x1f3a1010);
    }

    private static final Chips CHIPS = new Chips(
            BootMode.MASS_STORAGE, "disk", "looks like any USB stick", NAMES, LINUX_GADGET, Chips.Spelling.USB_ID);

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(Reach.usb(BootMode.MASS_STORAGE));
    }

    @Override
    public DiskDevice open(Channel channel, BoardSighting board, Expected expected, Pauses pauses) {
        return DiskDevice.of((UsbSession) channel, pauses);
    }

    /** By its USB id and serial alone: nothing is taken from the operating system before a step wants to. */
    @Override
    public BoardIdentity identity(DiskDevice device, BoardSighting board) {
        int id = board.vid() << 16 | board.pid();
        String written = String.format(Locale.ROOT, "%04x:%04x", board.vid(), board.pid());
        String chip = NAMES.entrySet().stream()
                .filter(named -> named.getValue() == id)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(written);
        String serial = board.usbSerial() == null ? "" : board.usbSerial().replaceAll("[^!-~]", "_");
        if (serial.isEmpty()) {
            return new BoardIdentity(board.mode(), chip, null, List.of(), List.of());
        }
        // U-Boot's gadgets all show the same serial; another firmware makes up another.
        String mark = NAMES.containsKey(chip) ? Mark.GADGET_SERIAL : "disk-serial-" + written;
        return new BoardIdentity(
                board.mode(),
                chip,
                new BoardId("serial:" + serial.substring(0, Math.min(serial.length(), 100))),
                List.of(new Mark(IdentityBasis.SERIAL, mark, serial)),
                List.of());
    }

    @Override
    public Optional<Chips> chips() {
        return Optional.of(CHIPS);
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new DiskCommands());
    }

    @Override
    public DiskSteps attempt(Attempt attempt) {
        return new DiskSteps(attempt);
    }

    @Override
    public List<Action<?, DiskSteps>> actions() {
        return List.of(
                Action.on(DiskStepVerbs.WRITE, DiskSteps::write),
                Action.on(DiskStepVerbs.VERIFY, DiskSteps::verify),
                Action.plain(DiskStepVerbs.EJECT, DiskSteps::eject));
    }

    @Override
    public void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {
        boolean meant = arguments instanceof DiskStepVerbs.Placed placed
                && placed.image().equals(image.name());
        if (meant && image.length() == 0) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "the image for the disk is empty");
        }
    }
}
