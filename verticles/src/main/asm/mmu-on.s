@ Empties TLB, instruction cache and branch predictor, then sets SCTLR.M, .Z and .I.
        .syntax unified
        .arch   armv7-a
        .arm
        mov     r0, #0
        mcr     p15, 0, r0, c8, c7, 0
        mcr     p15, 0, r0, c7, c5, 0
        mcr     p15, 0, r0, c7, c5, 6
        dsb     sy
        isb     sy
        mrc     p15, 0, r0, c1, c0, 0
        orr     r0, r0, #0x0001
        orr     r0, r0, #0x1800
        mcr     p15, 0, r0, c1, c0, 0
        isb     sy
        bx      lr
operands:
