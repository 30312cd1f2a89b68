package dev.gangway.power;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.config.PowerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/** An outlet of a power strip that speaks SNMP: one INTEGER that is set and read (RFC 3416). */
final class SnmpOutlet implements Outlet {
    /** UDP loses packets: each question is asked so often again. */
    private static final int AGAIN = 2;

    private final PowerConfig.Snmp strip;
    private final SnmpAsker asker;
    private final Duration patience;

    SnmpOutlet(PowerConfig.Snmp strip, Map<String, String> environment, Duration patience) {
        this.strip = strip;
        this.asker = SnmpAsker.of(strip.access(), environment);
        this.patience = patience;
    }

    @Override
    public void turn(boolean on) throws ChannelException {
        ask(PDU.SET, new VariableBinding(new OID(strip.oid()), new Integer32(on ? strip.on() : strip.off())));
    }

    @Override
    public Optional<Boolean> isOn() throws ChannelException {
        VariableBinding answer = ask(PDU.GET, new VariableBinding(new OID(strip.oid())));
        if (!(answer.getVariable() instanceof Integer32 value)) {
            throw trouble("answers " + answer.getVariable().getSyntaxString() + " for " + strip.oid()
                    + " where an INTEGER belongs: check the oid");
        }
        if (value.getValue() != strip.on() && value.getValue() != strip.off()) {
            throw trouble("says " + value + " for " + strip.oid() + ", which is neither on (" + strip.on()
                    + ") nor off (" + strip.off() + "): check the values");
        }
        return Optional.of(value.getValue() == strip.on());
    }

    private VariableBinding ask(int type, VariableBinding binding) throws ChannelException {
        try (Snmp snmp = asker.open()) {
            snmp.listen();
            Target<UdpAddress> target = asker.target(new UdpAddress(InetAddress.getByName(strip.host()), strip.port()));
            target.setTimeout(patience.toMillis() / (AGAIN + 1));
            target.setRetries(AGAIN);
            PDU question = asker.question();
            question.setType(type);
            question.add(binding);
            return answer(snmp.send(question, target));
        } catch (ChannelException e) {
            throw e;
        } catch (IOException e) {
            throw trouble("cannot be asked: " + e.getMessage());
        }
    }

    private VariableBinding answer(ResponseEvent<UdpAddress> event) throws ChannelException {
        PDU answer = event.getResponse();
        if (answer == null) {
            throw trouble("does not answer: " + asker.silence());
        }
        if (answer.getType() == PDU.REPORT) {
            throw trouble("does not take " + asker.name() + ": " + reported(answer));
        }
        if (answer.getErrorStatus() != PDU.noError) {
            throw trouble("refuses " + strip.oid() + ": " + answer.getErrorStatusText() + "; may " + asker.name()
                    + " write, and is the oid right?");
        }
        return answer.get(0);
    }

    /** A counter of the user-based security model, RFC 3414 section 5; of one who is not the user, most of them are not believed. */
    private static String reported(PDU report) {
        OID counter = report.size() == 0 ? new OID() : report.get(0).getOid();
        return counter.startsWith(SnmpConstants.usmStatsUnknownUserNames)
                ? "it knows no such user, check the name"
                : "it reports " + counter + ", check secret, hash, privacy and cipher";
    }

    private ChannelException trouble(String what) {
        return new ChannelException(
                ChannelFault.IO, "the power strip " + strip.host() + ":" + strip.port() + " " + what);
    }
}
