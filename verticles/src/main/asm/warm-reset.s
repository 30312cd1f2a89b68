@ Puts an entry point into the reset vector register and asks for a warm reset (RMR); never returns.
@ operands: reset vector register, entry point, RMR bits (3 = reset into AArch64).
        .syntax unified
        .arch   armv7-a
        .arm
        adr     r3, operands
        ldmia   r3, {r0, r1, r2}
        str     r1, [r0]
        dsb     sy
        isb     sy
        mrc     p15, 0, r0, c12, c0, 2
        orr     r0, r0, r2
        mcr     p15, 0, r0, c12, c0, 2
        isb     sy
sleep:  wfi
        b       sleep
operands:
