package dev.gangway.virtual;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.model.PortPath;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One attach of a virtual board as a host controller sees it: each call tries a transfer once, without blocking. The
 * blocking session and the USB/IP export both stand on it. Any thread may call.
 *
 * <p>A caller that gets {@link UsbFunction#NAK} reads {@link #wakes} <em>before</em> it tries and then waits with
 * {@link #await}, so that no wake is lost.
 */
public final class VirtualAttach {
    /**
     * Bytes that one bulk call moves at most, so that no one holds the board's lock for long. A call that moved exactly so
     * many has not ended the transfer.
     */
    public static final int MOST_AT_ONCE = 1 << 20;

    private static final int NO_ENDPOINT = Integer.MIN_VALUE;

    private final HubPort port;
    private final long deviceKey;
    private final UsbFunction function;
    private final UsbIdentity identity;
    private final StandardRequests standard;
    private final Wakes wakes = new Wakes();
    private volatile boolean gone;
    private volatile boolean identified;

    // Mutable state, under the board's lock.
    private final Set<Integer> halted = new HashSet<>();
    private final Map<Integer, Object> claims = new HashMap<>();

    VirtualAttach(HubPort port, long deviceKey, UsbFunction function) {
        this.port = port;
        this.deviceKey = deviceKey;
        this.function = function;
        this.identity = function.identity();
        this.standard = new StandardRequests(function);
    }

    /** The bus's name for this attach. */
    public long deviceKey() {
        return deviceKey;
    }

    /** Where it is plugged in. */
    public PortPath path() {
        return port.path;
    }

    /** Its descriptors. */
    public UsbIdentity identity() {
        return identity;
    }

    /** Whether the descriptors have arrived at the host. */
    public boolean isIdentified() {
        return identified;
    }

    /** Whether the board has left. */
    public boolean isGone() {
        return gone;
    }

    Sighting sighting() {
        return new Sighting(port.path, deviceKey, identified ? identity : null);
    }

    void identityArrives() {
        identified = true;
    }

    void leave() {
        gone = true;
        wakes.wake();
    }

    /** How often something has changed so far. */
    public long wakes() {
        return wakes.count();
    }

    /** Wakes all who wait here, for example because one of them shall give up. */
    public void nudge() {
        wakes.wake();
    }

    /** Waits until {@link #wakes} differs from {@code seen}, at most so long; ends early when the thread is interrupted. */
    public void await(long seen, long nanos) {
        wakes.await(seen, nanos);
    }

    /**
     * Takes an interface for this owner; harmless when repeated.
     *
     * @throws ChannelException BUSY when another owner has it, IO when the board has no such interface
     */
    public void claim(int interfaceNumber, Object owner) throws ChannelException {
        boolean exists = identity.interfaces().stream().anyMatch(i -> i.number() == interfaceNumber);
        if (!exists) {
            throw new ChannelException(ChannelFault.IO, path() + " has no interface " + interfaceNumber);
        }
        checkPresent();
        Object holder = port.locked(() -> claims.computeIfAbsent(interfaceNumber, number -> owner));
        if (!holder.equals(owner)) {
            throw new ChannelException(
                    ChannelFault.BUSY,
                    "another program holds interface " + interfaceNumber + " of " + path()
                            + ": end it, then try again");
        }
    }

    /**
     * Holds that this owner has the interface.
     *
     * @throws IllegalStateException when it did not claim it
     */
    public void checkClaimed(int interfaceNumber, Object owner) {
        if (!owner.equals(port.locked(() -> claims.get(interfaceNumber)))) {
            throw new IllegalStateException("claim interface " + interfaceNumber + " first");
        }
    }

    /** Gives back all that this owner claimed, each interface in its setting 0. */
    public void release(Object owner) {
        port.locked(() -> claims.entrySet().removeIf(claim -> {
            boolean mine = claim.getValue().equals(owner);
            if (mine && !gone) {
                standard.leave(claim.getKey(), this::setHalt);
            }
            return mine;
        }));
    }

    /**
     * Offers bytes to the board; the position moves by what it took, at most 1 MiB a call.
     *
     * @return bytes taken, {@link UsbFunction#NAK} or {@link UsbFunction#STALL}
     */
    public int bulkOut(int endpoint, ByteBuffer data, Object owner) throws ChannelException {
        return bulk(endpoint, data, owner, false);
    }

    /**
     * Asks the board for bytes; fewer than the buffer's remaining (or than 1 MiB) end the transfer.
     *
     * @return bytes given, {@link UsbFunction#NAK} or {@link UsbFunction#STALL}
     */
    public int bulkIn(int endpoint, ByteBuffer into, Object owner) throws ChannelException {
        return bulk(endpoint, into, owner, true);
    }

    private int bulk(int endpoint, ByteBuffer buffer, Object owner, boolean in) throws ChannelException {
        checkPresent();
        Integer moved = port.locked(() -> {
            if (gone) {
                return null;
            }
            OptionalInt holder = interfaceOf(endpoint, in);
            if (holder.isEmpty()) {
                return NO_ENDPOINT;
            }
            if (!owner.equals(claims.get(holder.getAsInt()))) {
                throw new IllegalStateException(
                        "claim interface " + holder.getAsInt() + " before using endpoint " + endpoint);
            }
            return halted.contains(endpoint) ? UsbFunction.STALL : once(endpoint, buffer, in);
        });
        if (moved == null) {
            throw left();
        }
        if (moved == NO_ENDPOINT) {
            throw new ChannelException(
                    ChannelFault.IO,
                    path() + " has no " + (in ? "in" : "out") + " endpoint 0x" + Integer.toHexString(endpoint)
                            + " in its present setting");
        }
        return moved;
    }

    private int once(int endpoint, ByteBuffer buffer, boolean in) {
        int start = buffer.position();
        int end = buffer.limit();
        buffer.limit(start + Math.min(end - start, MOST_AT_ONCE));
        int moved;
        try {
            moved = in ? function.bulkIn(endpoint, buffer) : function.bulkOut(endpoint, buffer);
        } finally {
            buffer.limit(end);
        }
        if (moved == UsbFunction.STALL) {
            halted.add(endpoint);
        } else if (moved >= 0 && buffer.position() - start != moved) {
            throw new IllegalStateException("the board model says that " + moved
                    + " bytes moved, but the buffer moved by " + (buffer.position() - start));
        }
        return moved;
    }

    private OptionalInt interfaceOf(int endpoint, boolean in) {
        for (UsbIdentity.Interface candidate : identity.interfaces()) {
            for (UsbIdentity.Endpoint known : candidate.endpoints()) {
                if (known.address() == endpoint && known.isIn() == in && standard.holds(candidate)) {
                    return OptionalInt.of(candidate.number());
                }
            }
        }
        return OptionalInt.empty();
    }

    /**
     * A control transfer. Standard requests are answered from the descriptors, all others by the board.
     *
     * @return bytes in the data stage, {@link UsbFunction#NAK} or {@link UsbFunction#STALL}
     */
    public int control(SetupPacket setup, ByteBuffer data) throws ChannelException {
        checkPresent();
        Integer moved = port.locked(() -> {
            if (gone) {
                return null;
            }
            int start = data.position();
            int end = data.limit();
            data.limit(start + Math.min(data.remaining(), setup.length()));
            try {
                return standard.answers(setup)
                        ? standard.answer(setup, data, this::setHalt)
                        : function.control(setup, data);
            } finally {
                data.limit(end);
            }
        });
        if (moved == null) {
            throw left();
        }
        return moved;
    }

    private boolean setHalt(int endpoint, boolean halt) {
        if (halt) {
            halted.add(endpoint);
        } else {
            halted.remove(endpoint);
            // Told even when it was not halted: on the wire the request also resets the data toggle.
            function.clearHalt(endpoint);
            wakes.wake();
        }
        return halted.contains(endpoint);
    }

    /** Clears an endpoint's halt. */
    public void clearHalt(int endpoint) throws ChannelException {
        checkPresent();
        port.locked(() -> setHalt(endpoint, false));
    }

    /** Resets the port as a host does: halts are forgotten and the board is told. */
    public void reset() throws ChannelException {
        checkPresent();
        port.locked(() -> {
            halted.clear();
            standard.busReset();
            function.busReset();
            return null;
        });
        checkPresent();
    }

    private void checkPresent() throws ChannelException {
        if (gone) {
            throw left();
        }
    }

    private ChannelException left() {
        return new ChannelException(ChannelFault.DISCONNECTED, "the board on " + path() + " is gone: check the cable");
    }
}
