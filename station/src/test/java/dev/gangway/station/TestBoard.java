package dev.gangway.station;

import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.PlugOptions;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.allwinner.AllwinnerKind;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A virtual board with its faults, as tests plug it in. The boot button is pressed.
 *
 * @param console what it said so far, a line each; from any thread
 */
record TestBoard(AllwinnerBoard board, FaultPlan faults, Collection<String> console) {
    private static final AllwinnerKind KIND = new AllwinnerKind();
    private static final PageStore PAGES = PageStore.temporary();

    /** A C.H.I.P. Pro; the same seed gives the same security id. */
    static TestBoard chip(long seed, Fault... faults) {
        return chip(seed, (source, nand) -> source, faults);
    }

    /** A C.H.I.P. Pro whose firmware is another one. */
    static TestBoard chip(
            long seed, BiFunction<FirmwareSource, VirtualNand, FirmwareSource> firmware, Fault... faults) {
        return chip(seed, "Toshiba_512M_SLC", firmware, faults);
    }

    /** A C.H.I.P. Pro whose console is heard elsewhere too. */
    static TestBoard chip(long seed, Consumer<String> console, Fault... faults) {
        return chip(seed, "Toshiba_512M_SLC", (source, nand) -> source, console, faults);
    }

    /** A C.H.I.P. Pro with this flash chip. */
    static TestBoard chip(
            long seed,
            String flash,
            BiFunction<FirmwareSource, VirtualNand, FirmwareSource> firmware,
            Fault... faults) {
        return chip(seed, flash, firmware, line -> {}, faults);
    }

    private static TestBoard chip(
            long seed,
            String flash,
            BiFunction<FirmwareSource, VirtualNand, FirmwareSource> firmware,
            Consumer<String> heard,
            Fault... faults) {
        FaultPlan plan = new FaultPlan(List.of(faults));
        Collection<String> console = new ConcurrentLinkedQueue<>();
        AllwinnerBoard board = KIND.make(
                BoardOptions.of(KIND, Map.of("soc", "a13", "flash", flash, "then", "prompt")),
                parts(seed, plan, heard.andThen(console::add)),
                (source, nand) -> firmware.apply(source, nand.orElseThrow()));
        return new TestBoard(board, plan, console);
    }

    /** A board with this SoC and a memory card in place of NAND. */
    static AllwinnerBoard soc(String name, long seed) {
        return KIND.make(
                BoardOptions.of(KIND, Map.of("soc", name, "then", "prompt")),
                parts(seed, FaultPlan.sound(), line -> {}));
    }

    private static BoardParts parts(long seed, FaultPlan faults, Consumer<String> console) {
        return new BoardParts(PAGES, console, seed, faults);
    }

    /** Its flash chip. */
    VirtualNand nand() {
        return board.nand().orElseThrow();
    }

    /** How it is plugged in. */
    PlugOptions options() {
        return options(Duration.ZERO);
    }

    /** How it is plugged in when its descriptors arrive this late. */
    PlugOptions options(Duration identityDelay) {
        return new PlugOptions(identityDelay, faults);
    }
}
