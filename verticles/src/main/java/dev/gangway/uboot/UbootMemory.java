package dev.gangway.uboot;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A board's memory: files that it fetches by TFTP, and check sums that it computes. */
public final class UbootMemory {
    private static final Pattern SUM = Pattern.compile("==> ([0-9a-f]{8})$");
    private static final Pattern ERROR = Pattern.compile("TFTP error: .*|.*Retry count exceeded.*|.*ethernet.*");

    /** Where U-Boot's code and the lower end of its stack are, as {@code bdinfo} tells. */
    private static final Pattern OWN = Pattern.compile("^(?:relocaddr|sp start|irq_sp) *= 0x([0-9a-f]{1,16})$");

    /** The stack grows below what it was when it was asked for. */
    private static final long BELOW = 1 << 16;

    private static final int USUAL_TFTP = 69;
    private static final int LEASES = 3;

    /** The slowest networks and processors carry, or sum up, so much in a second. */
    private static final long SLOWEST_NETWORK = 500_000;

    private static final long SLOWEST_SUM = 5_000_000;

    private final UbootDevice board;

    /** The memory of this board. */
    public UbootMemory(UbootDevice board) {
        this.board = board;
    }

    /**
     * Fixed addresses.
     *
     * @param gateway empty = none
     */
    public record Fixed(String address, String netmask, Optional<String> gateway) {}

    /**
     * Has the board on the network. A command that fails ends then, where U-Boot would else begin anew for ever.
     *
     * @param fixed its addresses; empty = by DHCP
     * @return its address
     */
    public String connect(Optional<Fixed> fixed) throws FailureException {
        board.set("netretry", "no");
        // With autoload a lease is followed by a download that nobody asked for, and its failure takes the lease away.
        board.set("autoload", "no");
        if (fixed.isPresent()) {
            board.set("ipaddr", fixed.get().address());
            board.set("netmask", fixed.get().netmask());
            board.set("gatewayip", fixed.get().gateway().orElse(""));
            return fixed.get().address();
        }
        UbootAnswer answer = board.run("dhcp", Duration.ofSeconds(60));
        for (int i = 1; i < LEASES && answer.status() != 0; i++) {
            answer = board.run("dhcp", Duration.ofSeconds(60));
        }
        Optional<String> address = board.variable("ipaddr");
        if (answer.status() != 0 || address.isEmpty()) {
            throw new FailureException(
                    FailureKind.TRANSFER_FAILED,
                    "the board got no address by DHCP: is its network cable in? It says " + answer.told());
        }
        return address.get();
    }

    /**
     * How files are fetched.
     *
     * @param host the server's address
     * @param port its UDP port
     * @param block bytes of a block; empty = as the board does by itself
     * @param window blocks without an acknowledgement; empty = as the board does by itself
     */
    public record Tftp(String host, int port, Optional<Long> block, Optional<Long> window) {}

    /** Tells the board where files are, whatever DHCP has told it. */
    public void use(Tftp tftp) throws FailureException {
        for (List<String> one : List.of(
                List.of("serverip", tftp.host()),
                List.of("tftpdstp", tftp.port() == USUAL_TFTP ? "" : Integer.toString(tftp.port())),
                List.of("tftpblocksize", tftp.block().map(String::valueOf).orElse("")),
                List.of("tftpwindowsize", tftp.window().map(String::valueOf).orElse("")))) {
            if (!one.get(1).isEmpty() || board.variable(one.get(0)).isPresent()) {
                board.set(one.get(0), one.get(1));
            }
        }
    }

    /**
     * Fetches a file, and holds its sum against what it should be.
     *
     * @param file its name on the server
     * @param address where it goes
     * @param length its bytes
     * @param sum its CRC-32
     * @throws FailureException TRANSFER_FAILED, UPLOAD_DAMAGED
     */
    public void fetch(String file, long address, long length, int sum) throws FailureException {
        UbootAnswer answer = board.run(
                String.format("tftpboot %x %s", address, UbootText.quoted(file)),
                Duration.ofSeconds(60 + length / SLOWEST_NETWORK));
        Pattern whole = Pattern.compile("^Bytes transferred = " + length + " \\(");
        if (answer.status() != 0 || answer.find(whole).isEmpty()) {
            throw new FailureException(
                    FailureKind.TRANSFER_FAILED,
                    "the board did not fetch " + length + " bytes by TFTP: it says "
                            + answer.find(ERROR).map(found -> found.group()).orElse(answer.told()));
        }
        int is = sum(address, length);
        if (is != sum) {
            throw new FailureException(
                    FailureKind.UPLOAD_DAMAGED,
                    String.format("what the board fetched has the CRC-32 %08x, not %08x", is, sum));
        }
    }

    /** The CRC-32 that the board computes. */
    public int sum(long address, long length) throws FailureException {
        String told = board.need(
                        String.format("crc32 %x %x", address, length),
                        SUM,
                        FailureKind.PROTOCOL_GARBAGE,
                        UbootDevice.QUICK.plusSeconds(length / SLOWEST_SUM))
                .group(1);
        return Integer.parseUnsignedInt(told, 16);
    }

    /** Fills memory, up to three bytes more, with what an image hardly has. */
    public void fill(long address, long length) throws FailureException {
        UbootAnswer answer = board.run(
                String.format("mw.l %x a5c3965a %x", address, (length + 3) / 4),
                UbootDevice.QUICK.plusSeconds(length / SLOWEST_SUM));
        if (answer.status() != 0) {
            throw UbootDevice.failed(answer, FailureKind.BOARD_REFUSED);
        }
    }

    /** Fills what follows a file with this byte; nothing when there is nothing to fill. */
    public void fillTail(long address, long length, int filler) throws FailureException {
        if (length > 0) {
            board.need(String.format("mw.b %x %x %x", address, filler, length), FailureKind.BOARD_REFUSED);
        }
    }

    /**
     * How many bytes are free from an address on: U-Boot itself and its stack lie at the end of the memory.
     *
     * @return empty when the board does not tell
     */
    public OptionalLong free(long from) throws FailureException {
        return board.run("bdinfo", UbootDevice.QUICK).lines().stream()
                .map(OWN::matcher)
                .filter(Matcher::find)
                .mapToLong(told -> Long.parseUnsignedLong(told.group(1), 16) - BELOW - from)
                .filter(bytes -> bytes > 0)
                .min();
    }
}
