package dev.gangway.image;

import dev.gangway.format.EgonSpl;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.LegacyImage;
import dev.gangway.format.NandGeometry;
import dev.gangway.format.SparseImage;
import dev.gangway.format.SplPages;
import dev.gangway.format.UbiImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The deep checks of an image by the format that its recipe names. */
final class ImageCheck {
    /** Geometries of the boards in the project's NAND dossier, section 1. */
    private static final List<NandGeometry> KNOWN = List.of(
            new NandGeometry(0x400000, 0x4000, 0x680),
            new NandGeometry(0x400000, 0x4000, 0x500),
            new NandGeometry(0x40000, 0x1000, 0x100));

    private ImageCheck() {}

    static ImageContent check(String name, String fileName, ImageFormat format, ImageData data)
            throws FailureException {
        try {
            return content(fileName, format, data);
        } catch (FormatException e) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID, "image " + name + " (" + fileName + "): " + e.getMessage(), e);
        }
    }

    private static ImageContent content(String fileName, ImageFormat format, ImageData data) throws FormatException {
        if (data.length() == 0) {
            throw new FormatException("the file is empty");
        }
        switch (format) {
            case RAW, TEXT -> {
                return plain(data);
            }
            case EGON -> {
                EgonSpl.parse(beginning(data));
                return plain(data);
            }
            case UIMAGE -> {
                LegacyImage.parse(beginning(data));
                return plain(data);
            }
            case SPARSE -> {
                return new ImageContent(data, Optional.of(sparse(data)));
            }
            case UBI -> {
                UbiImage.check(data, data.length());
                return plain(data);
            }
            case UBI_SPARSE -> {
                SparseImage sparse = sparse(data);
                ubi(sparse);
                return new ImageContent(data, Optional.of(sparse));
            }
            case SPL_PAGES -> {
                splPages(fileName, data);
                return plain(data);
            }
        }
        throw new IllegalStateException("no check for " + format);
    }

    /** A sparse image with the checksums that it has. */
    static SparseImage sparse(ImageData data) throws FormatException {
        SparseImage sparse = SparseImage.parse(data, true);
        if (sparse.wrongChecksums() > 0) {
            throw new FormatException("sparse image: " + sparse.wrongChecksums()
                    + " of its checksums do not fit its content, so it was damaged; copy or make it anew");
        }
        return sparse;
    }

    /** Checks the UBI image inside a sparse one: what is behind the last block that matters does not belong to it. */
    static UbiImage ubi(SparseImage sparse) throws FormatException {
        if (sparse.gap().isPresent()) {
            throw new FormatException("the sparse image leaves block "
                    + sparse.gap().get().block() + " open in the middle; a UBI image has no gaps");
        }
        UbiImage ubi = UbiImage.check(sparse.expanded(), sparse.contentLength());
        if (sparse.blockSize() % ubi.vidOffset() != 0 && ubi.paired()) {
            throw new FormatException("the sparse image's blocks of " + sparse.blockSize()
                    + " bytes are no multiple of the NAND's page, " + ubi.vidOffset());
        }
        return ubi;
    }

    /** Decodes every copy of an SPL in raw pages; the geometry follows from the file's name or else its length. */
    static SplPages splPages(String fileName, ImageData data) throws FormatException {
        Optional<NandGeometry> named = NandGeometry.ofFileName(fileName);
        Optional<NandGeometry> geometry = named.isPresent()
                ? named
                : KNOWN.stream()
                        .filter(g -> (long) g.pagesPerBlock() * g.rawPageSize() == data.length())
                        .findFirst();
        if (geometry.isEmpty()) {
            throw new FormatException("SPL pages: neither the name (spl-400000-4000-680.bin) nor the length "
                    + data.length() + " says for which NAND they are");
        }
        SplPages pages = SplPages.decode(beginning(data), geometry.get());
        if (pages.soundCopies() < pages.copies()) {
            throw new FormatException(
                    "SPL pages: only " + pages.soundCopies() + " of " + pages.copies() + " copies are sound");
        }
        return pages;
    }

    static ByteBuffer beginning(ImageData data) {
        return data.slice(0, (int) Math.min(data.length(), ImageData.LONGEST_SLICE));
    }

    private static ImageContent plain(ImageData data) {
        return new ImageContent(data, Optional.empty());
    }
}
