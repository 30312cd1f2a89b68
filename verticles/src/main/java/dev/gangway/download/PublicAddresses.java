package dev.gangway.download;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * The rule for links that strangers name: a host that the configuration lists may have any address, every other one only such as
 * the whole Internet has. It is asked of each hop. The ranges are those of IANA's registries of special-purpose addresses. Any thread.
 */
public final class PublicAddresses implements WebWays.Allowed {
    private final List<String> listed;
    private final Names names;

    /** Finds the addresses of a host. */
    interface Names {
        /**
         * All its addresses.
         *
         * @throws UnknownHostException when there is no host of that name
         */
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /** The rule with these hosts, each as {@code HOST}, or {@code HOST:PORT} where the port is not the usual one. */
    public PublicAddresses(List<String> listed) {
        this(listed, InetAddress::getAllByName);
    }

    PublicAddresses(List<String> listed, Names names) {
        this.listed = List.copyOf(listed);
        this.names = names;
    }

    /** Whether the configuration lists a link's host. */
    public boolean isListed(URI link) {
        return listed.stream().anyMatch(name -> WebFetch.isNamed(name, link));
    }

    @Override
    public Optional<InetAddress> address(URI link) throws IOException {
        if (isListed(link)) {
            return Optional.empty();
        }
        InetAddress[] all;
        try {
            all = names.of(link.getHost());
        } catch (UnknownHostException e) {
            throw new IOException(
                    WebFetch.shown(link)
                            + ": there is no host of that name here; if a proxy knows it, list it in images.links",
                    e);
        }
        for (InetAddress address : all) {
            if (!isPublic(address)) {
                throw new IOException(WebFetch.shown(link) + " is " + address.getHostAddress()
                        + ", an address of this machine or of a private network: links may not lead there unless images.links"
                        + " in station.yaml lists that host");
            }
        }
        return Optional.of(all[0]);
    }

    /** Whether the whole Internet has that address. */
    static boolean isPublic(InetAddress address) {
        boolean special = address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        byte[] bytes = address.getAddress();
        return !special && (address instanceof Inet6Address ? isPublic6(bytes) : isPublic4(bytes, 0));
    }

    private static boolean isPublic4(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        int third = bytes[at + 2] & 0xff;
        return first != 0
                && first != 10
                && first != 127
                && first < 224
                && !(first == 100 && (second & 0xc0) == 64)
                && !(first == 169 && second == 254)
                && !(first == 172 && (second & 0xf0) == 16)
                && !(first == 192 && second == 168)
                && !(first == 192 && second == 0 && (third == 0 || third == 2))
                && !(first == 198 && (second & 0xfe) == 18)
                && !(first == 198 && second == 51 && third == 100)
                && !(first == 203 && second == 0 && third == 113);
    }

    /** Only 2000::/3 is given out; what carries an IPv4 address in it leads to that one. */
    private static boolean isPublic6(byte[] bytes) {
        int head = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        if (head == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b) {
            return isPublic4(bytes, 12);
        }
        if (head == 0x2002) {
            return isPublic4(bytes, 2);
        }
        boolean documentation = head == 0x2001 && (bytes[2] & 0xff) == 0x0d && (bytes[3] & 0xff) == 0xb8;
        boolean teredo = head == 0x2001 && bytes[2] == 0 && bytes[3] == 0;
        return (bytes[0] & 0xe0) == 0x20 && !documentation && !teredo;
    }
}
