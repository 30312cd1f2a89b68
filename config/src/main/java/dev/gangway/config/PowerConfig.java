package dev.gangway.config;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What switches the power of a port that its hub does not switch, or that hangs on no hub. */
public sealed interface PowerConfig {
    /** Hands this to the handler's method for it and returns what that makes of it. */
    <R> R to(Handler<R> handler);

    /**
     * One who takes all ways; one that is added does not compile until each handler has its method.
     *
     * @param <R> what each method makes of it
     */
    interface Handler<R> {
        /** Programs. */
        R command(Command power);

        /** Requests. */
        R http(Http power);

        /** A power strip. */
        R snmp(Snmp power);

        /** A hub that switches in a way of its own. */
        R ykush(Ykush power);
    }

    /**
     * Programs, run as they stand here: without a shell, each word one argument.
     *
     * @param on switches on
     * @param off switches off
     * @param cycle switches off and on by itself; empty = off, then on
     * @param read prints {@code on} or {@code off}; empty = nothing tells how the power stands
     */
    record Command(List<String> on, List<String> off, List<String> cycle, List<String> read) implements PowerConfig {
        /** Copies the lists. */
        public Command {
            on = List.copyOf(on);
            off = List.copyOf(off);
            cycle = List.copyOf(cycle);
            read = List.copyOf(read);
        }

        @Override
        public <R> R to(Handler<R> handler) {
            return handler.command(this);
        }
    }

    /**
     * Requests to an outlet on the network. They count as done when the answer is 200 to 299.
     *
     * @param on is asked for to switch on
     * @param off is asked for to switch off
     * @param method with which the two are asked for: GET, POST or PUT
     * @param read is asked for, with GET, to learn how the power stands; null = nothing tells
     * @param isOn a regular expression; found in the answer to {@code read}, the power is on, otherwise off
     * @param login what the outlet wants to know of who asks; null = nothing
     */
    record Http(
            URI on,
            URI off,
            String method,
            @Nullable URI read,
            String isOn,
            @Nullable Login login) implements PowerConfig {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.http(this);
        }
    }

    /**
     * What an outlet wants to know of who asks.
     *
     * @param user for basic authentication; empty = the secret is a bearer token
     * @param secret the password or the token
     */
    record Login(String user, Secret secret) {}

    /**
     * An outlet of a power strip with SNMP.
     *
     * @param host the strip's name or address
     * @param port its UDP port
     * @param access who asks, which decides on the version of SNMP
     * @param oid the outlet's object, an INTEGER
     * @param on its value for on
     * @param off its value for off
     */
    record Snmp(String host, int port, SnmpAccess access, String oid, int on, int off) implements PowerConfig {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.snmp(this);
        }
    }

    /**
     * A port of a YKUSH hub, which switches by a HID device of its own and not by its hub.
     *
     * @param serial the hub's serial number; empty = the only one that is there
     * @param port its downstream port, from 1
     */
    record Ykush(String serial, int port) implements PowerConfig {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.ykush(this);
        }
    }
}
