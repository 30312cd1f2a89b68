package dev.gangway.web;

import dev.gangway.web.live.LineIdentity;
import dev.gangway.web.live.SlotPlace;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the page is served.
 *
 * @param host the address to bind, {@code 127.0.0.1} unless the page shall be reachable from the network
 * @param port the TCP port; 0 takes any free one
 * @param line what the head of the page says
 * @param slots where each slot stands; ports that are not among them get the free places after them
 * @param names further host names under which the page may be asked for, without port
 * @param login who may use it; empty = no login, possible on the loopback only
 * @param tls with what it is encrypted; empty = it is not
 * @param unencrypted whether others may reach it although it is not encrypted
 * @param shells who may work at the prompts of boards
 */
public record WebSettings(
        String host,
        int port,
        LineIdentity line,
        List<SlotPlace> slots,
        List<String> names,
        Optional<Login> login,
        Optional<TlsFiles> tls,
        boolean unencrypted,
        ShellAccess shells) {
    /** Copies the lists. */
    public WebSettings {
        slots = List.copyOf(slots);
        names = List.copyOf(names);
    }

    /** The page where nobody may work at a board's prompt. */
    public WebSettings(
            String host,
            int port,
            LineIdentity line,
            List<SlotPlace> slots,
            List<String> names,
            Optional<Login> login,
            Optional<TlsFiles> tls,
            boolean unencrypted) {
        this(host, port, line, slots, names, login, tls, unencrypted, ShellAccess.NOBODY);
    }

    /** The page on the loopback, without login: what the demo and a default installation use. */
    public static WebSettings loopback(int port, LineIdentity line, List<SlotPlace> slots) {
        return new WebSettings("127.0.0.1", port, line, slots, List.of(), Optional.empty(), Optional.empty(), false);
    }

    /** Whether only programs on this machine can reach the page. Names other than {@code localhost} do not count. */
    boolean isLoopback() {
        String address = host.toLowerCase(Locale.ROOT);
        return address.equals("localhost")
                || address.equals("::1")
                || address.equals("[::1]")
                || address.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
    }
}
