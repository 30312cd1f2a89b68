package dev.gangway.virtual.esp;

import dev.gangway.soc.EspSoc;
import dev.gangway.virtual.fault.FaultPlan;
import java.util.Map;

/** The registers of a chip, behind some of which a controller drives the flash (the dossier's section 7). */
final class EspSpi {
    private static final int RUN = 1 << 18;
    private static final int HAS_COMMAND = 1 << 31;
    private static final int READ_ID = 0x9f;
    private static final int NO_FLASH = 0xffffff;

    private final EspFlash flash;
    private final Map<Long, Integer> registers;
    private final FaultPlan faults;
    private final long base;
    private final long user;
    private final long window;

    EspSpi(EspSoc soc, EspFlash flash, Map<Long, Integer> registers, FaultPlan faults) {
        this.flash = flash;
        this.registers = registers;
        this.faults = faults;
        base = soc.spi();
        boolean wide = soc == EspSoc.ESP8266 || soc == EspSoc.ESP32;
        user = base + (wide ? 0x1c : 0x18);
        window = base + (soc == EspSoc.ESP8266 ? 0x40 : wide ? 0x80 : 0x58);
    }

    void write(long address, int value) {
        if (address != base || (value & RUN) == 0) {
            registers.put(address, value);
            return;
        }
        registers.put(base, value & ~RUN);
        boolean command = (registers.getOrDefault(user, 0) & HAS_COMMAND) != 0;
        if (command && (registers.getOrDefault(user + 8, 0) & 0xff) == READ_ID) {
            boolean dead = faults.strike(EspFault.DeadFlash.class).isPresent();
            registers.put(window, dead ? NO_FLASH : flash.id());
        }
    }
}
