package dev.gangway.virtual.pty;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * A pty whose other side is a file that programs open as they open a serial port. It is raw from the start, and stays when a
 * program closes it. One thread may write while another does the rest; closing waits for neither.
 */
final class Pty implements AutoCloseable {
    private static final int FLAGS = LinuxTty.O_RDWR | LinuxTty.O_NOCTTY | LinuxTty.O_CLOEXEC;
    private static final NativeLong ONE = new NativeLong(1);
    private static final int LONGEST_NAME = 128;

    /** More than any C library's {@code struct termios} has. */
    private static final int TERMIOS = 256;

    /** Offset of {@code c_ospeed} in {@code struct termios2}: four words, a byte, 19 characters, the rate of the input. */
    private static final int SPEED_AT = 40;

    private static final int POLLFD = 8;
    private static final int HAPPENED_AT = 6;

    private final int master;
    private final Path file;
    private boolean closed;

    private Pty(int master, Path file) {
        this.master = master;
        this.file = file;
    }

    /**
     * A fresh pty, which nobody has open yet.
     *
     * @throws IOException when this system has none, or none left
     */
    static Pty open() throws IOException {
        try {
            int master = LinuxTty.C.posix_openpt(FLAGS | LinuxTty.O_NONBLOCK);
            try {
                LinuxTty.C.grantpt(master);
                LinuxTty.C.unlockpt(master);
                byte[] name = new byte[LONGEST_NAME];
                int error = LinuxTty.C.ptsname_r(master, name, new NativeLong(name.length));
                if (error != 0) {
                    throw new LastErrorException(error);
                }
                String path = Native.toString(name);
                // Until it was open once, nobody can tell that nobody has it open.
                int slave = LinuxTty.C.open(path, FLAGS);
                try {
                    byte[] termios = new byte[TERMIOS];
                    LinuxTty.C.tcgetattr(slave, termios);
                    LinuxTty.C.cfmakeraw(termios);
                    LinuxTty.C.tcsetattr(slave, LinuxTty.TCSANOW, termios);
                } finally {
                    LinuxTty.C.close(slave);
                }
                return new Pty(master, Path.of(path));
            } catch (LastErrorException e) {
                LinuxTty.C.close(master);
                throw e;
            }
        } catch (LastErrorException e) {
            throw new IOException("this system gives no pty (" + e.getMessage() + ")", e);
        } catch (UnsatisfiedLinkError e) {
            throw new IOException("this system has no ptys as Linux has them (" + e.getMessage() + ")", e);
        }
    }

    /** What programs open. */
    Path file() {
        return file;
    }

    /**
     * Has this link point to it. A program that looks finds the old one, the new one or, in between, nothing; never half a link.
     *
     * @throws IOException when something else than a link is there
     */
    void linkAt(Path link) throws IOException {
        if (Files.exists(link) && !Files.isSymbolicLink(link)) {
            throw new IOException(link + " is in the way: name another folder for the ptys");
        }
        Path fresh = link.resolveSibling(link.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, file);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The rate that a program has set, in bits a second. */
    int speed() throws IOException {
        byte[] termios = new byte[TERMIOS];
        try {
            LinuxTty.C.ioctl(master, new NativeLong(LinuxTty.TCGETS2), (Object) termios);
        } catch (LastErrorException e) {
            throw new IOException("the pty " + file + " does not tell its rate (" + e.getMessage() + ")", e);
        }
        return ByteBuffer.wrap(termios).order(ByteOrder.nativeOrder()).getInt(SPEED_AT);
    }

    /** What there is to do. */
    enum State {
        /** Bytes have come. */
        READABLE,
        /** A program has it open, and says nothing. */
        QUIET,
        /** No program has it open. */
        UNUSED
    }

    /** Waits for bytes at most so long; not at all when no program has it open. */
    State await(Duration time) {
        int events = poll(LinuxTty.POLLIN, time);
        if ((events & LinuxTty.POLLIN) != 0) {
            return State.READABLE;
        }
        return (events & LinuxTty.POLLHUP) != 0 ? State.UNUSED : State.QUIET;
    }

    private int poll(short wanted, Duration time) {
        byte[] one = new byte[POLLFD];
        ByteBuffer fields = ByteBuffer.wrap(one).order(ByteOrder.nativeOrder());
        fields.putInt(master).putShort(wanted);
        try {
            LinuxTty.C.poll(one, ONE, (int) time.toMillis());
        } catch (LastErrorException e) {
            return 0; // interrupted: as if nothing had come
        }
        return fields.getShort(HAPPENED_AT);
    }

    /** Fetches what has come; 0 when that is nothing, or when the program has left. */
    int read(byte[] into) throws IOException {
        try {
            return LinuxTty.C.read(master, into, new NativeLong(into.length)).intValue();
        } catch (LastErrorException e) {
            return nothing(e);
        }
    }

    /**
     * Gives bytes to the program, and waits at most so long for its place for them.
     *
     * @return how many it has place for; all when no program has it open: they are lost then, as on any line
     */
    int write(byte[] bytes, Duration time) throws IOException {
        int happened = poll(LinuxTty.POLLOUT, time);
        if ((happened & LinuxTty.POLLHUP) != 0) {
            return bytes.length;
        }
        if ((happened & LinuxTty.POLLOUT) == 0) {
            return 0;
        }
        try {
            return LinuxTty.C.write(master, bytes, new NativeLong(bytes.length)).intValue();
        } catch (LastErrorException e) {
            return e.getErrorCode() == LinuxTty.EIO ? bytes.length : nothing(e);
        }
    }

    private int nothing(LastErrorException e) throws IOException {
        return switch (e.getErrorCode()) {
            case LinuxTty.EIO, LinuxTty.EAGAIN, LinuxTty.EINTR -> 0;
            default -> throw new IOException("the pty " + file + " fails (" + e.getMessage() + ")", e);
        };
    }

    /** Programs that have it open see their port gone. Not while another thread reads or writes. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LinuxTty.C.close(master);
        }
    }
}
