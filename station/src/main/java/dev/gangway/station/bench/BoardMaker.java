package dev.gangway.station.bench;

import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandGeometry;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.UBootSettings;
import dev.gangway.virtual.uboot.UBootSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes virtual boards whose U-Boot and flash are what their spec says. All share one store of pages. */
public final class BoardMaker implements AutoCloseable {
    private static final List<NandGeometry> CHIPS =
            List.of(NandGeometry.HYNIX_8G_MLC, NandGeometry.TOSHIBA_4G_MLC, NandGeometry.TOSHIBA_512M_SLC);
    private static final long MIB = 1 << 20;
    private static final Map<String, Long> PARTITIONS =
            Map.of("boot", 64 * MIB, "rootfs", 4096 * MIB, "userdata", 4096 * MIB);

    private final PageStore pages = PageStore.temporary();

    /**
     * Makes a board.
     *
     * @param console gets what the board's console would show
     * @throws IllegalArgumentException when there is no such flash chip
     */
    public VirtualBoard board(BoardSpec spec, Consumer<String> console) {
        return spec.board(firmware(spec), console);
    }

    private FirmwareSource firmware(BoardSpec spec) {
        String idle = spec.then().equals("fastboot") ? "fastboot usb 0" : "";
        UBootSettings mainline = UBootSettings.mainline().idling(idle).showing(spec.serial());
        if (spec.flash().equals("none")) {
            return new UBootSource(mainline, Optional.of(new BlockPartitions(pages, PARTITIONS)));
        }
        NandGeometry geometry = CHIPS.stream()
                .filter(chip -> chip.name().equalsIgnoreCase(spec.flash()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no flash chip is called '" + spec.flash()
                        + "'; there are: none, "
                        + String.join(
                                ", ", CHIPS.stream().map(NandGeometry::name).toList())));
        VirtualNand chip = new VirtualNand(geometry, pages, VirtualNand.SecondProgram.FAILS);
        UBootSettings settings = UBootSettings.ntc().idling(idle).showing(spec.serial());
        return new UBootSource(settings, new NandDriver(chip));
    }

    @Override
    public void close() {
        pages.close();
    }
}
