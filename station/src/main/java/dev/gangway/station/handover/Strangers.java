package dev.gangway.station.handover;

import java.io.IOException;
import java.net.Socket;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callers that have not shown yet that they have read the door's file. There are never more than {@link #MOST}: for one more,
 * the one that has kept silent longest is sent away, so that connections which say nothing keep nobody out. Any thread.
 */
final class Strangers {
    static final int MOST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

    private final Set<Socket> sockets = new LinkedHashSet<>();

    /** Somebody calls. */
    synchronized void calls(Socket socket) {
        if (sockets.size() >= MOST) {
            Iterator<Socket> oldest = sockets.iterator();
            sendAway(oldest.next());
            oldest.remove();
        }
        sockets.add(socket);
    }

    /** Known now, or gone. */
    synchronized void isNone(Socket socket) {
        sockets.remove(socket);
    }

    private static void sendAway(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a caller is gone: {}", e.getMessage());
        }
    }
}
