@ Sets ACTLR.L2EN (bit 1), which U-Boot's SPL expects on the Cortex-A8.
        .syntax unified
        .arch   armv7-a
        .arm
        mrc     p15, 0, r0, c1, c0, 1
        orr     r0, r0, #2
        mcr     p15, 0, r0, c1, c0, 1
        bx      lr
operands:
