package dev.gangway.usb.libusb;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.channel.UsbTopology;
import dev.gangway.model.PortPath;
import dev.gangway.serial.TtyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.usb4java.Context;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;

/**
 * The machine's own USB through libusb. Any thread may call.
 *
 * <p>Ports have the kernel's names, {@code bus-p.p.p}, and a socket of a USB 3 hub is one port, {@link Sysfs#socket}: a board that is
 * of high speed in one boot mode and SuperSpeed in the next stays on it. Hotplug is only a hint; a survey reads the list and, on Linux, holds
 * it against the kernel's own, because libusb misses arrivals on a machine without udevd.
 */
public final class LibusbBus implements BoardBus {
    /** The socket by which libudev tells that udevd runs. */
    private static final Path UDEVD = Path.of("/run/udev/control");

    private static final Duration UDEVD_TAKES = Duration.ofSeconds(5);

    /** A fresh device's driver makes its tty within milliseconds, and udev lets this user open it within some more. */
    private static final Duration TTY_TAKES = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final Sysfs sysfs = new Sysfs();
    private final KernelUse kernel = new KernelUse();
    private final Devices devices = new Devices(sysfs);
    private final LibusbTopology topology = new LibusbTopology(sysfs, devices);
    private final Attaches attaches = new Attaches(sysfs::socket);
    private final Set<Integer> departed = ConcurrentHashMap.newKeySet();
    private final Contexts contexts = new Contexts();
    private final LateArrivals late = new LateArrivals(Files.exists(UDEVD) ? UDEVD_TAKES : Duration.ZERO);
    private final HotplugWatch watch;
    private boolean closed;

    /**
     * Loads libusb and begins to listen for hotplug.
     *
     * @param nativeDirectory where the native library is unpacked, once
     * @throws ChannelException when libusb does not load or start, saying what to do
     */
    public LibusbBus(Path nativeDirectory) throws ChannelException {
        try {
            LibusbNatives.load(nativeDirectory);
        } catch (IOException e) {
            throw new ChannelException(ChannelFault.IO, String.valueOf(e.getMessage()));
        }
        watch = new HotplugWatch(sysfs, departed::add);
    }

    @Override
    public String name() {
        return "libusb";
    }

    @Override
    public boolean owns(PortPath port) {
        return port.isUsb();
    }

    @Override
    public List<PortPath> ports() {
        return topology.ports();
    }

    @Override
    public synchronized List<Sighting> survey() throws ChannelException {
        checkOpen();
        if (!sysfs.exists() && System.getProperty("os.name", "").startsWith("Linux")) {
            throw new ChannelException(
                    ChannelFault.IO,
                    "this machine has no USB (no /sys/bus/usb): start the station with virtual boards");
        }
        Set<Integer> left = new HashSet<>(departed);
        departed.removeAll(left);
        attaches.left(left);
        contexts.tend();
        List<Seen> seen = everyBoard();
        attaches.keepOnly(new HashSet<>(seen.stream().map(Seen::path).toList()));
        Map<PortPath, Sighting> sightings = new LinkedHashMap<>();
        for (Seen each : seen) {
            long key = attaches.seen(each.path(), each.place(), each.identity());
            PortPath socket = new PortPath(attaches.socketOf(each.path()).orElse(each.path()));
            // A board that is on its way to the other half is still in the list there: whoever came last is who is
            // plugged in.
            sightings.merge(
                    socket,
                    new Sighting(socket, key, each.identity()),
                    (one, other) -> one.deviceKey() > other.deviceKey() ? one : other);
        }
        return List.copyOf(sightings.values());
    }

    /** A board of the list, without reference to it. */
    private record Seen(String path, int place, UsbIdentity identity) {}

    private List<Seen> everyBoard() throws ChannelException {
        List<Seen> seen = new ArrayList<>(present(watch.context()));
        List<String> missing = new ArrayList<>();
        unlisted(seen).forEach(name -> known(name).ifPresentOrElse(seen::add, () -> missing.add(name)));
        if (!late.areOverdue(missing, System.nanoTime())) {
            return seen;
        }
        Context fresh = Contexts.fresh();
        try {
            return present(fresh);
        } finally {
            LibUsb.exit(fresh);
        }
    }

    private List<Seen> present(Context context) throws ChannelException {
        return devices.each(
                context,
                found -> found.isHub() || !isReal(found.path(), found.place())
                        ? Optional.empty()
                        : Optional.of(new Seen(found.path(), found.place(), identity(found))));
    }

    /** A board that an earlier survey found and that is still where it was. */
    private Optional<Seen> known(String path) {
        OptionalInt address = sysfs.address(path);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int place = Attaches.place(Integer.parseInt(path.substring(0, path.indexOf('-'))), address.getAsInt());
        return attaches.identityOf(path, place).map(identity -> new Seen(path, place, identity));
    }

    /** An attach stays who it is: with many boards on slow ports, asking each at every survey takes longer than a survey may. */
    private UsbIdentity identity(Devices.Found found) {
        return attaches.identityOf(found.path(), found.place())
                .filter(known -> !known.interfaces().isEmpty()) // it may not have been ready
                .filter(known -> known.vid() == (found.descriptor().idVendor() & 0xffff)
                        && known.pid() == (found.descriptor().idProduct() & 0xffff))
                .orElseGet(() -> devices.identity(found));
    }

    /** Whether the kernel agrees; where it says nothing, libusb is believed. */
    private boolean isReal(String path, int place) {
        return !sysfs.exists() || sysfs.address(path).equals(OptionalInt.of(place & 0xff));
    }

    /** What the kernel shows and libusb does not. */
    private List<String> unlisted(List<Seen> seen) {
        Set<String> paths = new HashSet<>(seen.stream().map(Seen::path).toList());
        return sysfs.names().stream()
                .filter(name -> name.indexOf('-') > 0 && !paths.contains(name) && !sysfs.isHub(name))
                .toList();
    }

    @Override
    public void onChange(Runnable hint) {
        watch.onChange(hint);
    }

    @Override
    public <C extends Channel> C open(PortPath port, long deviceKey, Class<C> over) throws ChannelException {
        if (over == SerialLine.class) {
            return over.cast(serialLine(port, deviceKey));
        }
        if (!over.isAssignableFrom(UsbSession.class)) {
            throw ChannelException.unsupported(port, over);
        }
        return over.cast(session(port, deviceKey));
    }

    /** The line of the tty that the kernel made of this device, so that an adapter has the slot of its USB port. */
    private SerialLine serialLine(PortPath port, long deviceKey) throws ChannelException {
        String device = device(port, deviceKey);
        int place = attaches.placeOf(device, deviceKey).orElseThrow(() -> gone(port));
        long begin = System.nanoTime();
        while (isReal(device, place)) {
            Optional<SerialDevice> tty = sysfs.tty(device).map(name -> new SerialDevice("/dev/" + name));
            boolean late = System.nanoTime() - begin > TTY_TAKES.toNanos();
            if (tty.isPresent() && (late || tty.get().trouble().isEmpty())) {
                return opened(tty.get(), port, device, place);
            }
            if (late) {
                throw ChannelException.unsupported(port, SerialLine.class);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new ChannelException(ChannelFault.CANCELLED, "the opening of " + port + " was interrupted");
            }
        }
        throw gone(port);
    }

    /** The tty's name may have become another device's meanwhile. */
    private SerialLine opened(SerialDevice tty, PortPath port, String device, int place) throws ChannelException {
        SerialLine line = TtyLine.open(tty);
        if (!isReal(device, place)
                || !sysfs.tty(device).equals(Optional.of(tty.path().substring("/dev/".length())))) {
            line.close();
            throw gone(port);
        }
        return line;
    }

    private UsbSession session(PortPath port, long deviceKey) throws ChannelException {
        // Not under the lock of a survey, which may take long.
        String device = device(port, deviceKey);
        int place = attaches.placeOf(device, deviceKey).orElseThrow(() -> gone(port));
        if (!isReal(device, place)) {
            throw gone(port);
        }
        Optional<LibusbSession> opened = open(contexts.take(), port, device, place);
        // A kept context may not have heard of this device yet.
        return opened.isPresent()
                ? opened.get()
                : open(Contexts.fresh(), port, device, place).orElseThrow(() -> gone(port));
    }

    /** The kernel's name of what was seen in this socket with this key, which may be on either half of it. */
    private String device(PortPath port, long deviceKey) throws ChannelException {
        return attaches.nameOf(deviceKey)
                .filter(device -> attaches.socketOf(device).equals(Optional.of(port.text())))
                .orElseThrow(() -> gone(port));
    }

    /** Ends the context when there is no session that owns it. */
    private Optional<LibusbSession> open(Context context, PortPath port, String device, int place)
            throws ChannelException {
        boolean owned = false;
        try {
            Optional<LibusbSession> session = devices
                    .each(
                            context,
                            found -> found.place() == place && found.path().equals(device) && isReal(device, place)
                                    ? Optional.of(open(context, port, found))
                                    : Optional.empty())
                    .stream()
                    .findFirst();
            owned = session.isPresent();
            return session;
        } finally {
            if (!owned) {
                LibUsb.exit(context);
            }
        }
    }

    private LibusbSession open(Context context, PortPath port, Devices.Found found) throws ChannelException {
        DeviceHandle handle = new DeviceHandle();
        int result = LibUsb.open(found.device(), handle);
        if (result == LibUsb.ERROR_IO) { // so it calls the kernel's ENODEV, for a device that is on its way out
            throw new ChannelException(
                    ChannelFault.DISCONNECTED,
                    "opening the board on " + port
                            + ": the kernel does not open it any more: it left, or this process has too many files open");
        }
        LibusbErrors.check(result, "opening the board on " + port);
        return new LibusbSession(
                contexts,
                context,
                handle,
                port,
                devices.identity(found),
                interfaceNumber -> kernel.of(found.path(), interfaceNumber),
                () -> !isReal(found.path(), found.place()));
    }

    private static ChannelException gone(PortPath port) {
        return new ChannelException(
                ChannelFault.DISCONNECTED,
                "the board that was on " + port + " is gone, or another has taken its place");
    }

    @Override
    public Optional<UsbTopology> topology() {
        return Optional.of(topology);
    }

    private void checkOpen() throws ChannelException {
        if (closed) {
            throw new ChannelException(ChannelFault.IO, "the USB bus is closed");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            contexts.close();
            watch.close();
        }
    }
}
