package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.PortPath;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.usb4java.Context;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;

/** One open device in a libusb context of its own. Threads as in the interface; close waits until a running call ends. */
final class LibusbSession implements UsbSession {
    private final Contexts contexts;
    private final Context context;
    private final DeviceHandle handle;
    private final PortPath port;
    private final UsbIdentity identity;
    private final IntFunction<Optional<String>> kernel;
    private final Transfers transfers;
    private final Set<Integer> claimed = new TreeSet<>();
    private final Map<Integer, Integer> settings = new HashMap<>();
    private final Set<Integer> detached = new HashSet<>();
    private final ReentrantLock use = new ReentrantLock();
    private boolean closed;

    /**
     * A session on an opened device.
     *
     * @param contexts where its context goes when it is closed
     * @param kernel tells how the machine uses an interface, so that its driver must not be taken away
     * @param gone asks the kernel whether this device has left; used to tell a pulled cable from a broken transfer
     */
    LibusbSession(
            Contexts contexts,
            Context context,
            DeviceHandle handle,
            PortPath port,
            UsbIdentity identity,
            IntFunction<Optional<String>> kernel,
            BooleanSupplier gone) {
        this.contexts = contexts;
        this.context = context;
        this.handle = handle;
        this.port = port;
        this.identity = identity;
        this.kernel = kernel;
        this.transfers = new Transfers(context, handle, port, gone);
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    /** A call that uses the device. */
    @FunctionalInterface
    private interface Use {
        int run() throws ChannelException;
    }

    private int using(Use call) throws ChannelException {
        use.lock();
        try {
            checkOpen();
            transfers.checkNotCancelled();
            return call.run();
        } finally {
            use.unlock();
        }
    }

    private void checkOpen() throws ChannelException {
        if (closed) {
            throw new ChannelException(ChannelFault.IO, "this session on " + port + " is closed");
        }
    }

    @Override
    public void claim(int interfaceNumber) throws ChannelException {
        using(() -> {
            if (identity.interfaces().stream().noneMatch(each -> each.number() == interfaceNumber)) {
                throw new ChannelException(ChannelFault.IO, port + " has no interface " + interfaceNumber);
            }
            Optional<String> use = kernel.apply(interfaceNumber);
            if (use.isPresent()) {
                throw new ChannelException(ChannelFault.BUSY, use.get());
            }
            if (LibUsb.detachKernelDriver(handle, interfaceNumber) == LibUsb.SUCCESS) {
                detached.add(interfaceNumber);
            }
            // Not every failure to detach matters: the claim itself tells.
            LibusbErrors.check(LibUsb.claimInterface(handle, interfaceNumber), "claiming the board on " + port);
            claimed.add(interfaceNumber);
            return 0;
        });
    }

    @Override
    public void alternate(int interfaceNumber, int setting) throws ChannelException {
        using(() -> {
            if (!claimed.contains(interfaceNumber)) {
                throw new IllegalStateException("claim interface " + interfaceNumber + " first");
            }
            int result = LibUsb.setInterfaceAltSetting(handle, interfaceNumber, setting);
            // Linux knows the descriptors and answers for the board; NOT_FOUND is its word for what a board stalls.
            if (result == LibUsb.ERROR_NOT_FOUND) {
                throw new ChannelException(
                        ChannelFault.STALL,
                        "interface " + interfaceNumber + " of the board on " + port + " has no setting " + setting);
            }
            LibusbErrors.check(result, "choosing a setting of the board on " + port);
            settings.put(interfaceNumber, setting);
            return 0;
        });
    }

    @Override
    public void bulkOut(int endpoint, ByteBuffer data, Duration timeout, LongConsumer moved) throws ChannelException {
        using(() -> {
            checkEndpoint(endpoint, false);
            transfers.bulkOut(endpoint, data, timeout, moved);
            return 0;
        });
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException {
        return using(() -> {
            checkEndpoint(endpoint, true);
            return transfers.bulkIn(endpoint, into, timeout);
        });
    }

    private void checkEndpoint(int endpoint, boolean in) throws ChannelException {
        for (UsbIdentity.Interface each : identity.interfaces()) {
            for (UsbIdentity.Endpoint known : each.endpoints()) {
                if (known.address() == endpoint && known.isIn() == in && holds(each)) {
                    if (!claimed.contains(each.number())) {
                        throw new IllegalStateException(
                                "claim interface " + each.number() + " before using endpoint " + endpoint);
                    }
                    return;
                }
            }
        }
        throw new ChannelException(
                ChannelFault.IO,
                port + " has no " + (in ? "in" : "out") + " endpoint 0x" + Integer.toHexString(endpoint)
                        + " in its present setting");
    }

    private boolean holds(UsbIdentity.Interface each) {
        return settings.getOrDefault(each.number(), 0) == each.alternate();
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data, Duration timeout) throws ChannelException {
        return using(() -> transfers.control(setup, data, timeout));
    }

    @Override
    public void clearHalt(int endpoint) throws ChannelException {
        using(() -> LibusbErrors.check(
                LibUsb.clearHalt(handle, (byte) endpoint), "clearing a halt of the board on " + port));
    }

    @Override
    public void reset() throws ChannelException {
        use.lock();
        try {
            checkOpen();
            int result = LibUsb.resetDevice(handle);
            settings.clear(); // libusb lets go of the interfaces for the reset, and Linux puts them back to setting 0
            // NOT_FOUND: the reset worked, and the device came back as another attach.
            if (result != LibUsb.ERROR_NOT_FOUND) {
                LibusbErrors.check(result, "resetting the board on " + port);
            }
        } finally {
            use.unlock();
        }
    }

    @Override
    public void cancel() {
        transfers.cancel();
    }

    @Override
    public void close() {
        transfers.cancel();
        use.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (!transfers.free()) {
                // The kernel still owns memory of a transfer: giving the context back would crash the process.
                return;
            }
            claimed.forEach(number -> LibUsb.releaseInterface(handle, number));
            detached.forEach(number -> LibUsb.attachKernelDriver(handle, number));
            LibUsb.close(handle);
            contexts.giveBack(context);
        } finally {
            use.unlock();
        }
    }
}
