package dev.gangway.serve;

import dev.gangway.format.ImageData;
import dev.gangway.protocol.FileOffer;
import dev.gangway.protocol.FileServers;
import dev.gangway.protocol.FileSource;
import dev.gangway.protocol.WebOffer;
import dev.gangway.tftp.TftpServer;
import java.io.IOException;
import java.net.InetAddress;

/**
 * The servers from which boards fetch files, on one address.
 *
 * @param tftp for boot loaders
 * @param http for what boot loaders start
 */
public record BoardFiles(TftpServer tftp, HttpFileServer http) implements FileServers.Own {
    /**
     * Binds both, and serves.
     *
     * @param address of the one interface that boards are on
     * @param udp the port of TFTP; 0 = any free one
     * @param tcp the port of HTTP; 0 = any free one
     * @throws IOException when one can't be bound, saying which
     */
    public static BoardFiles open(InetAddress address, int udp, int tcp) throws IOException {
        TftpServer tftp;
        try {
            tftp = TftpServer.open(address, udp);
        } catch (IOException e) {
            throw new IOException("TFTP, port " + udp + ": " + e.getMessage(), e);
        }
        try {
            return new BoardFiles(tftp, HttpFileServer.open(address, tcp));
        } catch (IOException e) {
            tftp.close();
            throw new IOException("HTTP, port " + tcp + ": " + e.getMessage(), e);
        }
    }

    @Override
    public FileOffer offer(ImageData data, long from, long length) {
        return tftp.offer(data, from, length);
    }

    @Override
    public WebOffer publish(String name, FileSource source) {
        return http.publish(name, source);
    }

    @Override
    public void close() {
        http.close();
        tftp.close();
    }
}
