@ Clears and then sets bits of one register.
@ operands: address, bits to clear, bits to set.
        .syntax unified
        .arch   armv5te
        .arm
        adr     r3, operands
        ldmia   r3, {r0, r1, r2}
        ldr     r3, [r0]
        bic     r3, r3, r1
        orr     r3, r3, r2
        str     r3, [r0]
        bx      lr
operands:
