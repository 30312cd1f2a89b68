package dev.gangway.ymodem.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialLine;
import dev.gangway.language.Chips;
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
import dev.gangway.ymodem.YmodemBoard;
import dev.gangway.ymodem.command.YmodemCommands;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** XMODEM and YMODEM over a serial line. A board says nothing of itself: it is opened only where a recipe is for such boards. */
public final class YmodemProtocol implements Protocol<YmodemBoard, YmodemSteps> {
    private static final String BEHIND_A_LINE = "serial-line";
    private static final String SPARK_CORE = "spark-core-serial";

    /** ffff:ffff, which nobody has. */
    private static final int NO_USB_ID = -1;

    /** Boards whose USB is their own, by its id; all that is behind an adapter or a fixed line has one name. */
    private static final Map<String, Integer> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(SPARK_CORE, 0x1d50607d);
        NAMES.put(BEHIND_A_LINE, NO_USB_ID);
    }

    private static final Chips CHIPS =
            new Chips(BootMode.YMODEM, "board", "says nothing of itself", NAMES, SPARK_CORE, Chips.Spelling.USB_ID);

    @Override
    public String name() {
        return "ymodem";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(
                Reach.ifMeant(BootMode.YMODEM, Set.of(BootMode.SERIAL_LINE, BootMode.RUNNING), SerialLine.class));
    }

    @Override
    public YmodemBoard open(Channel channel, BoardSighting board, Expected expected, Pauses pauses)
            throws FailureException {
        return YmodemBoard.open((SerialLine) channel, pauses);
    }

    /** By its USB id and serial, where these are the board's own. */
    @Override
    public BoardIdentity identity(YmodemBoard device, BoardSighting board) {
        if (board.mode() != BootMode.RUNNING) {
            return new BoardIdentity(BootMode.YMODEM, BEHIND_A_LINE, null, List.of(), List.of());
        }
        String id = String.format(Locale.ROOT, "%04x:%04x", board.vid(), board.pid());
        String chip = NAMES.entrySet().stream()
                .filter(named -> named.getValue() == (board.vid() << 16 | board.pid()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(id);
        String serial = board.usbSerial() == null ? "" : board.usbSerial().replaceAll("[^!-~]", "_");
        return serial.isEmpty()
                ? new BoardIdentity(BootMode.YMODEM, chip, null, List.of(), List.of())
                : new BoardIdentity(
                        BootMode.YMODEM,
                        chip,
                        new BoardId("serial:" + serial.substring(0, Math.min(serial.length(), 100))),
                        List.of(new Mark(IdentityBasis.SERIAL, "serial-port-" + id, serial)),
                        List.of());
    }

    @Override
    public YmodemSteps attempt(Attempt attempt) {
        return new YmodemSteps(attempt);
    }

    @Override
    public List<Action<?, YmodemSteps>> actions() {
        return List.of(
                Action.on(YmodemStepVerbs.TOUCH, YmodemSteps::touch),
                Action.on(YmodemStepVerbs.TYPE, YmodemSteps::type),
                Action.on(YmodemStepVerbs.SEND, YmodemSteps::send),
                Action.on(YmodemStepVerbs.VERIFY, YmodemSteps::verify));
    }

    @Override
    public Optional<Chips> chips() {
        return Optional.of(CHIPS);
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new YmodemCommands());
    }
}
