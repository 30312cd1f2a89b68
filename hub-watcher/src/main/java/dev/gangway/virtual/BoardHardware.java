package dev.gangway.virtual;

import java.time.Duration;

/**
 * What software on a virtual board has at its disposal. All calls are made under the board's lock. When the board is
 * reset or unplugged, tasks that the software scheduled no longer run.
 */
public interface BoardHardware {
    /** The address space. */
    SystemMemory memory();

    /** The USB serial that firmware derives from the chip's id: SID words 0 and 3 as 16 hex digits on the A13 family. */
    String serialNumber();

    /** Appears on the bus. */
    void enumerate(UsbFunction function);

    /** Leaves the bus. */
    void detach();

    /** What was answered with NAK may be served now. */
    void wake();

    /** Runs the task later, unless the board was reset or unplugged before. */
    void after(Duration delay, Runnable task);

    /** Resets the SoC: SRAM survives, the boot ROM runs again. */
    void reset();

    /** Tells an observer one line of what happens, as a console log would show it. */
    void console(String line);
}
