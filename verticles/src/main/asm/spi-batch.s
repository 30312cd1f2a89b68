@ Runs a list of SPI transfers. A record is a big-endian halfword n and n bytes, which are sent and overwritten by the
@ n bytes that come back meanwhile; n = 0 ends the list, n = 0xffff (without bytes) asks the flash for its status until
@ it is no longer busy. No more than 60 bytes are on their way at a time: the receive FIFO has 64 and never overflows.
@ Interrupts wait, so that the controller is not starved in a burst. Only bytes are moved: records lie at odd addresses.
@ operands: list, control register, its start bit, FIFO status, transmit, receive, burst length, transmit count,
@ single-line count (0 = there is none). Behind them 44 bytes are used: saved registers and the status request.
        .syntax unified
        .arch   armv5te
        .arm
        adr     ip, operands + 36
        stmia   ip, {r4 - r11, lr}
        mrs     r0, cpsr
        str     r0, [ip, #36]
        orr     r0, r0, #0xc0
        msr     cpsr_c, r0
        adr     ip, operands
        ldmia   ip, {r0 - r5}

record: ldrb    r9, [r0], #1
        ldrb    ip, [r0], #1
        orrs    r9, ip, r9, lsl #8
        beq     done
        add     ip, r9, #1
        tst     ip, #0x10000
        mov     ip, r0
        bne     poll
        bl      transfer
        mov     r0, ip
        b       record

poll:   adr     ip, operands + 76
        mov     r6, #5                  @ read status
        strb    r6, [ip]
        mov     r9, #2
        bl      transfer
        ldrb    r6, [ip, #-1]
        tst     r6, #1                  @ busy
        bne     poll
        b       record

done:   adr     ip, operands + 36
        ldr     r0, [ip, #36]
        msr     cpsr_c, r0
        ldmia   ip, {r4 - r11, lr}
        bx      lr

@ One burst of r9 > 0 bytes at ip; ip is behind them afterwards. Destroys r6 to r11.
transfer:
        adr     r6, operands + 24
        ldmia   r6, {r6, r7, r8}
        str     r9, [r6]
        str     r9, [r7]
        cmp     r8, #0
        strne   r9, [r8]
        mov     r10, ip                 @ next byte to send
        mov     r11, ip                 @ next byte to come
        add     ip, ip, r9
fill:   cmp     r10, ip
        beq     filled
        sub     r6, r10, r11
        cmp     r6, #60
        bhs     filled
        ldrb    r7, [r10], #1
        strb    r7, [r4]
        b       fill
filled: cmp     r9, #0
        beq     drain
        ldr     r6, [r1]
        orr     r6, r6, r2
        str     r6, [r1]
        mov     r9, #0                  @ started
drain:  ldr     r6, [r3]
        ands    r6, r6, #0x7f
        beq     fill
take:   ldrb    r7, [r5]
        strb    r7, [r11], #1
        subs    r6, r6, #1
        bne     take
        cmp     r11, ip
        bne     fill
over:   ldr     r6, [r1]
        tst     r6, r2
        bne     over
        bx      lr
operands:
