package dev.gangway.virtual.busybox;

import dev.gangway.virtual.busybox.BusyboxShell.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code dd}: from a disk or what it is fed, to a disk or what it feeds. A disk's troubles show here. */
final class Dd {
    private static final int BLOCK = 1 << 16;

    private final LinuxFiles files;
    private final LinuxTroubles troubles;
    private final Runnable reset;

    Dd(LinuxFiles files, LinuxTroubles troubles, Runnable reset) {
        this.files = files;
        this.troubles = troubles;
        this.reset = reset;
    }

    /** How a copy went on. */
    private record Copied(long bytes, String trouble, boolean denied) {}

    int run(List<String> words, Streams io) throws IOException {
        Map<String, String> operands = new HashMap<>();
        for (String word : words.subList(1, words.size())) {
            int at = word.indexOf('=');
            operands.put(word.substring(0, Math.max(at, 0)), word.substring(at + 1));
        }
        for (String each : List.of("if", "of")) {
            String file = operands.get(each);
            if (file != null && files.disk(file).isEmpty()) {
                BusyboxShell.say(io.err(), "dd: can't open '" + file + "': No such file or directory");
                return 1;
            }
        }
        String to = operands.get("of");
        String from = operands.getOrDefault("if", "");
        Copied copied = to == null
                ? read(files.disk(from).orElseThrow(), operands, io.out())
                : write(files.disk(to).orElseThrow(), io.in());
        if (!copied.trouble().isEmpty()) {
            BusyboxShell.say(io.err(), "dd: " + copied.trouble());
        }
        BusyboxShell.say(io.err(), copied.bytes() / BLOCK + "+" + (copied.bytes() % BLOCK > 0 ? 1 : 0) + " records in");
        BusyboxShell.say(
                io.err(), copied.bytes() / BLOCK + "+" + (copied.bytes() % BLOCK > 0 ? 1 : 0) + " records out");
        BusyboxShell.say(
                io.err(), copied.bytes() + " bytes (" + copied.bytes() / 1e6 + "MB) copied, 0.1 seconds, 30.0MB/s");
        return copied.trouble().isEmpty() || copied.denied() ? 0 : 1;
    }

    private Copied write(LinuxDisk disk, InputStream in) throws IOException {
        boolean resets = troubles.resetsInWrite();
        boolean fails = troubles.failsWrite();
        boolean denies = troubles.deniesFailure();
        boolean loses = troubles.losesWrite();
        boolean flips = troubles.flipsWrite();
        boolean full = troubles.isFull();
        long done = 0;
        for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
            if (done > 0 && denies) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            if (done > 0 && (fails || denies)) {
                return new Copied(done, "error writing '/dev/" + disk.name() + "': I/O error", denies);
            }
            if (done + block.length > disk.length() || (done > 0 && full)) {
                return new Copied(done, "error writing '/dev/" + disk.name() + "': No space left on device", false);
            }
            if (done > 0 && resets) {
                reset.run();
                throw new IOException("the board was reset");
            }
            byte[] reached = block;
            if (flips && done == 0) {
                reached = block.clone();
                reached[reached.length / 2] = (byte) (reached[reached.length / 2] ^ 0x10);
            }
            disk.write(done, block, loses ? Optional.empty() : Optional.of(reached));
            done += block.length;
        }
        return new Copied(done, "", false);
    }

    private static Copied read(LinuxDisk disk, Map<String, String> operands, OutputStream out) throws IOException {
        long wanted = Math.min(disk.length(), Long.parseLong(operands.getOrDefault("count", "0")));
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        long done = 0;
        while (done < wanted) {
            block.clear().limit((int) Math.min(BLOCK, wanted - done));
            int count = disk.read(done, block);
            out.write(block.array(), 0, count);
            done += count;
        }
        out.flush();
        return new Copied(done, "", false);
    }
}
