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
 * @param token what proves that the caller can read the door's file
 * @param home where the program is installed that listens; a caller from elsewhere does its commands itself
 */
public record Door(int port, String token, Path home) {
    /** Writes the door's file, which only this user can read. */
    public void write(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, List.of(Integer.toString(port), token, home.toString()));
    }
}
