package dev.gangway.uboot.linux;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootFlashing.Serving;
import dev.gangway.uboot.UbootMemory;
import dev.gangway.uboot.UbootText;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;

/**
 * What U-Boot loads and starts. All of it lies in the board's memory when it has begun: its media stay as they are.
 *
 * @param parts what is loaded, in order
 * @param bootargs the kernel's; empty = as the board has them
 * @param command what U-Boot runs then
 */
public record LinuxBoot(List<Part> parts, Optional<String> bootargs, String command) {
    /** Copies the list. */
    public LinuxBoot {
        parts = List.copyOf(parts);
    }

    /**
     * A file.
     *
     * @param what for people: kernel, initramfs
     * @param data its bytes
     * @param address hexadecimal, or a variable of the board's environment: {@code kernel_addr_r}, also as <code>${…}</code>
     * @param serving puts it where the board fetches it
     */
    public record Part(String what, ImageData data, String address, Serving serving) {
        /** The address as a command takes it. */
        private String place() {
            return address.matches("[a-z][a-z0-9_]*_[a-z0-9_]*") ? "${" + address + "}" : address;
        }
    }

    /** The part that is a kernel. */
    public static final String KERNEL = "kernel";

    /** The part that is its initial file system. */
    public static final String INITRAMFS = "initramfs";

    /** The part that is its device tree. */
    public static final String DEVICETREE = "devicetree";

    /**
     * As these commands of U-Boot take them: kernel, initial file system, device tree; U-Boot's own tree where none is loaded.
     *
     * @param parts the kernel first
     * @param with {@code booti}, {@code bootz} or {@code bootm}
     */
    public static LinuxBoot of(List<Part> parts, Optional<String> bootargs, String with) {
        StringBuilder command = new StringBuilder(with);
        for (String what : List.of(KERNEL, INITRAMFS, DEVICETREE)) {
            String usual = what.equals(INITRAMFS) ? "-" : "${fdtcontroladdr}";
            command.append(' ')
                    .append(parts.stream()
                            .filter(part -> part.what().equals(what))
                            .findFirst()
                            .map(part -> part.place() + (what.equals(INITRAMFS) ? ":${initramfs_size}" : ""))
                            .orElse(usual));
        }
        return new LinuxBoot(parts, bootargs, command.toString());
    }

    /** Started by this command instead. */
    public LinuxBoot startedBy(String line) {
        return new LinuxBoot(parts, bootargs, line);
    }

    /** How an address is written: hexadecimal, or a variable's name, also in braces behind a dollar sign. */
    public static final String ADDRESS =
            "(0x)?[0-9a-fA-F]{1,8}|[a-z][a-z0-9]{0,20}(_[a-z0-9]{1,20}){1,3}|\\$\\{[a-z][a-z0-9_]{1,40}\\}";

    /**
     * Loads all and starts it. Each file is fetched anew, and its CRC-32 held against what was fetched: what lay there from before
     * is never started.
     *
     * @param moved gets how many bytes of the files were fetched since the last time
     * @throws FailureException TRANSFER_FAILED, UPLOAD_DAMAGED; RECIPE_INVALID when an address is none, or two files overlap
     */
    public void start(UbootDevice board, LongConsumer moved) throws FailureException {
        long[] begins = new long[parts.size()];
        for (int i = 0; i < begins.length; i++) {
            begins[i] = address(board, parts.get(i));
            for (int k = 0; k < i; k++) {
                requireApart(i, k, begins);
            }
        }
        UbootMemory memory = new UbootMemory(board);
        for (int i = 0; i < begins.length; i++) {
            Part part = parts.get(i);
            long at = begins[i];
            long length = part.data().length();
            CRC32 sum = new CRC32();
            part.data().updateCrc(sum, 0, length);
            part.serving().during(0, length, file -> memory.fetch(file, at, length, (int) sum.getValue()));
            board.set(part.what() + "_size", Long.toHexString(length));
            moved.accept(length);
        }
        if (bootargs.isPresent()) {
            board.set("bootargs", bootargs.get());
        }
        board.leave(command);
    }

    private void requireApart(int one, int other, long[] begins) throws FailureException {
        long end = begins[one] + parts.get(one).data().length();
        long otherEnd = begins[other] + parts.get(other).data().length();
        if (begins[one] < otherEnd && begins[other] < end) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format(
                            "%s at 0x%x and %s at 0x%x would overlap in memory: they have 0x%x and 0x%x bytes",
                            parts.get(other).what(),
                            begins[other],
                            parts.get(one).what(),
                            begins[one],
                            otherEnd - begins[other],
                            end - begins[one]));
        }
    }

    private static long address(UbootDevice board, Part part) throws FailureException {
        String told = part.address().replaceFirst("^\\$\\{(.*)}$", "$1");
        String value = told.matches("(0[xX])?[0-9a-fA-F]{1,16}")
                ? told
                : board.variable(told).orElse("");
        if (!value.matches("(0[xX])?[0-9a-fA-F]{1,16}")) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "where in memory the " + part.what() + " goes is not known: the board's variable " + told + " is "
                            + (value.isEmpty() ? "not defined" : UbootText.shown(value)) + "; say an address, 0x…");
        }
        return Long.parseUnsignedLong(value.replaceFirst("^0[xX]", ""), 16);
    }
}
