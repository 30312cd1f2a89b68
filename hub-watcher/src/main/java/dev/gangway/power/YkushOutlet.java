package dev.gangway.power;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.config.PowerConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A port of a Yepkit YKUSH hub. Its switch is a HID device of its own, which takes and gives a report at a time, without a number, on
 * two interrupt endpoints. Facts: the manufacturer's {@code ykushcmd} (commands, answers, product numbers, lengths). Linux' HID
 * driver leaves the first two of these products alone (its list has their numbers as those of a programmer's chip), so there is no
 * {@code hidraw} of them, and they are spoken to over USB.
 */
final class YkushOutlet implements Outlet {
    private static final int VENDOR = 0x04d8;
    private static final int BETA = 0x0042;

    /** YKUSH beta, YKUSH, YKUSH2, YKUSH3, YKUSH XS. */
    private static final Set<Integer> SWITCHES = Set.of(BETA, 0xf2f7, 0xefed, 0xf11b, 0xf0cd);

    private static final int HID = 3;
    private static final int REPORT = 64;
    private static final int REPORT_OF_BETA = 6;

    /** Together with the port's number. */
    private static final int UP = 0x10;

    /** Together with the port's number. */
    private static final int ASK = 0x20;

    /** The first byte of an answer. */
    private static final int DONE = 1;

    /** What lies there comes at once. */
    private static final Duration KEPT = Duration.ofMillis(30);

    private static final int MOST_KEPT = 8;

    /** One question at a time, whichever port it is about. */
    private static final Object TURN = new Object();

    private final PowerConfig.Ykush hub;
    private final List<BoardBus> buses;
    private final Duration patience;

    /**
     * A port.
     *
     * @param buses where the hub may be plugged in
     * @param patience how long an answer may take
     */
    YkushOutlet(PowerConfig.Ykush hub, List<BoardBus> buses, Duration patience) {
        this.hub = hub;
        this.buses = List.copyOf(buses);
        this.patience = patience;
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
            Found found = find();
            try (UsbSession session =
                    found.bus().open(found.sighting().port(), found.sighting().deviceKey(), UsbSession.class)) {
                session.claim(found.reports().number());
                drain(session, found);
                ByteBuffer answer = ByteBuffer.allocate(found.bytes());
                session.bulkOut(
                        found.endpoint(false),
                        ByteBuffer.allocate(found.bytes()).put(0, (byte) command),
                        patience);
                session.bulkIn(found.endpoint(true), answer, patience);
                if (answer.get(0) != DONE) {
                    throw trouble(
                            ChannelFault.IO,
                            "refuses the command for port " + hub.port() + ": has it a port of this number?");
                }
                return answer;
            } catch (ChannelException e) {
                throw switch (e.fault()) {
                    case TIMEOUT -> trouble(ChannelFault.IO, "does not answer: plug it in again");
                    case DISCONNECTED -> trouble(e.fault(), "is gone");
                    case ACCESS ->
                        trouble(
                                e.fault(),
                                "may not be opened: allow the station's user to open USB devices of 04d8 (see the udev rules)");
                    default -> e;
                };
            }
        }
    }

    /** An answer that came too late for who asked lies there still, and answers do not say to what they belong. */
    private static void drain(UsbSession session, Found found) throws ChannelException {
        try {
            for (int i = 0; i < MOST_KEPT; i++) {
                session.bulkIn(found.endpoint(true), ByteBuffer.allocate(found.bytes()), KEPT);
            }
        } catch (ChannelException e) {
            if (e.fault() != ChannelFault.TIMEOUT) {
                throw e;
            }
        }
    }

    /** A switch that is there, and the interface on which it takes its reports. */
    private record Found(BoardBus bus, Sighting sighting, UsbIdentity identity, UsbIdentity.Interface reports) {
        int bytes() {
            return identity.pid() == BETA ? REPORT_OF_BETA : REPORT;
        }

        int endpoint(boolean in) throws ChannelException {
            return reports.endpoints().stream()
                    .filter(endpoint -> endpoint.isIn() == in)
                    .findFirst()
                    .map(UsbIdentity.Endpoint::address)
                    .orElseThrow(() -> new ChannelException(
                            ChannelFault.IO, "what says that it is a YKUSH hub's switch has no endpoints of one"));
        }
    }

    private Found find() throws ChannelException {
        List<Found> found = new ArrayList<>();
        for (BoardBus bus : buses) {
            for (Sighting sighting : bus.survey()) {
                UsbIdentity identity = sighting.identity();
                if (identity != null && isWanted(identity)) {
                    identity.interfaces().stream()
                            .filter(each -> each.interfaceClass() == HID)
                            .findFirst()
                            .ifPresent(reports -> found.add(new Found(bus, sighting, identity, reports)));
                }
            }
        }
        if (found.size() > 1) {
            throw trouble(
                    ChannelFault.IO, "is one of " + found.size() + ": write ykush.serial, the one that stands on it");
        }
        if (found.isEmpty()) {
            throw trouble(ChannelFault.DISCONNECTED, "is not plugged in");
        }
        return found.get(0);
    }

    private boolean isWanted(UsbIdentity identity) {
        return identity.vid() == VENDOR
                && SWITCHES.contains(identity.pid())
                && (hub.serial().isEmpty() || hub.serial().equals(identity.serial()));
    }

    private ChannelException trouble(ChannelFault fault, String what) {
        return new ChannelException(
                fault, "the YKUSH hub" + (hub.serial().isEmpty() ? "" : " " + hub.serial()) + " " + what);
    }
}
