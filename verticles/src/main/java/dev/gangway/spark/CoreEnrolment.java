package dev.gangway.spark;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/**
 * Makes a Core and its cloud known to each other, by the flash in which the Core keeps both keys (the dossier's sections 2 and
 * 11). One Core at a time.
 */
public final class CoreEnrolment {
    private static final long SERVER_AT = 0x1000;
    private static final int ADDRESS = 0x180;
    private static final int ADDRESS_ROOM = 64;
    private static final int PORT = 0x1c2;
    private static final int IP = 0;
    private static final int NAME = 1;
    private static final int ERASED = 0xff;

    private final EnrolledKeys enrolled;
    private final Path kept;

    /**
     * Into a folder of keys.
     *
     * @param kept the folder for what is replaced in a Core's flash; made when something is
     */
    public CoreEnrolment(EnrolledKeys enrolled, Path kept) {
        this.enrolled = enrolled;
        this.kept = kept;
    }

    /**
     * Lets a Core in: reads its key, and files the public half. The private half is forgotten.
     *
     * @return the public half's fingerprint
     * @throws FailureException BOARD_REFUSED when the Core has no key, or another key is filed under this id
     */
    public String enrol(CoreId id, KeyFlash flash) throws FailureException {
        byte[] secret = flash.read(CoreKey.AT, CoreKey.ROOM);
        RSAPublicKey key;
        try {
            key = CoreKey.publicHalf(ByteBuffer.wrap(secret));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        try {
            if (!enrolled.enrol(id, key)) {
                throw new FailureException(
                        FailureKind.BOARD_REFUSED,
                        "another key is enrolled as " + id + ": is this that Core? If it got a new key, remove "
                                + enrolled.file(id) + " first");
            }
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO, enrolled.file(id) + " cannot be written: " + e.getMessage(), e);
        }
        return EnrolledKeys.fingerprint(key);
    }

    /**
     * Tells a Core where its cloud is and what key it has. What was there is kept in a file.
     *
     * @param host a name of up to 63 characters, or an address of four numbers
     * @return the file with what was there; none was written when the Core knew all that
     */
    public Path point(CoreId id, KeyFlash flash, ServerKey server, String host, int port) throws FailureException {
        byte[] before = flash.read(SERVER_AT, FlashPlace.SECTOR);
        byte[] after = before.clone();
        byte[] key = server.publicHalf();
        Arrays.fill(after, 0, PORT + Short.BYTES, (byte) ERASED);
        System.arraycopy(key, 0, after, 0, key.length);
        byte[] address = address(host);
        System.arraycopy(address, 0, after, ADDRESS, address.length);
        ByteBuffer.wrap(after).putShort(PORT, (short) port);
        Path file = kept.resolve(id + ".server-key.bin");
        if (Arrays.equals(before, after)) {
            return file;
        }
        keep(file, before);
        flash.write(SERVER_AT, after);
        return file;
    }

    /** The first that was there is the one to go back to. */
    private static void keep(Path file, byte[] before) throws FailureException {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(file, before, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
        } catch (FileAlreadyExistsException e) {
            // Kept already.
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static byte[] address(String host) throws FailureException {
        if (host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            byte[] bytes = new byte[6];
            bytes[0] = IP;
            bytes[1] = 4;
            String[] numbers = host.split("\\.", -1);
            for (int i = 0; i < numbers.length; i++) {
                int number = Integer.parseInt(numbers[i]);
                if (number > 0xff) {
                    throw unfit(host);
                }
                bytes[2 + i] = (byte) number;
            }
            return bytes;
        }
        byte[] name = host.getBytes(StandardCharsets.US_ASCII);
        if (!host.matches("[A-Za-z0-9.-]+") || name.length >= ADDRESS_ROOM) {
            throw unfit(host);
        }
        return ByteBuffer.allocate(2 + name.length)
                .put((byte) NAME)
                .put((byte) name.length)
                .put(name)
                .array();
    }

    private static FailureException unfit(String host) {
        return new FailureException(
                FailureKind.RECIPE_INVALID,
                "a Core finds its cloud by four numbers or a name of up to 63 characters, not by \"" + host + "\"");
    }
}
