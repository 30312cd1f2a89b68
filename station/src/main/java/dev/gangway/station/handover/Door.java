package dev.gangway.station.handover;

import java.io.IOException;
import java.nio.file.Files;
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
    /** Writes the door's file, which only this user can read. */
    public void write(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, List.of(Integer.toString(port), token, Long.toString(pid), home.toString()));
    }
}
