package dev.gangway.soc;

import java.util.List;
import java.util.Optional;

/**
 * A chip, or a loader, that answers NXP's serial download protocol with commands (SDP). Facts from nxp-imx/mfgtools
 * (config.cpp, rominfo.cpp), as the dossiers more-boot-roms.md and usb-ids.md list them. Chips that only take a stream (SDPS:
 * i.MX 8QM, 8QXP, 8MN, 8MP, 8ULP, 9x) are not here.
 *
 * @param name as recipes write it
 * @param vid USB vendor id
 * @param pid USB product id
 * @param free memory that the boot ROM leaves alone, where device configuration data (DCD) may lie; 0 = it takes none
 * @param skipsDcd whether it can be told not to run an image's DCD once more; the others get an image without
 */
public record NxpSoc(String name, int vid, int pid, long free, boolean skipsDcd) {
    private static final int FREESCALE = 0x15a2;
    private static final int NXP = 0x1fc9;
    private static final long OCRAM = 0x0091_0000L;

    /** All of them. */
    public static final List<NxpSoc> ALL = List.of(
            new NxpSoc("imx6q", FREESCALE, 0x0054, OCRAM, false),
            new NxpSoc("imx6dl", FREESCALE, 0x0061, OCRAM, false),
            new NxpSoc("imx6sl", FREESCALE, 0x0063, OCRAM, false),
            new NxpSoc("imx6sx", FREESCALE, 0x0071, OCRAM, false),
            new NxpSoc("imx6ul", FREESCALE, 0x007d, OCRAM, true),
            new NxpSoc("imx6ull", FREESCALE, 0x0080, OCRAM, true),
            new NxpSoc("imx6sll", NXP, 0x0128, OCRAM, true),
            new NxpSoc("imx7d", FREESCALE, 0x0076, 0x0091_1000L, true),
            new NxpSoc("imx7ulp", NXP, 0x0126, 0x2f01_8000L, true),
            new NxpSoc("imx8mq", NXP, 0x012b, OCRAM, true),
            new NxpSoc("imx8mm", NXP, 0x0134, OCRAM, true),
            new NxpSoc("imxrt106x", NXP, 0x0135, 0x1000, true),
            // U-Boot's SPL as a second stage; what it gets has no DCD.
            new NxpSoc("uboot-spl", NXP, 0x0151, 0, true));

    /** The chip that has this USB id. */
    public static Optional<NxpSoc> of(int vid, int pid) {
        return ALL.stream().filter(soc -> soc.vid == vid && soc.pid == pid).findFirst();
    }

    /** The chip of this name. */
    public static Optional<NxpSoc> ofName(String name) {
        return ALL.stream().filter(soc -> soc.name.equals(name)).findFirst();
    }

    /** Both ids in one number, as they stand in the device descriptor. */
    public int id() {
        return vid << 16 | pid;
    }
}
