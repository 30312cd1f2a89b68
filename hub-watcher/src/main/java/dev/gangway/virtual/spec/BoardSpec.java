package dev.gangway.virtual.spec;

import dev.gangway.virtual.PlugOptions;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.fault.CommonFaults;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.fault.FaultText;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.nand.PageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A virtual board as text: {@code KIND[:key=value,…]}, for example
 * {@code allwinner:soc=h3,sid=…,then=fastboot,fault=stall@4096}.
 *
 * @param kind what makes it
 * @param options the keys of its kind
 * @param seed what its ids are made from
 * @param faults what goes wrong
 */
public record BoardSpec(BoardKind kind, BoardOptions options, long seed, List<Fault> faults) {
    private static final BoardOption<Long> SEED =
            BoardOption.number("seed", "N", "another seed, another board", 0, Long.MAX_VALUE);
    private static final BoardOption<Long> SPEED =
            BoardOption.number("speed", "RATE", "bytes a second; without it as fast as it goes", 1, 100_000_000_000L);
    private static final String FAULT = "fault";

    /** Copies the list. */
    public BoardSpec {
        faults = List.copyOf(faults);
    }

    /** A board, and its faults, for who plugs it in. */
    public record Made(VirtualBoard board, FaultPlan faults) {}

    /** What can be written, for help texts. */
    public static String help() {
        StringBuilder text = new StringBuilder(String.format("A board is written KIND[:key=value,...].%n"));
        for (BoardKind kind : BoardKinds.ALL) {
            text.append(String.format(
                    "Keys of %s, %s:%n%s", kind.name(), kind.title(), BoardOptions.lines(kind.options())));
        }
        text.append(String.format("Keys of all:%n%s", BoardOptions.lines(List.of(SEED, SPEED))));
        text.append(String.format("  %-24s what goes wrong; may be given more than once%n", FAULT + "=FAULT"));
        text.append(String.format("Faults of all:%n%s", FaultText.lines(CommonFaults.KINDS)));
        for (BoardKind kind : BoardKinds.ALL) {
            text.append(String.format("Faults of %s:%n%s", kind.name(), FaultText.lines(kind.faults())));
        }
        return text.append(FaultText.FORM_HELP).toString();
    }

    /**
     * Reads a spec.
     *
     * @throws IllegalArgumentException saying which part is wrong and what is possible
     */
    public static BoardSpec parse(String text) {
        return parse(text, 0);
    }

    /** Reads a spec; the seed is taken where the text names none. */
    public static BoardSpec parse(String text, long seed) {
        int colon = text.indexOf(':');
        BoardKind kind = kind(colon < 0 ? text : text.substring(0, colon));
        Map<String, String> keys = new TreeMap<>();
        List<Fault> faults = new ArrayList<>();
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        for (String pair : rest.isEmpty() ? new String[0] : rest.split(",", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (equals < 0 || value.isEmpty()) {
                throw new IllegalArgumentException("'" + pair + "' is not of the form key=value");
            }
            if (key.equals(FAULT)) {
                faults.addAll(kind.faultText().parse(value));
            } else if (keys.put(key, value) != null) {
                throw new IllegalArgumentException("the key '" + key + "' is given twice");
            }
        }
        String ownSeed = keys.remove(SEED.name());
        String speed = keys.remove(SPEED.name());
        if (speed != null) {
            faults.add(new Fault.Slow(0, Fault.ALWAYS, SPEED.read(speed)));
        }
        BoardSpec spec =
                new BoardSpec(kind, BoardOptions.of(kind, keys), ownSeed == null ? seed : SEED.read(ownSeed), faults);
        kind.check(spec.options());
        return spec;
    }

    private static BoardKind kind(String name) {
        return BoardKinds.ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no virtual board is called '" + name
                        + "'; there are: "
                        + BoardKinds.ALL.stream().map(BoardKind::name).collect(Collectors.joining(", "))));
    }

    /**
     * The same with these keys set.
     *
     * @throws IllegalArgumentException when a value says nothing
     */
    public BoardSpec with(Map<String, String> keys) {
        return new BoardSpec(kind, options.and(kind, keys), seed, faults);
    }

    /** The same with another seed and these faults. */
    public BoardSpec with(long otherSeed, List<Fault> otherFaults) {
        return new BoardSpec(kind, options, otherSeed, otherFaults);
    }

    /**
     * Makes the board.
     *
     * @param pages where its flash memory lies; boards may share it
     * @param console gets a line for all that its console would show, under the board's lock
     */
    public Made make(PageStore pages, Consumer<String> console) {
        FaultPlan plan = new FaultPlan(faults);
        return new Made(kind.make(options, new BoardParts(pages, console, seed, plan)), plan);
    }

    /** Makes the board and plugs it in. */
    public VirtualBoard plug(VirtualHub hub, int port, PageStore pages, Consumer<String> console) {
        Made made = make(pages, console);
        hub.plug(port, made.board(), PlugOptions.with(made.faults()));
        return made.board();
    }
}
