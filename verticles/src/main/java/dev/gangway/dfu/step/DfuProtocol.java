package dev.gangway.dfu.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.dfu.DfuContent;
import dev.gangway.dfu.DfuDevice;
import dev.gangway.dfu.command.DfuCommands;
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
import dev.gangway.shell.BenchVerbs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** USB DFU 1.1 and ST's DfuSe. */
public final class DfuProtocol implements Protocol<DfuDevice, DfuSteps> {
    private static final String SPARK_CORE = "spark-core";

    /** USB ids that have a name; of all others the id is the name. */
    private static final Map<String, Integer> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(SPARK_CORE, 0x1d50607f);
        NAMES.put("photon", 0x2b04d006);
        NAMES.put("stm32", 0x0483df11);
    }

    private static final Chips CHIPS =
            new Chips(BootMode.DFU, "DFU", "answers alike", NAMES, SPARK_CORE, Chips.Spelling.USB_ID);

    @Override
    public String name() {
        return "dfu";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(Reach.usb(BootMode.DFU), Reach.usb(BootMode.DFU_RUNTIME));
    }

    @Override
    public DfuDevice open(Channel channel, BoardSighting board, Expected expected, Pauses pauses)
            throws FailureException {
        return DfuDevice.open((UsbSession) channel, pauses);
    }

    /**
     * By its USB id and its serial. That is its firmware's word: a loader with another USB id makes up another, so it is a mark
     * of that id's only.
     */
    @Override
    public BoardIdentity identity(DfuDevice device, BoardSighting board) {
        String id = String.format(Locale.ROOT, "%04x:%04x", board.vid(), board.pid());
        String chip = NAMES.entrySet().stream()
                .filter(named -> named.getValue() == (board.vid() << 16 | board.pid()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(id);
        String serial = board.usbSerial() == null ? "" : board.usbSerial().replaceAll("[^!-~]", "_");
        return serial.isEmpty()
                ? new BoardIdentity(board.mode(), chip, null, List.of(), List.of())
                : new BoardIdentity(
                        board.mode(),
                        chip,
                        new BoardId("serial:" + serial.substring(0, Math.min(serial.length(), 100))),
                        List.of(new Mark(IdentityBasis.SERIAL, "dfu-serial-" + id, serial)),
                        List.of());
    }

    @Override
    public Optional<Chips> chips() {
        return Optional.of(CHIPS);
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new DfuCommands());
    }

    @Override
    public DfuSteps attempt(Attempt attempt) {
        return new DfuSteps(attempt);
    }

    @Override
    public List<Action<?, DfuSteps>> actions() {
        return List.of(
                Action.plain(DfuStepVerbs.DETACH, DfuSteps::detach),
                Action.on(DfuStepVerbs.WRITE, DfuSteps::write),
                Action.on(DfuStepVerbs.VERIFY, DfuSteps::verify),
                Action.on(DfuStepVerbs.ERASE, DfuSteps::erase),
                Action.plain(DfuStepVerbs.UNPROTECT, DfuSteps::unprotect),
                Action.plain(DfuStepVerbs.LEAVE, DfuSteps::leave));
    }

    /** A file whose suffix or DfuSe form is damaged is refused before a board is touched. */
    @Override
    public void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {
        boolean meant =
                (arguments instanceof DfuStepVerbs.Write write && write.image().equals(image.name()))
                        || (arguments instanceof DfuStepVerbs.Compare compare
                                && compare.image().equals(image.name()));
        if (meant) {
            DfuContent.of(image.data());
        }
    }
}
