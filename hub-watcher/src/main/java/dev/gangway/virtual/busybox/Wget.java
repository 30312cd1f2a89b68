package dev.gangway.virtual.busybox;

import dev.gangway.virtual.busybox.BusyboxShell.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.List;

/** {@code wget}: a file over HTTP, from a real server, to what it feeds. */
final class Wget {
    private static final int PATIENCE = 30_000;

    private Wget() {}

    static int run(List<String> words, Streams io, boolean connected, LinuxTroubles troubles) throws IOException {
        if (!connected) {
            BusyboxShell.say(io.err(), "wget: can't connect to remote host: Network is unreachable");
            return 1;
        }
        boolean cut = troubles.cutsDownload();
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(words.get(words.size() - 1)).openConnection();
            connection.setConnectTimeout(PATIENCE);
            connection.setReadTimeout(PATIENCE);
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                BusyboxShell.say(
                        io.err(),
                        "wget: server returned error: HTTP/1.1 " + connection.getResponseCode() + " "
                                + connection.getResponseMessage());
                return 1;
            }
            long told = connection.getContentLengthLong();
            long left = told < 0 ? Long.MAX_VALUE : cut ? told / 2 : told;
            try (InputStream in = connection.getInputStream()) {
                byte[] piece = new byte[1 << 16];
                for (int count = in.read(piece); count >= 0 && left > 0; count = in.read(piece)) {
                    io.out().write(piece, 0, (int) Math.min(count, left));
                    left -= count;
                }
            }
            io.out().flush();
            return 0;
        } catch (IOException e) {
            BusyboxShell.say(io.err(), "wget: " + e.getMessage());
            return 1;
        }
    }
}
