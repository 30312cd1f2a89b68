package dev.gangway.uboot;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A medium that U-Boot writes: {@code mmc 0}, {@code virtio 1}. Numbers on the console are hexadecimal, those in its answers
 * decimal.
 *
 * @param kind U-Boot's command for it
 * @param device which of its kind
 * @param area of an eMMC: 1 and 2 are its boot areas; empty = where it stands
 */
public record UbootMedium(String kind, int device, Optional<Integer> area) {
    /** How a medium is written. */
    public static final String FORM = "(mmc [0-9]{1,2}(\\.[0-7])?|(virtio|usb|nvme|scsi) [0-9]{1,2})";

    /** U-Boot's commands count in blocks of the device; all devices that boards boot from have these. */
    public static final int BLOCK = 512;

    private static final Pattern CHOSEN = Pattern.compile("is (now )?current device");
    private static final Pattern CAPACITY = Pattern.compile("\\(([0-9]{1,15}) x ([0-9]{1,6})\\)");
    private static final Duration SCAN = Duration.ofSeconds(30);

    /** The slowest cards write so much in a second. */
    private static final long SLOWEST = 1_000_000;

    /** Reads a medium that has its {@link #FORM}. */
    public static UbootMedium parse(String text) {
        if (!text.matches(FORM)) {
            throw new IllegalArgumentException("\"" + text + "\" is no medium such as mmc 0");
        }
        String[] words = text.split("[ .]", -1);
        return new UbootMedium(
                words[0],
                Integer.parseInt(words[1]),
                words.length == 3 ? Optional.of(Integer.parseInt(words[2])) : Optional.empty());
    }

    /** As it is written. */
    public String text() {
        return kind + " " + device + area.map(which -> "." + which).orElse("");
    }

    /**
     * Chooses it on the board, and holds what is to be written against what it has room for, where the board tells that.
     *
     * @param end the first byte behind what is to be written
     * @throws FailureException MEDIUM_FAILED when it is not there, IMAGE_TOO_LARGE
     */
    public void choose(UbootDevice board, long end) throws FailureException {
        UbootAnswer answer = board.run(selection().get(0), SCAN);
        for (String command : selection().subList(1, selection().size())) {
            answer = board.run(command, SCAN);
        }
        if (answer.status() != 0 || answer.find(CHOSEN).isEmpty()) {
            throw UbootDevice.failed(answer, FailureKind.MEDIUM_FAILED);
        }
        Optional<Matcher> capacity = answer.find(CAPACITY);
        if (capacity.isPresent()) {
            long blocks = Long.parseLong(capacity.get().group(1));
            int size = Integer.parseInt(capacity.get().group(2));
            if (size != BLOCK) {
                throw new FailureException(
                        FailureKind.RECIPE_INVALID,
                        text() + " has blocks of " + size + " bytes, and only those of " + BLOCK + " are written here");
            }
            if (end > blocks * BLOCK) {
                throw new FailureException(
                        FailureKind.IMAGE_TOO_LARGE,
                        text() + " has " + blocks * BLOCK + " bytes, and " + end + " are needed");
            }
        }
    }

    private List<String> selection() {
        List<String> commands = new ArrayList<>();
        switch (kind) {
            case "usb" -> commands.add("usb start");
            case "nvme", "scsi" -> commands.add(kind + " scan");
            default -> {}
        }
        String word = kind.equals("nvme") || kind.equals("scsi") ? "device" : "dev";
        commands.add(kind + " " + word + " " + device
                + area.map(which -> " " + which).orElse(""));
        return commands;
    }

    /** Writes from the board's memory; place and length are whole blocks. */
    public void write(UbootDevice board, long memory, long at, long length) throws FailureException {
        move(board, "write", "written", memory, at, length);
    }

    /** Reads into the board's memory. */
    public void read(UbootDevice board, long memory, long at, long length) throws FailureException {
        move(board, "read", "read", memory, at, length);
    }

    private void move(UbootDevice board, String verb, String done, long memory, long at, long length)
            throws FailureException {
        long count = length / BLOCK;
        board.need(
                String.format("%s %s %x %x %x", kind, verb, memory, at / BLOCK, count),
                Pattern.compile("\\b" + count + " blocks " + done + ": OK"),
                FailureKind.MEDIUM_FAILED,
                UbootDevice.QUICK.plusSeconds(20 + length / SLOWEST));
    }
}
