package dev.gangway.virtual.arm;

/** An exception of the processor: without handlers, as in a boot ROM's FEL mode, it is the end. */
final class CpuFault extends Exception {
    private static final long serialVersionUID = 1L;

    CpuFault(String message) {
        super(message);
    }

    static CpuFault undefined(int instruction) {
        return new CpuFault(String.format("undefined instruction %08x", instruction));
    }
}
