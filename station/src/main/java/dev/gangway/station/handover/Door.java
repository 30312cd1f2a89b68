package dev.gangway.station.handover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * What a caller has to know to hand over a command. Whoever can read it can have commands done as this user.
 *
 * @param port the TCP port on the loopback
 * @param token the secret that both sides show each other to know, and never send
 * @param pid the process that listens; when it is gone, whoever has the port now is a stranger
 * @param home where the program is installed that listens; a caller from elsewhere does its commands itself
 */
public record Door(int port, String token, long pid, Path home) {
    private static final int LINES = 4;
    private static final int HIGHEST_PORT = 65_535;

    /** Reads the door's file; what is no door is an {@link IOException}. */
    public static Door read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        try {
            if (lines.size() == LINES) {
                int port = Integer.parseInt(lines.get(0));
                if (port > 0 && port <= HIGHEST_PORT) {
                    return new Door(port, lines.get(1), Long.parseLong(lines.get(2)), Path.of(lines.get(3)));
                }
            }
        } catch (NumberFormatException | InvalidPathException e) {
            throw new IOException(file + " is no door: " + e.getMessage(), e);
        }
        throw new IOException(file + " is no door");
    }

    /** Writes the door's file, which only this user can read. */
    public void write(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, List.of(Integer.toString(port), token, Long.toString(pid), home.toString()));
    }
}
