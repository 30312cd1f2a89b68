@ Leaves the IRQ mode's stack pointer and then the current one behind the code. Interrupts are masked meanwhile.
        .syntax unified
        .arch   armv5te
        .arm
        mrs     r0, cpsr
        mov     r2, sp
        bic     r1, r0, #0x1f
        orr     r1, r1, #0xd2
        msr     cpsr_c, r1
        mov     r1, sp
        msr     cpsr_c, r0
        adr     r3, operands
        stmia   r3, {r1, r2}
        bx      lr
operands:
