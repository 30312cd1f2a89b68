package dev.gangway.virtual.pty;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** What the C library of Linux has for ptys, as its manual pages say. Throws LastErrorException with errno. */
interface LinuxTty extends Library {
    LinuxTty C = Native.load("c", LinuxTty.class);

    /** {@code fcntl.h} of Linux on all but the oldest processors. */
    int O_RDWR = 2;

    int O_NOCTTY = 0400;
    int O_NONBLOCK = 04000;
    int O_CLOEXEC = 02000000;

    /** {@code poll.h}. */
    short POLLIN = 1;

    short POLLOUT = 4;
    short POLLHUP = 16;

    /** {@code errno.h}. */
    int EINTR = 4;

    int EIO = 5;
    int EAGAIN = 11;

    int TCSANOW = 0;

    /** {@code asm-generic/ioctls.h}: reads a {@code struct termios2}, which has rates as numbers. */
    long TCGETS2 = 0x802c542aL;

    int posix_openpt(int flags) throws LastErrorException;

    int grantpt(int fd) throws LastErrorException;

    int unlockpt(int fd) throws LastErrorException;

    /** Returns the error number instead of setting it. */
    int ptsname_r(int fd, byte[] name, NativeLong length);

    int open(String path, int flags) throws LastErrorException;

    int close(int fd) throws LastErrorException;

    NativeLong read(int fd, byte[] into, NativeLong length) throws LastErrorException;

    NativeLong write(int fd, byte[] from, NativeLong length) throws LastErrorException;

    /** One {@code struct pollfd}: the descriptor, the wanted events and those that happened. */
    int poll(byte[] one, NativeLong count, int millis) throws LastErrorException;

    int tcgetattr(int fd, byte[] termios) throws LastErrorException;

    int tcsetattr(int fd, int when, byte[] termios) throws LastErrorException;

    void cfmakeraw(byte[] termios);

    int ioctl(int fd, NativeLong request, Object... argument) throws LastErrorException;
}
