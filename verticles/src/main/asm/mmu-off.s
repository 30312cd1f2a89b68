@ Clears SCTLR.M, .Z and .I: no translation, no branch prediction, no instruction cache.
        .syntax unified
        .arch   armv7-a
        .arm
        mrc     p15, 0, r0, c1, c0, 0
        bic     r0, r0, #0x0001
        bic     r0, r0, #0x1800
        mcr     p15, 0, r0, c1, c0, 0
        isb     sy
        bx      lr
operands:
