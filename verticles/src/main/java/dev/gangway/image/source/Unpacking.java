package dev.gangway.image.source;

import dev.gangway.image.Packing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/** What comes out of a fetched file: unpacked in as many layers as it has, told by its bytes, while it comes. One thread. */
final class Unpacking {
    private static final int MOST_LAYERS = 6;
    private static final int HEAD = 512;
    private static final int BUFFER = 1 << 16;
    private static final int MOST_NAMES = 5;

    private Unpacking() {}

    /**
     * The image inside.
     *
     * @param fetched the file as it comes
     * @param member the path inside an archive; empty = the only file of a zip
     * @throws IOException when it is damaged, or has no such member; reading may fail likewise
     */
    static InputStream open(InputStream fetched, String member) throws IOException {
        InputStream at = new BufferedInputStream(fetched, BUFFER);
        boolean found = false;
        for (int layer = 0; layer < MOST_LAYERS; layer++) {
            byte[] head = head(at);
            Packing packing = Packing.ofHead(ByteBuffer.wrap(head, 0, Math.min(head.length, Packing.HEAD)));
            if (packing != Packing.NONE) {
                at = new BufferedInputStream(packing.open(at), BUFFER);
            } else if (!found && isZip(head)) {
                at = new BufferedInputStream(member(new ZipArchiveInputStream(at), member), BUFFER);
                found = true;
            } else if (!found && !member.isEmpty() && isTar(head)) {
                at = new BufferedInputStream(member(new TarArchiveInputStream(at), member), BUFFER);
                found = true;
            } else if (!found && !member.isEmpty()) {
                throw new IOException("it is no zip or tar archive, so there is no \"" + member + "\" in it");
            } else {
                return at;
            }
        }
        throw new IOException("it is packed in more than " + MOST_LAYERS + " layers");
    }

    private static byte[] head(InputStream in) throws IOException {
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        in.reset();
        return head;
    }

    private static boolean isZip(byte[] head) {
        return head.length >= 4 && ByteBuffer.wrap(head).getInt() == 0x504b0304;
    }

    private static boolean isTar(byte[] head) {
        return head.length == HEAD && Arrays.equals(head, 257, 262, new byte[] {'u', 's', 't', 'a', 'r'}, 0, 5);
    }

    private static <E extends ArchiveEntry> InputStream member(ArchiveInputStream<E> archive, String member)
            throws IOException {
        List<String> seen = new ArrayList<>();
        for (E entry = next(archive); entry != null; entry = next(archive)) {
            if (entry.isDirectory()) {
                continue;
            }
            String name = plain(entry.getName());
            if (member.isEmpty() || name.equals(plain(member))) {
                requireFile(archive, entry, name);
                return new OneMember<>(archive, entry, name, member.isEmpty());
            }
            seen.add(name);
        }
        throw new IOException(
                member.isEmpty()
                        ? "the archive has no file"
                        : "the archive has no \"" + member + "\"; it has " + names(seen));
    }

    private static String names(List<String> seen) {
        return (seen.isEmpty() ? "no file" : String.join(", ", seen.subList(0, Math.min(MOST_NAMES, seen.size()))))
                + (seen.size() > MOST_NAMES ? " and " + (seen.size() - MOST_NAMES) + " more" : "");
    }

    private static <E extends ArchiveEntry> E next(ArchiveInputStream<E> archive) throws IOException {
        E entry = archive.getNextEntry();
        if (entry != null) {
            requireInside(entry.getName());
        }
        return entry;
    }

    /** Nothing is written under such a name; who makes one means harm, so nothing of it is taken. */
    private static void requireInside(String name) throws IOException {
        boolean leaves = name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.matches("[A-Za-z]:.*")
                || List.of(name.split("/")).contains("..");
        if (leaves || name.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IOException("the archive has a path that leaves it, \"" + name.replaceAll("[^ -~]", "?")
                    + "\": it is not used");
        }
    }

    private static String plain(String name) {
        return name.replaceFirst("^(\\./+)+", "").replaceAll("/+", "/");
    }

    private static <E extends ArchiveEntry> void requireFile(ArchiveInputStream<E> archive, E entry, String name)
            throws IOException {
        boolean other = entry instanceof TarArchiveEntry tar
                ? tar.isSymbolicLink()
                        || tar.isLink()
                        || tar.isBlockDevice()
                        || tar.isCharacterDevice()
                        || tar.isFIFO()
                        || tar.isSparse()
                : entry instanceof ZipArchiveEntry zip && zip.isUnixSymlink();
        if (other) {
            throw new IOException("\"" + name + "\" in the archive is a link, a device or sparse, not a plain file");
        }
        if (!archive.canReadEntryData(entry)) {
            throw new IOException(
                    "\"" + name + "\" in the archive is encrypted, or stored without its length: pack it anew");
        }
    }

    /** One file of an archive, to its end. */
    private static final class OneMember<E extends ArchiveEntry> extends InputStream {
        private final ArchiveInputStream<E> archive;
        private final E entry;
        private final String name;
        private final boolean only;
        private final CRC32 crc = new CRC32();
        private boolean ended;

        OneMember(ArchiveInputStream<E> archive, E entry, String name, boolean only) {
            this.archive = archive;
            this.entry = entry;
            this.name = name;
            this.only = only;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int size = ended ? -1 : archive.read(into, from, most);
            if (size > 0) {
                crc.update(into, from, size);
            } else if (size < 0 && !ended) {
                ended = true;
                requireWhole();
            }
            return size;
        }

        /** A zip may tell a file's checksum behind the file, so that it is known with the next entry only. */
        private void requireWhole() throws IOException {
            E other = next(archive);
            if (entry instanceof ZipArchiveEntry zip && zip.getCrc() != crc.getValue()) {
                throw new IOException("\"" + name + "\" in the archive is damaged: its checksum does not fit");
            }
            while (only && other != null) {
                if (!other.isDirectory()) {
                    throw new IOException("the archive has several files, " + name + " and " + plain(other.getName())
                            + ": say which with \"member:\"");
                }
                other = next(archive);
            }
        }
    }
}
