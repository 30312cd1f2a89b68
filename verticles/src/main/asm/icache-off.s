@ Switches the instruction cache off and empties it, so that the next routine at the same address is not a stale one.
        .syntax unified
        .arch   armv7-a
        .arm
        mrc     p15, 0, r0, c1, c0, 0
        bic     r0, r0, #0x1000
        mcr     p15, 0, r0, c1, c0, 0
        mov     r0, #0
        mcr     p15, 0, r0, c7, c5, 0
        isb     sy
        bx      lr
operands:
