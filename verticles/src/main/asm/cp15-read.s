@ Reads one system register; the client puts the MRC for the register it wants in the first word.
@ The value lands behind the code.
        .syntax unified
        .arch   armv5te
        .arm
        mrc     p15, 0, r0, c1, c0, 0
        adr     r1, operands
        str     r0, [r1]
        bx      lr
operands:
