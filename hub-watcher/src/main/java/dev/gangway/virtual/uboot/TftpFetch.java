package dev.gangway.virtual.uboot;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * U-Boot's TFTP client over a real socket, on a thread of its own: one download. It asks for a timeout always and refuses an answer
 * with another, or with a larger block than it asked for; it says once where a window has a gap.
 */
final class TftpFetch {
    private static final int RRQ = 1;
    private static final int DATA = 3;
    private static final int ACK = 4;
    private static final int ERROR = 5;
    private static final int OACK = 6;
    private static final int MOST_LATE = 10;
    private static final int ASKED_TIMEOUT = 5;

    private final Wanted wanted;
    private final Sink sink;
    private volatile @Nullable DatagramSocket socket;
    private volatile boolean aborted;

    /**
     * What is fetched.
     *
     * @param window blocks without an acknowledgement; 1 = it is not asked for
     */
    record Wanted(InetSocketAddress server, String file, int block, int window, Duration timeout) {}

    /** Where it goes. Called by the thread. */
    interface Sink {
        /** The next bytes. */
        void data(ByteBuffer bytes);

        /** The end, good or not. */
        void ended(long bytes, String trouble);
    }

    TftpFetch(Wanted wanted, Sink sink) {
        this.wanted = wanted;
        this.sink = sink;
    }

    void start() {
        Thread thread = new Thread(this::run, "virtual-tftp");
        thread.setDaemon(true);
        thread.start();
    }

    /** Control-C. */
    void abort() {
        aborted = true;
        DatagramSocket open = socket;
        if (open != null) {
            open.close();
        }
    }

    private void run() {
        long[] length = {0};
        String trouble;
        try (DatagramSocket open =
                new DatagramSocket(new InetSocketAddress(own(wanted.server().getAddress()), 0))) {
            socket = open;
            open.setSoTimeout((int) wanted.timeout().toMillis());
            trouble = aborted ? "Abort" : fetch(open, length);
        } catch (IOException e) {
            trouble = aborted ? "Abort" : "ARP Retry count exceeded; starting again";
        }
        sink.ended(length[0], trouble);
    }

    /** A board beside its server has an address of the same network. */
    private static InetAddress own(InetAddress server) throws IOException {
        return InetAddress.getByName(server.isLoopbackAddress() ? "127.0.0.1" : "0.0.0.0");
    }

    private String fetch(DatagramSocket open, long[] length) throws IOException {
        InetSocketAddress peer = wanted.server();
        int block = 512;
        int window = 1;
        long last = 0;
        long acknowledged = 0;
        int late = 0;
        boolean complained = false;
        boolean known = false;
        DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
        send(open, peer, request());
        while (true) {
            try {
                packet.setLength(1 << 16);
                open.receive(packet);
            } catch (SocketTimeoutException e) {
                late++;
                if (late == MOST_LATE) {
                    return "Retry count exceeded; starting again";
                }
                send(open, peer, known ? number(last) : request());
                continue;
            }
            ByteBuffer bytes = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
            int opcode = bytes.remaining() < 4 ? 0 : bytes.getShort();
            if (known && !packet.getSocketAddress().equals(peer)) {
                continue;
            }
            if (opcode == ERROR) {
                int code = bytes.getShort();
                return "TFTP error: '"
                        + StandardCharsets.ISO_8859_1.decode(bytes).toString().replace("\0", "") + "' (" + code + ")";
            }
            if (!known) {
                known = true;
                peer = (InetSocketAddress) packet.getSocketAddress();
                if (opcode == OACK) {
                    Map<String, Integer> agreed = options(bytes);
                    if (agreed.getOrDefault("timeout", ASKED_TIMEOUT) != ASKED_TIMEOUT) {
                        return "Invalid timeout val";
                    }
                    block = agreed.getOrDefault("blksize", block);
                    window = agreed.getOrDefault("windowsize", 1);
                    if (block > wanted.block()) {
                        return "Invalid blk size";
                    }
                    send(open, peer, number(0));
                    continue;
                }
            }
            if (opcode != DATA) {
                continue;
            }
            int number = bytes.getShort() & 0xffff;
            if (number != (int) ((last + 1) & 0xffff)) {
                if (!complained && number != (int) (last & 0xffff)) {
                    complained = true;
                    acknowledged = last;
                    send(open, peer, number(last));
                }
                continue;
            }
            complained = false;
            late = 0;
            last++;
            length[0] += bytes.remaining();
            boolean whole = bytes.remaining() < block;
            sink.data(bytes);
            if (whole || last - acknowledged >= window) {
                acknowledged = last;
                send(open, peer, number(last));
            }
            if (whole) {
                return "";
            }
        }
    }

    private byte[] request() {
        String options = "timeout\0" + ASKED_TIMEOUT + "\0blksize\0" + wanted.block() + "\0"
                + (wanted.window() == 1 ? "" : "windowsize\0" + wanted.window() + "\0");
        byte[] text = (wanted.file() + "\0octet\0" + options).getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) RRQ)
                .put(text)
                .array();
    }

    private static byte[] number(long block) {
        return ByteBuffer.allocate(4)
                .putShort((short) ACK)
                .putShort((short) block)
                .array();
    }

    private static void send(DatagramSocket open, InetSocketAddress to, byte[] bytes) throws IOException {
        open.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static Map<String, Integer> options(ByteBuffer bytes) {
        String[] words = StandardCharsets.ISO_8859_1.decode(bytes).toString().split("\0", -1);
        Map<String, Integer> options = new HashMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            options.put(words[i], Integer.parseInt(words[i + 1]));
        }
        return options;
    }
}
