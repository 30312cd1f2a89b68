@ memmove: exact to the byte, in words where source and destination are aligned alike, from the end where the areas
@ overlap so that the start would be overwritten before it was read.
@ operands: destination, source, length.
        .syntax unified
        .arch   armv5te
        .arm
        adr     r3, operands
        ldmia   r3, {r0, r1, r2}
        sub     ip, r0, r1
        cmp     ip, r2
        blo     down
        tst     ip, #3
        bne     up_bytes
up_head:
        tst     r0, #3
        beq     up_words
        subs    r2, r2, #1
        bxlo    lr
        ldrb    r3, [r1], #1
        strb    r3, [r0], #1
        b       up_head
up_words:
        subs    r2, r2, #4
        ldrhs   r3, [r1], #4
        strhs   r3, [r0], #4
        bhs     up_words
        add     r2, r2, #4
up_bytes:
        subs    r2, r2, #1
        bxlo    lr
        ldrb    r3, [r1], #1
        strb    r3, [r0], #1
        b       up_bytes

down:   add     r0, r0, r2
        add     r1, r1, r2
        tst     ip, #3
        bne     down_bytes
down_head:
        tst     r0, #3
        beq     down_words
        subs    r2, r2, #1
        bxlo    lr
        ldrb    r3, [r1, #-1]!
        strb    r3, [r0, #-1]!
        b       down_head
down_words:
        subs    r2, r2, #4
        ldrhs   r3, [r1, #-4]!
        strhs   r3, [r0, #-4]!
        bhs     down_words
        add     r2, r2, #4
down_bytes:
        subs    r2, r2, #1
        bxlo    lr
        ldrb    r3, [r1, #-1]!
        strb    r3, [r0, #-1]!
        b       down_bytes
operands:
