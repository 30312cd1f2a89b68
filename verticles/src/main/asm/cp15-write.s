@ Writes one system register; the client puts the MCR for the register it wants in the third word.
@ operand: the value.
        .syntax unified
        .arch   armv7-a
        .arm
        adr     r1, operands
        ldr     r0, [r1]
        mcr     p15, 0, r0, c1, c0, 0
        dsb     sy
        isb     sy
        bx      lr
operands:
