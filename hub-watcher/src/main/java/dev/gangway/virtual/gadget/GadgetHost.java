package dev.gangway.virtual.gadget;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.SystemMemory;
import java.time.Duration;
import java.util.function.IntConsumer;

/** What the fastboot gadget needs from the boot loader that runs it. All calls are made under the board's lock. */
public interface GadgetHost {
    /** The board's memory, which holds the download buffer. */
    SystemMemory memory();

    /** An environment variable, or an empty text. */
    String variable(String name);

    /** Sets an environment variable. */
    void setVariable(String name, String value);

    /** Runs the task after a delay as on a real board; the host may scale it. */
    void after(Duration delay, Runnable task);

    /** Runs the task after a delay that is not scaled: used to slow a transfer down. */
    void afterExactly(Duration delay, Runnable task);

    /** What was answered with NAK may be served now. */
    void wake();

    /** Runs a boot-loader command and reports its exit code, at once or later. */
    void run(String command, IntConsumer done);

    /** The gadget is done: it has answered, and the boot loader takes over. */
    void leave(Exit how);

    /** A line for the console. */
    void log(String line);

    /** Whether this is fastboot in user space, which alone reaches logical partitions. */
    default boolean isUserspace() {
        return false;
    }

    /** The speed at which the gadget shows itself. */
    default UsbIdentity.Speed speed() {
        return UsbIdentity.Speed.HIGH;
    }

    /** Ways out of fastboot. */
    enum Exit {
        /** {@code continue}: the boot loader's command returns. */
        CONTINUE,
        /** {@code reboot}. */
        REBOOT,
        /** {@code reboot-bootloader}. */
        REBOOT_BOOTLOADER,
        /** {@code reboot-fastboot}: fastboot again, in user space. */
        REBOOT_FASTBOOT,
        /** {@code reboot-recovery}. */
        REBOOT_RECOVERY,
        /** {@code boot}: what lies in the download buffer is started. */
        BOOT
    }
}
