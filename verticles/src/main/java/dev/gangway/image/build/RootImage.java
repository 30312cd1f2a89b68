package dev.gangway.image.build;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.image.Packing;
import dev.gangway.program.RunningProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes a UBIFS of a root file system's tar archive. Debian's tar unpacks it and mkfs.ubifs reads it, in one session of fakeroot,
 * which stands for root: owners and devices are kept in its memory, no file belongs to another user or is a device on this
 * machine's disk. Then tar packs it again, and that archive is held against the first, so that nothing is lost without a word.
 * Extended attributes go another way, see {@link UbifsAttributes}.
 */
final class RootImage {
    /** Names of its steps, and what they end with; the archive comes and goes by standard input and output. */
    private static final String SCRIPT = """
            umask 022
            chown 0:0 root && chmod 755 root || exit 70
            "$1" --extract --file=- --directory=root --numeric-owner --same-owner --same-permissions || exit 71
            "$2" -r root -m "$3" -e "$4" -c "$5" -x lzo -o root.ubifs >&2 || exit 72
            "$1" --create --file=- --directory=root --format=pax --numeric-owner . || exit 73
            """;

    private static final int NOT_UNPACKED = 71;
    private static final int NOT_MADE = 72;
    private static final int MOST_LOST = 5;
    private static final Pattern TOO_LARGE = Pattern.compile("max_leb_cnt.{0,40}?too low \\(([0-9]+) needed\\)");

    private final Path archive;
    private final ChipNand nand;
    private final Programs programs;

    RootImage(Path archive, ChipNand nand, Programs programs) {
        this.archive = archive;
        this.nand = nand;
        this.programs = programs;
    }

    /**
     * Makes {@code root.ubifs} in a folder.
     *
     * @return what a person should know, a line each
     * @throws FormatException when the archive is not what can be put on the board
     * @throws IOException when this machine can't do it
     */
    List<String> make(Path work) throws FormatException, IOException {
        List<String> words = new ArrayList<>();
        Optional<Path> fakeroot = programs.find("fakeroot");
        if (fakeroot.isPresent()) {
            words.add(fakeroot.get().toString());
            words.add("--");
        } else if (!Integer.valueOf(0).equals(Files.getAttribute(work, "unix:uid"))) {
            throw new IOException(
                    "the root file system has owners and devices, which only root can unpack: apt install fakeroot, or do"
                            + " it as root");
        }
        words.addAll(List.of("/bin/sh", "-c", SCRIPT, "gangway"));
        words.add(programs.require("tar", "tar").toString());
        words.add(programs.require("mkfs.ubifs", "mtd-utils").toString());
        words.add(String.valueOf(nand.geometry().pageSize()));
        words.add(String.valueOf(nand.lebSize()));
        words.add(String.valueOf(nand.mostBlocks()));
        RootTree wanted = new RootTree();
        Path root = Files.createDirectory(work.resolve("root"));
        try (RunningProgram process = programs.start(words, work)) {
            List<UbifsAttributes.Attribute> attributes = new ArrayList<>();
            boolean cut = feed(process, wanted, root, attributes);
            RootTree found = cut
                    ? new RootTree()
                    : read(
                            process,
                            attributes.stream()
                                    .map(UbifsAttributes.Attribute::standIn)
                                    .collect(Collectors.toSet()));
            requireMade(Programs.end(process), cut, Programs.said(process, work, nand.lebSize()), wanted);
            put(attributes, work.resolve("root.ubifs"));
            List<String> lost = wanted.lostIn(found, MOST_LOST);
            if (!lost.isEmpty()) {
                throw new IOException("the folder " + work.getParent() + " can't keep what the archive has: "
                        + String.join("; ", lost)
                        + (fakeroot.isPresent()
                                ? "; make it in a folder of another file system"
                                : "; apt install fakeroot, or make it in a folder of another file system"));
            }
        }
        requireFits(Files.size(work.resolve("root.ubifs")) / nand.lebSize());
        List<String> notes = new ArrayList<>(wanted.notes());
        notes.add("root file system: " + wanted.entries() + " entries, " + wanted.bytes() + " bytes of content");
        return notes;
    }

    /** Gives the archive to tar, entry by entry; returns whether tar stopped listening. */
    private boolean feed(RunningProgram process, RootTree wanted, Path root, List<UbifsAttributes.Attribute> attributes)
            throws FormatException, IOException {
        try (InputStream in = open();
                OutputStream out = process.input()) {
            TarReader reader = new TarReader(in);
            for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                TarEntry entry = next.get();
                wanted.check(entry);
                long sum;
                try {
                    sum = reader.pass(out);
                } catch (IOException e) {
                    // Its exit code tells why.
                    return true;
                }
                wanted.add(entry, sum);
            }
            attributes.addAll(wanted.attributes());
            standIns(root, attributes);
            try {
                out.write(new byte[1024]);
                out.flush();
            } catch (IOException e) {
                return true;
            }
        } catch (FormatException e) {
            throw new FormatException(archive + ": " + e.getMessage());
        }
        if (wanted.entries() == 0) {
            throw new FormatException(archive + ": the archive is empty");
        }
        return false;
    }

    /** While tar still waits for the archive's end. */
    private static void standIns(Path root, List<UbifsAttributes.Attribute> attributes) throws IOException {
        for (UbifsAttributes.Attribute attribute : attributes) {
            Path file = root.resolve(attribute.standIn());
            if (attribute.value().isEmpty()) {
                Files.createFile(file);
            } else {
                Files.createSymbolicLink(
                        file, Path.of("x".repeat(attribute.value().length())));
            }
        }
    }

    private void put(List<UbifsAttributes.Attribute> attributes, Path ubifs) throws FormatException, IOException {
        if (attributes.isEmpty()) {
            return;
        }
        try (FileChannel image = FileChannel.open(ubifs, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            new UbifsAttributes(image, nand.lebSize()).put(attributes);
        }
    }

    private InputStream open() throws FormatException, IOException {
        Packing packing = Packing.of(ImageData.map(archive));
        try {
            return packing.open(archive);
        } catch (IOException e) {
            throw new FormatException("it cannot be unpacked, it is damaged or cut short: " + e.getMessage());
        }
    }

    /** What was made of it; nothing when a step before failed. */
    private static RootTree read(RunningProgram process, Set<String> standIns) throws IOException {
        RootTree found = new RootTree();
        try (InputStream in = process.output()) {
            TarReader reader = new TarReader(in);
            for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                long sum = reader.pass(OutputStream.nullOutputStream());
                if (!standIns.contains(next.get().name().replaceFirst("^\\./", ""))) {
                    found.check(next.get());
                    found.add(next.get(), sum);
                }
            }
            in.transferTo(OutputStream.nullOutputStream());
        } catch (FormatException e) {
            // A step before it failed, or what was unpacked lost so much that it is no tree any more: the caller sees
            // which.
            return found;
        }
        return found;
    }

    private void requireMade(int code, boolean cut, String said, RootTree wanted) throws FormatException, IOException {
        if (code == 0 && !cut) {
            return;
        }
        Matcher tooLarge = TOO_LARGE.matcher(said);
        if (code == NOT_MADE && tooLarge.find()) {
            requireFits(Long.parseLong(tooLarge.group(1)));
        }
        String step = code == NOT_UNPACKED ? "tar" : code == NOT_MADE ? "mkfs.ubifs" : "unpacking";
        throw new IOException(step + " failed after " + wanted.entries() + " entries (" + code + "): "
                + (said.isEmpty() ? "it did not say why" : said));
    }

    private void requireFits(long blocks) throws FormatException {
        if (blocks > nand.volumeBlocks()) {
            throw new FormatException(archive + ": the root file system needs " + blocks + " blocks of "
                    + nand.lebSize() + " bytes, the volume on this NAND has " + nand.volumeBlocks()
                    + "; leave something out");
        }
    }
}
