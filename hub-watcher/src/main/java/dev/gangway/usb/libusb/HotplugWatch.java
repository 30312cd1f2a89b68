package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.Context;
import org.usb4java.Device;
import org.usb4java.HotplugCallbackHandle;
import org.usb4java.LibUsb;

/**
 * The watcher's libusb context and its event thread. The callback copies numbers and returns; it never throws, because the
 * native side does not look for exceptions.
 */
final class HotplugWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HotplugWatch.class);
    private static final long SLICE_MICROS = 100_000;

    private final Context context;
    private final HotplugCallbackHandle callback = new HotplugCallbackHandle();
    private final IntConsumer departed;
    private final AtomicBoolean changed = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "libusb-events");
    private final boolean registered;
    private final Sysfs sysfs;
    private volatile Runnable hint = () -> {};
    private volatile boolean running = true;

    HotplugWatch(Sysfs sysfs, IntConsumer departed) throws ChannelException {
        this.sysfs = sysfs;
        this.departed = departed;
        context = Contexts.fresh();
        registered = LibUsb.hasCapability(LibUsb.CAP_HAS_HOTPLUG) && register();
        thread.setDaemon(true);
    }

    private boolean register() {
        int result = LibUsb.hotplugRegisterCallback(
                context,
                LibUsb.HOTPLUG_EVENT_DEVICE_ARRIVED | LibUsb.HOTPLUG_EVENT_DEVICE_LEFT,
                0,
                LibUsb.HOTPLUG_MATCH_ANY,
                LibUsb.HOTPLUG_MATCH_ANY,
                LibUsb.HOTPLUG_MATCH_ANY,
                (source, device, event, data) -> note(device, event),
                null,
                callback);
        if (result != LibUsb.SUCCESS) {
            LOG.atWarn().addKeyValue("code", result).log("no hotplug events: boards are seen at the next survey only");
        }
        return result == LibUsb.SUCCESS;
    }

    private int note(Device device, int event) {
        if (event == LibUsb.HOTPLUG_EVENT_DEVICE_LEFT) {
            departed.accept(Attaches.place(LibUsb.getBusNumber(device), LibUsb.getDeviceAddress(device)));
        }
        changed.set(true);
        return 0;
    }

    Context context() {
        return context;
    }

    /** From the first call on a thread listens; a bench verb that surveys once needs none. */
    synchronized void onChange(Runnable newHint) {
        hint = newHint;
        if (running && thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    private void run() {
        int listed = sysfs.fingerprint();
        while (running) {
            int result = LibUsb.handleEventsTimeout(context, SLICE_MICROS);
            if (result != LibUsb.SUCCESS && result != LibUsb.ERROR_INTERRUPTED) {
                LOG.atError().addKeyValue("code", result).log("hotplug events end: boards are seen at surveys only");
                return;
            }
            // Without udevd no event ever comes, so the kernel's list is looked at too; it costs less than a
            // millisecond.
            int now = sysfs.fingerprint();
            boolean differs = now != listed;
            listed = now;
            if (changed.getAndSet(false) || differs) {
                try {
                    hint.run();
                } catch (RuntimeException e) {
                    LOG.atError().setCause(e).log("the listener of the USB bus failed");
                }
            }
        }
    }

    private synchronized void stop() {
        running = false;
    }

    @Override
    public void close() {
        stop();
        if (registered) {
            LibUsb.hotplugDeregisterCallback(context, callback);
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // The native context must not go while its thread still uses it; a slice is 100 ms.
                interrupted = true;
            }
        }
        LibUsb.exit(context);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
