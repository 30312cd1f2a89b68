@ Asks the secure monitor of a locked chip's boot ROM to return to secure state.
        .syntax unified
        .arch   armv7-a
        .arch_extension sec
        .arm
        smc     #0
        bx      lr
operands:
