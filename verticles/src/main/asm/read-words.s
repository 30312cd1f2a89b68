@ Copies 32-bit words out of device registers: FEL's own reads go byte by byte, which registers do not survive.
@ operands: address, count; the words follow the operands.
        .syntax unified
        .arch   armv5te
        .arm
        adr     r3, operands
        ldmia   r3!, {r0, r1}
next:   subs    r1, r1, #1
        bxlo    lr
        ldr     r2, [r0], #4
        str     r2, [r3], #4
        b       next
operands:
