package dev.gangway.uboot.bundle.source;

import dev.gangway.format.ImageData;
import dev.gangway.image.Packing;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Archives: tar, packed by gzip, xz or zstd or not at all, and zip. Told apart by their bytes: names lie. */
final class BundleArchive {
    private static final int ZIP = 0x504b0304;

    private BundleArchive() {}

    /** Unpacks all files. Links and devices are refused. */
    static void unpack(Path archive, BundleContent into) throws FailureException {
        try {
            ImageData data = ImageData.map(archive);
            if (data.length() >= 4 && data.slice(0, 4).getInt() == ZIP) {
                zip(archive, into);
            } else {
                tar(archive, Packing.of(data), into);
            }
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    into.origin() + " can't be unpacked: it is damaged, cut short, or no tar or zip archive: "
                            + FileTrouble.told(e),
                    e);
        }
    }

    private static void tar(Path archive, Packing packing, BundleContent into) throws IOException, FailureException {
        try (InputStream plain = packing.open(archive);
                TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isDirectory()) {
                    continue;
                }
                boolean other = entry.isSymbolicLink()
                        || entry.isLink()
                        || entry.isBlockDevice()
                        || entry.isCharacterDevice()
                        || entry.isFIFO()
                        || entry.isSparse();
                if (other || !tar.canReadEntryData(entry)) {
                    throw refused(into, entry.getName());
                }
                into.add(entry.getName(), tar, Optional.empty(), FailureKind.IMAGE_INVALID);
            }
        }
    }

    private static void zip(Path archive, BundleContent into) throws IOException, FailureException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (entry.isDirectory()) {
                    continue;
                }
                if (entry.isUnixSymlink() || !zip.canReadEntryData(entry)) {
                    throw refused(into, entry.getName());
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    into.add(entry.getName(), in, Optional.empty(), FailureKind.IMAGE_INVALID);
                }
            }
        }
    }

    private static FailureException refused(BundleContent into, String name) {
        return into.invalid("\"" + name.replaceAll("[^ -~]", "?")
                + "\" is a link, a device, sparse or encrypted: an archive of a bundle has plain files only");
    }
}
