package dev.gangway.soc;

import java.util.List;
import java.util.Optional;

/**
 * What FEL needs to know of an Allwinner SoC. The numbers are facts from linux-sunxi/sunxi-tools (soc_info.c) as the
 * protocol dossier lists them; all addresses are 32 bit.
 *
 * @param id what bits 8 to 23 of the version reply's SoC word say, for example 0x1680
 * @param name the name that sunxi-fel prints
 * @param spl where an SPL is loaded: the start of SRAM
 * @param scratch where the client puts its own small routines
 * @param thunk where the routine goes that starts an SPL
 * @param sramBytes SRAM that is usable from {@link #spl}
 * @param swap areas of the boot ROM that are saved while an SPL runs
 * @param sidBase register base of the security id, 0 when there is none
 * @param sidOffset offset of the fuse window behind it
 * @param fuses the map of the fuse window
 * @param watchdog the write that resets the SoC
 * @param l2Enable whether the L2 cache has to be enabled before an SPL runs
 * @param sidByRegisters whether the SID must be read through its control register
 * @param icacheOff whether the instruction cache has to be switched off before the first routine
 * @param smcProbe if the word here reads 0, the boot ROM entered FEL non-secure and an SMC is due; 0 = never
 * @param translationTable where a translation table is built when the boot ROM left the MMU off; 0 = nowhere
 * @param rvbar reset vector register for a start in AArch64; 0 = none
 * @param rvbarAlternative the register that later dies have instead; 0 = none
 * @param versionRegister tells the dies apart: its low byte not 0 means the alternative; 0 = none
 */
public record AllwinnerSoc(
        int id,
        String name,
        long spl,
        long scratch,
        long thunk,
        int sramBytes,
        Swap swap,
        long sidBase,
        int sidOffset,
        Fuses fuses,
        Watchdog watchdog,
        boolean l2Enable,
        boolean sidByRegisters,
        boolean icacheOff,
        long smcProbe,
        long translationTable,
        long rvbar,
        long rvbarAlternative,
        long versionRegister) {
    /** Every SoC of the table, in its order. */
    public static final List<AllwinnerSoc> ALL = SocTable.read();

    /** The SoC with this id. */
    public static Optional<AllwinnerSoc> ofId(int id) {
        return ALL.stream().filter(soc -> soc.id == id).findFirst();
    }

    /** The SoC with this name, upper or lower case, for example {@code h3}. */
    public static Optional<AllwinnerSoc> ofName(String name) {
        return ALL.stream().filter(soc -> soc.name.equalsIgnoreCase(name)).findFirst();
    }

    /** What to assume of an id that is in no table: memory access works, an SPL can't be loaded. */
    public static AllwinnerSoc generic(int id) {
        return new AllwinnerSoc(
                id,
                String.format("0x%04X", id),
                0,
                0x1000,
                0x5680,
                0,
                Swap.W0,
                0,
                0,
                Fuses.NONE,
                Watchdog.NONE,
                false,
                false,
                false,
                0,
                0,
                0,
                0,
                0);
    }

    /** The same data under another name: two chips may share an id. */
    public AllwinnerSoc named(String other) {
        return new AllwinnerSoc(
                id,
                other,
                spl,
                scratch,
                thunk,
                sramBytes,
                swap,
                sidBase,
                sidOffset,
                fuses,
                watchdog,
                l2Enable,
                sidByRegisters,
                icacheOff,
                smcProbe,
                translationTable,
                rvbar,
                rvbarAlternative,
                versionRegister);
    }

    /** Whether the id is in the table. */
    public boolean isKnown() {
        return sramBytes > 0;
    }

    /** Whether the chip has a security id that can be read. */
    public boolean hasSid() {
        return sidBase != 0;
    }

    /**
     * An area of the boot ROM's memory and the place where it is saved while an SPL runs.
     *
     * @param bromArea the boot ROM's stack or data
     * @param backup where it goes
     * @param bytes how long
     */
    public record SwapArea(long bromArea, long backup, int bytes) {}

    /** The sets of swap areas, shared by families. */
    public enum Swap {
        /** unknown SoC. */
        W0(new SwapArea(0x1c00L, 0x5800L, 0x400)),
        /** A10 A13 A20 H3 V3s R40. */
        W1(
                new SwapArea(0x1c00L, 0xa400L, 0x400),
                new SwapArea(0x5c00L, 0xa800L, 0x1400),
                new SwapArea(0x7c00L, 0xbc00L, 0x400)),
        /** A31. */
        W2(new SwapArea(0x1800L, 0x20000L, 0x800), new SwapArea(0x5c00L, 0x20800L, 0x2400)),
        /** A64 H5. */
        W3(
                new SwapArea(0x11c00L, 0x31400L, 0x400),
                new SwapArea(0x15c00L, 0x31800L, 0x1400),
                new SwapArea(0x17c00L, 0x32c00L, 0x400)),
        /** A23 A33 A83T. */
        W4(new SwapArea(0x1800L, 0x44000L, 0x800), new SwapArea(0x5c00L, 0x44800L, 0x2400)),
        /** A80. */
        W5(new SwapArea(0x11800L, 0x20000L, 0x800), new SwapArea(0x15400L, 0x20800L, 0x2c00)),
        /** A63 H6 V5. */
        W6(
                new SwapArea(0x21c00L, 0x42400L, 0x400),
                new SwapArea(0x25c00L, 0x42800L, 0x1400),
                new SwapArea(0x27c00L, 0x43c00L, 0x400)),
        /** T7. */
        W7(
                new SwapArea(0x21c00L, 0x4e400L, 0x400),
                new SwapArea(0x25c00L, 0x4e800L, 0x1400),
                new SwapArea(0x27c00L, 0x4fc00L, 0x400)),
        /** V536 V831 V853 R528. */
        W8(new SwapArea(0x21000L, 0x38000L, 0x1000)),
        /** H616. */
        W9(new SwapArea(0x21000L, 0x52a00L, 0x1000)),
        /** A133. */
        W10(new SwapArea(0x21000L, 0x40000L, 0x400)),
        /** R329. */
        W11(new SwapArea(0x101000L, 0x13bc00L, 0x400)),
        /** F1C100s. */
        W12(
                new SwapArea(0x1c00L, 0x9000L, 0x400),
                new SwapArea(0x5c00L, 0x9400L, 0x1400),
                new SwapArea(0x7c00L, 0xa800L, 0x400)),
        /** A523. */
        W13(new SwapArea(0x45000L, 0x40200L, 0x400)),
        ;

        private final List<SwapArea> areas;

        Swap(SwapArea... areas) {
            this.areas = List.of(areas);
        }

        /** The areas, by ascending address. */
        public List<SwapArea> areas() {
            return areas;
        }
    }

    /**
     * The write that resets the SoC.
     */
    public enum Watchdog {
        NONE(0, 0),
        D1(0x01c20c94L, 3),
        D2(0x01c20cb8L, 1),
        D3(0x06000cb8L, 1),
        D4(0x030090b8L, 1),
        D5(0x020500b8L, 0x16aa0001),
        D6(0x02050008L, 0x16aa0001);

        private final long register;
        private final int value;

        Watchdog(long register, int value) {
            this.register = register;
            this.value = value;
        }

        /** The register's address. */
        public long register() {
            return register;
        }

        /** The value to write. */
        public int value() {
            return value;
        }
    }

    /**
     * A named part of the fuse window.
     *
     * @param name as sunxi-fel prints it
     * @param offset in bytes
     * @param bits how long
     */
    public record FuseSection(String name, int offset, int bits) {}

    /** Maps of the fuse window. */
    public enum Fuses {
        NONE(),
        GEN(new FuseSection("chipid", 0x0, 128), new FuseSection("unknown", 0x10, 1920)),
        R40(
                new FuseSection("chipid", 0x0, 128),
                new FuseSection("in", 0x10, 256),
                new FuseSection("ssk", 0x30, 128),
                new FuseSection("thermal", 0x40, 32),
                new FuseSection("ft_zone", 0x44, 64),
                new FuseSection("tvout", 0x4c, 128),
                new FuseSection("rssk", 0x5c, 256),
                new FuseSection("hdcp_hash", 0x7c, 128),
                new FuseSection("reserved", 0x90, 896)),
        H3(
                new FuseSection("chipid", 0x0, 128),
                new FuseSection("oem_program", 0x10, 32),
                new FuseSection("nv1", 0x14, 32),
                new FuseSection("nv2", 0x18, 64),
                new FuseSection("rsakey_hash", 0x20, 160),
                new FuseSection("thermal", 0x34, 64),
                new FuseSection("renewability", 0x3c, 64),
                new FuseSection("huk", 0x44, 256),
                new FuseSection("rotpk_hash", 0x64, 256),
                new FuseSection("ssk", 0x84, 128),
                new FuseSection("rssk", 0x94, 256),
                new FuseSection("hdcp_hash", 0xb4, 128),
                new FuseSection("ek_hash", 0xc4, 128),
                new FuseSection("sn", 0xd4, 192),
                new FuseSection("nv2_backup", 0xec, 64),
                new FuseSection("lcjs", 0xf4, 32),
                new FuseSection("debug", 0xf8, 32),
                new FuseSection("chip_config", 0xfc, 32)),
        H6(
                new FuseSection("chipid", 0x0, 128),
                new FuseSection("brom_config", 0x10, 32),
                new FuseSection("thermal", 0x14, 64),
                new FuseSection("tf_zone", 0x1c, 128),
                new FuseSection("oem_program", 0x2c, 96),
                new FuseSection("mac-addr", 0x38, 64),
                new FuseSection("write_protect", 0x40, 32),
                new FuseSection("read-protect", 0x44, 32),
                new FuseSection("lcjs", 0x48, 32),
                new FuseSection("attr", 0x4c, 32),
                new FuseSection("huk", 0x50, 96),
                new FuseSection("vendor_id", 0x5c, 32),
                new FuseSection("huk2", 0x60, 128),
                new FuseSection("rotpk_hash", 0x70, 256),
                new FuseSection("ssk", 0x90, 128),
                new FuseSection("rssk", 0xa0, 256),
                new FuseSection("hdcp_hash", 0xc0, 128),
                new FuseSection("ek_hash", 0xd0, 128),
                new FuseSection("sn", 0xe0, 192),
                new FuseSection("nv1", 0xf8, 32),
                new FuseSection("nv2", 0xfc, 224),
                new FuseSection("hdcp_pkf", 0x118, 128),
                new FuseSection("hdcp_duk", 0x128, 128),
                new FuseSection("backup_key", 0x138, 576),
                new FuseSection("sck0", 0x180, 256),
                new FuseSection("sck0_mask", 0x1a0, 256),
                new FuseSection("sck1", 0x1c0, 256),
                new FuseSection("sck1_mask", 0x1e0, 256)),
        T7(
                new FuseSection("chipid", 0x0, 128),
                new FuseSection("brom_config", 0x10, 32),
                new FuseSection("thermal", 0x14, 96),
                new FuseSection("tf_zone", 0x20, 128),
                new FuseSection("oem", 0x30, 128),
                new FuseSection("jtag-security", 0x48, 32),
                new FuseSection("jtag-attr", 0x4c, 32),
                new FuseSection("in", 0x50, 192),
                new FuseSection("operator-id", 0x68, 32),
                new FuseSection("id", 0x6c, 32),
                new FuseSection("rotpk", 0x70, 256),
                new FuseSection("ssk", 0x90, 128),
                new FuseSection("rssk", 0xa0, 256),
                new FuseSection("reserved", 0xc0, 128),
                new FuseSection("ek_hash", 0xd0, 128),
                new FuseSection("sn", 0xe0, 192),
                new FuseSection("nv1", 0xf8, 32),
                new FuseSection("nv2", 0xfc, 224),
                new FuseSection("reserved2", 0x118, 320)),
        ;

        private final List<FuseSection> sections;

        Fuses(FuseSection... sections) {
            this.sections = List.of(sections);
        }

        /** The sections, in the order in which sunxi-fel prints them. */
        public List<FuseSection> sections() {
            return sections;
        }
    }
}
