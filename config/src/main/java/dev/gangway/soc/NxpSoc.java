package dev.gangway.soc;

import java.util.List;
import java.util.Optional;

/**
 * A chip, or a loader, that speaks NXP's serial download protocol, with commands (SDP) or as a stream (SDPS). Facts from
 * nxp-imx/mfgtools (config.cpp, rominfo.cpp, sdps.cpp), as the dossiers more-boot-roms.md and usb-ids.md list them. The i.MX 94
 * and 95, whose containers are laid out in another way, are not here.
 *
 * @param name as recipes write it
 * @param vid USB vendor id
 * @param pid USB product id
 * @param free memory that the boot ROM leaves alone, where device configuration data (DCD) may lie; 0 = it takes none
 * @param skipsDcd whether it can be told not to run an image's DCD once more; the others get an image without
 * @param takes how it is spoken to
 */
public record NxpSoc(String name, int vid, int pid, long free, boolean skipsDcd, Takes takes) {
    /** How a boot ROM is spoken to. */
    public enum Takes {
        /** Commands, each with an answer. */
        COMMANDS,
        /** The images of a container and no more, in reports of 1024 bytes by the control pipe. */
        CONTAINER,
        /** A whole file, in reports of 1020 bytes by an endpoint. */
        FILE,
        /** A whole file that is announced, in reports of 1024 bytes by the control pipe. */
        ANNOUNCED_FILE;

        /** Bytes of a report. */
        public int reportBytes() {
            return this == FILE ? 1020 : 1024;
        }
    }

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
            new NxpSoc("uboot-spl", NXP, 0x0151, 0, true),
            stream("imx28", FREESCALE, 0x004f, Takes.ANNOUNCED_FILE),
            stream("imx8qm", NXP, 0x0129, Takes.CONTAINER),
            stream("imx8qxp", NXP, 0x012f, Takes.CONTAINER),
            stream("imx8dxl", NXP, 0x0147, Takes.CONTAINER),
            stream("imx8mn", NXP, 0x013e, Takes.FILE),
            stream("imx8mp", NXP, 0x0146, Takes.FILE),
            stream("imx8ulp", NXP, 0x014a, Takes.FILE),
            stream("imx8ulp", NXP, 0x014b, Takes.FILE),
            stream("imx93", NXP, 0x014e, Takes.FILE),
            stream("imx91", NXP, 0x0159, Takes.FILE));

    /** A chip that takes commands. */
    private NxpSoc(String name, int vid, int pid, long free, boolean skipsDcd) {
        this(name, vid, pid, free, skipsDcd, Takes.COMMANDS);
    }

    private static NxpSoc stream(String name, int vid, int pid, Takes takes) {
        return new NxpSoc(name, vid, pid, 0, false, takes);
    }

    /** The chip that has this USB id. */
    public static Optional<NxpSoc> of(int vid, int pid) {
        return ALL.stream().filter(soc -> soc.vid == vid && soc.pid == pid).findFirst();
    }

    /** The chip of this name; where one has several USB ids, with the first. */
    public static Optional<NxpSoc> ofName(String name) {
        return ALL.stream().filter(soc -> soc.name.equals(name)).findFirst();
    }

    /** Both ids in one number, as they stand in the device descriptor. */
    public int id() {
        return vid << 16 | pid;
    }
}
