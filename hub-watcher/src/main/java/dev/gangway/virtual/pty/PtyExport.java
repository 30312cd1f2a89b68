package dev.gangway.virtual.pty;

import dev.gangway.model.PortPath;
import dev.gangway.virtual.VirtualHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the serial boards of a virtual hub on ptys: the board on port N is {@code port-N} in a folder, a link to the pty that it
 * has now. A board that leaves the hub takes its pty with it, as an adapter that is pulled takes its tty; the link points to a
 * new one when it is back. Two threads a board.
 */
public final class PtyExport implements AutoCloseable {
    private final Path folder;
    private final List<PtyPort> ports = new ArrayList<>();

    /**
     * Begins to export; all links are there afterwards, whether or not the boards are.
     *
     * @param boards how many ports of the hub, from 1
     * @param folder where the links are; made when it is not there
     * @throws IOException when this system has no ptys, or the folder does not take links
     */
    public PtyExport(VirtualHub hub, int boards, Path folder) throws IOException {
        this.folder = folder.toAbsolutePath().normalize();
        Files.createDirectories(folder);
        try {
            for (int port = 1; port <= boards; port++) {
                ports.add(PtyPort.begin(hub, PortPath.virtual(port), link(port)));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** What a program opens to speak to the board on this port of the hub. */
    public Path link(int port) {
        return folder.resolve("port-" + port);
    }

    @Override
    public void close() {
        ports.forEach(PtyPort::close);
    }
}
