package dev.gangway.power;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.config.PowerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A port of a Yepkit YKUSH hub. Its switch is a HID device of its own with reports of 64 bytes, which Linux shows as
 * {@code /dev/hidrawN}. Facts: the manufacturer's {@code ykushcmd} (commands, answers, product numbers) and the kernel's
 * {@code Documentation/hid/hidraw.rst} (a report without number is written with a 0 before it).
 */
final class YkushOutlet implements Outlet {
    /** Vendor 04d8 (Microchip) with the products that switch: YKUSH beta, YKUSH, YKUSH2, YKUSH3, YKUSH XS. */
    private static final Pattern SWITCHES =
            Pattern.compile("(?m)^HID_ID=[0-9A-F]{4}:000004D8:0000(0042|F2F7|EFED|F11B|F0CD)$");

    private static final Pattern UNIQUE = Pattern.compile("(?m)^HID_UNIQ=(.*)$");

    private static final int REPORT = 64;

    /** Together with the port's number. */
    private static final int UP = 0x10;

    /** Together with the port's number. */
    private static final int ASK = 0x20;

    /** The first byte of an answer. */
    private static final int DONE = 1;

    /** One question at a time, whichever port it is about: answers do not say to which they belong. */
    private static final Object TURN = new Object();

    private final PowerConfig.Ykush hub;
    private final Duration patience;
    private final Path devices;
    private final Path nodes;

    YkushOutlet(PowerConfig.Ykush hub, Duration patience) {
        this(hub, patience, Path.of("/sys/class/hidraw"), Path.of("/dev"));
    }

    /**
     * A port.
     *
     * @param devices where the kernel lists HID devices
     * @param nodes where it shows them
     */
    YkushOutlet(PowerConfig.Ykush hub, Duration patience, Path devices, Path nodes) {
        this.hub = hub;
        this.patience = patience;
        this.devices = devices;
        this.nodes = nodes;
    }

    @Override
    public void turn(boolean on) throws ChannelException {
        ask((on ? UP : 0) | hub.port());
    }

    @Override
    public boolean isOfTheSocket() {
        return true;
    }

    @Override
    public Optional<Boolean> isOn() throws ChannelException {
        return Optional.of(ask(ASK | hub.port()).get(1) > UP);
    }

    private ByteBuffer ask(int command) throws ChannelException {
        synchronized (TURN) {
            Path node = find();
            try (FileChannel channel = FileChannel.open(node, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(1 + REPORT).put(1, (byte) command));
                ByteBuffer answer = ByteBuffer.allocate(REPORT);
                CompletableFuture.supplyAsync(() -> read(channel, answer))
                        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (answer.get(0) != DONE) {
                    throw trouble("refuses the command for port " + hub.port() + ": has it a port of this number?");
                }
                return answer;
            } catch (AccessDeniedException e) {
                throw new ChannelException(
                        ChannelFault.ACCESS,
                        name() + " may not be opened: allow the station's user to write to " + node
                                + " (a udev rule for 04d8)");
            } catch (NoSuchFileException e) {
                throw new ChannelException(ChannelFault.DISCONNECTED, name() + " is gone");
            } catch (ChannelException e) {
                throw e;
            } catch (TimeoutException e) {
                throw trouble("does not answer: plug it in again");
            } catch (IOException | ExecutionException e) {
                throw trouble("cannot be asked: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ChannelException(ChannelFault.CANCELLED, "the station is stopping");
            }
        }
    }

    /** Ends with an exception when the channel is closed, which is how a hub that says nothing is given up. */
    private static int read(FileChannel channel, ByteBuffer answer) {
        try {
            return channel.read(answer);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private Path find() throws ChannelException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(devices, "hidraw*")) {
            for (Path device : all) {
                String about = Files.readString(device.resolve("device").resolve("uevent"));
                if (SWITCHES.matcher(about).find() && isWanted(about)) {
                    found.add(nodes.resolve(device.getFileName().toString()));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // A kernel without a single HID device has no such folder; one that goes while we look is not there.
            return none();
        } catch (IOException e) {
            throw trouble("cannot be looked for: " + e.getMessage());
        }
        if (found.size() > 1) {
            throw trouble("is one of " + found.size() + ": write ykush.serial, the one that stands on it");
        }
        return found.isEmpty() ? none() : found.get(0);
    }

    private boolean isWanted(String about) {
        return hub.serial().isEmpty()
                || UNIQUE.matcher(about).results().anyMatch(match -> match.group(1)
                        .equals(hub.serial()));
    }

    private Path none() throws ChannelException {
        throw new ChannelException(ChannelFault.DISCONNECTED, name() + " is not plugged in");
    }

    private ChannelException trouble(String what) {
        return new ChannelException(ChannelFault.IO, name() + " " + what);
    }

    private String name() {
        return "the YKUSH hub" + (hub.serial().isEmpty() ? "" : " " + hub.serial());
    }
}
