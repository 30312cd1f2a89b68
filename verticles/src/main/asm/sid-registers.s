@ Reads fuses through the SID's control register (base+0x40: index in bits 16-31, key 0xac in bits 8-15, bit 1 starts
@ and stays set while the read lasts) and data register (base+0x60).
@ operands: base, first offset, end offset; the words follow the operands.
        .syntax unified
        .arch   armv5te
        .arm
        adr     r3, operands
        ldmia   r3!, {r0, r1, r2}
fuse:   cmp     r1, r2
        bhs     lock
        mov     ip, r1, lsl #16
        orr     ip, ip, #0xac00
        orr     ip, ip, #2
        str     ip, [r0, #0x40]
busy:   ldr     ip, [r0, #0x40]
        tst     ip, #2
        bne     busy
        ldr     ip, [r0, #0x60]
        str     ip, [r3], #4
        add     r1, r1, #4
        b       fuse
lock:   mov     ip, #0
        str     ip, [r0, #0x40]
        bx      lr
operands:
