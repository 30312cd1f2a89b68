package dev.gangway.disk.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.disk.DiskContent;
import dev.gangway.disk.DiskDevice;
import dev.gangway.disk.command.DiskCommands;
import dev.gangway.disk.uf2.Uf2Content;
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
import java.util.Set;

/** Boards that show their medium as a USB disk. */
public final class DiskProtocol implements Protocol<DiskDevice, DiskSteps> {
    private static final String LINUX_GADGET = "linux-gadget";

    /** Its ROM shows no serial of the chip's own (picotool, pull request 84). */
    private static final String RP2040 = "rp2040";

    /** Its serial is its kernel's word, which is not what its boot ROM or its fastboot gadget shows. */
    private static final String RPI_GADGET = "rpi-gadget";

    /**
     * USB ids that have a name: of U-Boot's {@code ums} and Linux' gadget, whose default they are, of the ROMs that show a UF2
     * drive, and of Raspberry Pi's mass-storage-gadget64; of all others the id is it.
     */
    private static final Map<String, Integer> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(LINUX_GADGET, 0x0525a4a5);
        NAMES.put("allwinner-ums", 0x1f3a1010);
        NAMES.put(RP2040, 0x2e8a0003);
        NAMES.put("rp2350", 0x2e8a000f);
        NAMES.put(RPI_GADGET, 0x0a5c0104);
    }

    private static final Chips CHIPS = new Chips(
            BootMode.MASS_STORAGE, "disk", "looks like any USB stick", NAMES, LINUX_GADGET, Chips.Spelling.USB_ID);

    /** A ROM that shows PICOBOOT beside its drive is seen as that. */
    private static final Reach REACH =
            new Reach(BootMode.MASS_STORAGE, Set.of(BootMode.MASS_STORAGE, BootMode.PICOBOOT), UsbSession.class);

    private final CheckedMaps maps = new CheckedMaps();

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(REACH);
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
        if (serial.isEmpty() || chip.equals(RP2040)) {
            return new BoardIdentity(BootMode.MASS_STORAGE, chip, null, List.of(), List.of());
        }
        // U-Boot's gadgets all show the same serial; another firmware makes up another.
        String mark =
                NAMES.containsKey(chip) && !chip.equals(RPI_GADGET) ? Mark.GADGET_SERIAL : "disk-serial-" + written;
        return new BoardIdentity(
                BootMode.MASS_STORAGE,
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
        return new DiskSteps(attempt, this, maps);
    }

    @Override
    public List<Action<?, DiskSteps>> actions() {
        return List.of(
                Action.on(DiskStepVerbs.WRITE, DiskSteps::write),
                Action.on(DiskStepVerbs.VERIFY, DiskSteps::verify),
                Action.on(DiskStepVerbs.UF2, DiskSteps::uf2),
                Action.plain(DiskStepVerbs.EJECT, DiskSteps::eject),
                Action.on(DiskStepVerbs.PICOBOOT_WRITE, DiskSteps::flash),
                Action.on(DiskStepVerbs.PICOBOOT_VERIFY, DiskSteps::compare),
                Action.plain(DiskStepVerbs.PICOBOOT_REBOOT, DiskSteps::reboot));
    }

    @Override
    public void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {
        if (arguments instanceof DiskStepVerbs.Uf2 uf2 && uf2.image().equals(image.name())) {
            Uf2Content content = Uf2Content.of(image.data());
            if (uf2.family().isPresent()) {
                content.requireFor(uf2.family().get());
            }
        }
        if (arguments instanceof DiskStepVerbs.Flash flash && flash.image().equals(image.name())) {
            Uf2Content content = Uf2Content.of(image.data());
            if (flash.family().isPresent()) {
                content.requireFor(flash.family().get());
            }
        }
        DiskStepVerbs.Placed placed;
        if (arguments instanceof DiskStepVerbs.Onto onto) {
            placed = onto.placed();
        } else if (arguments instanceof DiskStepVerbs.Placed compared) {
            placed = compared;
        } else {
            return;
        }
        if (placed.image().equals(image.name()) && image.length() == 0) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "the image for the disk is empty");
        }
        if (placed.map().filter(image.name()::equals).isPresent()) {
            DiskContent.map(image.data());
        }
    }
}
