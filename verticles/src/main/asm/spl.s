@ Starts an SPL from FEL and comes back to the boot ROM with the boot ROM's memory as it was.
@
@ The areas in the table hold the boot ROM's stacks and data; the upload has left the SPL's bytes for them in the
@ backup areas, so that one exchange puts the SPL in place and saves the boot ROM, and a second one undoes it.
@ The outcome replaces the last four letters of the header's magic: .FEL the SPL was called, .BAD its checksum was
@ wrong, .??? caches are on and nothing was touched. The routine has its own stack; r4-r11, sp, lr and cpsr of the boot
@ ROM are kept here too, whatever the SPL does to them.
@
@ operands: address of the SPL, then (boot ROM area, backup, bytes) for each area, closed by three zero words.
        .syntax unified
        .arch   armv5te
        .arm
        adr     r0, kept
        mov     ip, sp
        stmia   r0, {r4-ip, lr}
        mrs     r1, cpsr
        str     r1, [r0, #40]
        orr     r1, r1, #0xc0
        msr     cpsr_c, r1
        adr     sp, stack_top

        ldr     r4, operands
        mrc     p15, 0, r1, c1, c0, 0
        tst     r1, #0x1000
        tsteq   r1, #0x0004
        ldrne   r1, mark_caches
        strne   r1, [r4, #8]
        bne     leave

        bl      exchange

        ldr     r0, seed
        ldr     r1, [r4, #0x10]
        mov     r2, r4
sum:    ldr     r3, [r2], #4
        add     r0, r0, r3
        subs    r1, r1, #4
        bhi     sum
        ldr     r1, [r4, #0x0c]
        cmp     r0, r1, lsl #1
        ldrne   r1, mark_bad
        strne   r1, [r4, #8]
        bne     undo

        ldr     r1, mark_fel
        str     r1, [r4, #8]
        mov     r0, #0
        mcr     p15, 0, r0, c7, c10, 4          @ data synchronisation barrier
        mrc     p15, 0, r1, c0, c0, 0
        and     r1, r1, #0x000f0000
        cmp     r1, #0x00060000                 @ ARM926 has no instruction barrier
        mcrhi   p15, 0, r0, c7, c5, 4
        blx     r4

undo:   bl      exchange
leave:  adr     r0, kept
        ldr     r1, [r0, #40]
        orr     r2, r1, #0xc0
        msr     cpsr_c, r2
        ldmia   r0, {r4-ip, lr}
        mov     sp, ip
        msr     cpsr_c, r1
        bx      lr

exchange:
        adr     r8, operands + 4
area:   ldmia   r8!, {r0, r1, r2}
        cmp     r2, #0
        bxeq    lr
word:   ldr     r3, [r0]
        ldr     r9, [r1]
        str     r9, [r0], #4
        str     r3, [r1], #4
        subs    r2, r2, #4
        bhi     word
        b       area

seed:   .word   0x5f0a6c39
mark_fel:
        .ascii  ".FEL"
mark_bad:
        .ascii  ".BAD"
mark_caches:
        .ascii  ".???"
kept:   .space  44
stack:  .space  64
stack_top:
operands:
