package dev.gangway.station;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.allwinner.BoardSettings;
import dev.gangway.virtual.allwinner.Sid;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandGeometry;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.uboot.UBootSettings;
import dev.gangway.virtual.uboot.UBootSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** A virtual board with its flash chip, as tests plug it in. The boot button is pressed. */
record TestBoard(AllwinnerBoard board, VirtualNand nand) {
    private static final long CARD = 64 << 20;
    private static final PageStore PAGES = PageStore.temporary();

    /** A C.H.I.P. Pro; the same seed gives the same security id. */
    static TestBoard chip(long seed, Fault... faults) {
        return chip(seed, GadgetFaults.none(), (source, nand) -> source, faults);
    }

    /** A C.H.I.P. Pro whose firmware is another one. */
    static TestBoard chip(
            long seed,
            GadgetFaults gadget,
            BiFunction<FirmwareSource, VirtualNand, FirmwareSource> firmware,
            Fault... faults) {
        return chip(seed, NandGeometry.TOSHIBA_512M_SLC, gadget, firmware, faults);
    }

    static TestBoard chip(
            long seed,
            NandGeometry geometry,
            GadgetFaults gadget,
            BiFunction<FirmwareSource, VirtualNand, FirmwareSource> firmware,
            Fault... faults) {
        VirtualNand nand = new VirtualNand(geometry, PAGES, VirtualNand.SecondProgram.FAILS);
        FirmwareSource uboot = new UBootSource(UBootSettings.ntc().with(gadget), new NandDriver(nand));
        return new TestBoard(
                new AllwinnerBoard(settings("A13", seed, faults), firmware.apply(uboot, nand), line -> {}), nand);
    }

    /** A board with this SoC and a memory card in place of NAND. */
    static AllwinnerBoard soc(String name, long seed, Fault... faults) {
        FirmwareSource uboot = new UBootSource(
                UBootSettings.mainline(), Optional.of(new BlockPartitions(PAGES, Map.of("boot", CARD))));
        return new AllwinnerBoard(settings(name, seed, faults), uboot, line -> {});
    }

    private static BoardSettings settings(String name, long seed, Fault... faults) {
        AllwinnerSoc soc = AllwinnerSoc.ofName(name).orElseThrow();
        return BoardSettings.of(soc, Sid.of(soc, seed)).withFaults(List.of(faults));
    }
}
