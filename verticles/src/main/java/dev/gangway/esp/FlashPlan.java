package dev.gangway.esp;

import dev.gangway.format.EspImage;
import dev.gangway.format.EspPartitions;
import dev.gangway.format.EspPartitions.Entry;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.EspSoc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is to be written, held against itself and the board before anything is. Immutable.
 *
 * @param files in the order of their places
 */
public record FlashPlan(List<FlashFile> files) {
    private static final long SMALLEST = 1 << 20;
    private static final long FIRST_LOADER_END = 0x8000;

    /**
     * A file and its place.
     *
     * @param name for people
     * @param at where in the flash
     */
    public record FlashFile(String name, long at, ImageData data) {
        /** Behind the last byte of the last sector that it needs. */
        public long end() {
            return at + (data.length() + FlashWriter.SECTOR - 1) / FlashWriter.SECTOR * FlashWriter.SECTOR;
        }

        String text() {
            return String.format("%s (0x%x to 0x%x)", name, at, at + data.length());
        }
    }

    /** Sorts the files. */
    public FlashPlan {
        files = files.stream().sorted(Comparator.comparingLong(FlashFile::at)).toList();
    }

    /**
     * What a file is by itself: an image that is damaged or cut, and a partition table that is, are refused.
     *
     * @throws FailureException IMAGE_INVALID
     */
    public static void requireSound(String name, ImageData data) throws FailureException {
        image(name, data);
        table(name, data);
    }

    /**
     * Holds the files against each other.
     *
     * @throws FailureException RECIPE_INVALID or IMAGE_INVALID, saying which and why
     */
    public void requireConsistent() throws FailureException {
        for (int i = 0; i < files.size(); i++) {
            FlashFile file = files.get(i);
            if (file.at() % FlashWriter.SECTOR != 0) {
                throw invalid(String.format(
                        "%s is for 0x%x, which is no multiple of 0x%x: what else is in that sector would be erased",
                        file.name(), file.at(), FlashWriter.SECTOR));
            }
            if (i > 0 && files.get(i - 1).end() > file.at()) {
                throw invalid(files.get(i - 1).text() + " and " + file.text() + " overlap");
            }
            requireSound(file.name(), file.data());
        }
        for (FlashFile file : files) {
            Optional<EspPartitions> table = table(file.name(), file.data());
            if (table.isPresent()) {
                requireInside(table.get(), file);
            }
        }
    }

    private void requireInside(EspPartitions table, FlashFile itself) throws FailureException {
        for (FlashFile file : files) {
            if (file.at() <= itself.at()) {
                continue; // the bootloader, which has no partition
            }
            Entry entry = table.at(file.at())
                    .orElseThrow(() -> invalid(file.text() + " is in no partition of " + itself.name()));
            if (image(file.name(), file.data()).isPresent()
                    && !(entry.isApplication() && entry.offset() == file.at())) {
                throw invalid(
                        file.text() + " is an application, and " + itself.name() + " has " + entry.text() + " there");
            }
            if (file.at() + file.data().length() > entry.end()) {
                throw new FailureException(
                        FailureKind.IMAGE_TOO_LARGE,
                        file.text() + " goes beyond its partition in " + itself.name() + ", " + entry.text());
            }
        }
    }

    /**
     * Holds the files against a chip and its flash.
     *
     * @param revision the chip's, times 100; empty where it can't be read
     * @throws FailureException IMAGE_INVALID for another chip's image, IMAGE_TOO_LARGE for a flash that is too small,
     *     SECURE_BOOT for what a locked chip would not survive
     */
    void requireFor(EspSoc soc, Optional<Integer> revision, FlashChip flash, EspSecurity security)
            throws FailureException {
        for (FlashFile file : files) {
            Optional<EspPartitions> table = table(file.name(), file.data());
            long end = Math.max(
                    file.at() + file.data().length(),
                    table.map(EspPartitions::end).orElse(0L));
            if (end > flash.size()) {
                throw new FailureException(
                        FailureKind.IMAGE_TOO_LARGE,
                        String.format(
                                "%s needs flash to 0x%x, and this board's ends at 0x%x (%s)",
                                file.name(), end, flash.size(), flash.sizeText()));
            }
            Optional<EspImage> image = image(file.name(), file.data());
            if (image.isPresent()) {
                requireChip(file.name(), image.get(), soc, revision);
            } else if (file.at() == soc.bootloader()) {
                throw new FailureException(
                        FailureKind.IMAGE_INVALID,
                        String.format(
                                "%s is for 0x%x, where this chip's ROM looks for a bootloader, and is no image of Espressif's"
                                        + " form: its header does not begin with e9",
                                file.name(), file.at()));
            }
            if (security.oldSecureBoot() && file.at() < FIRST_LOADER_END) {
                throw new FailureException(
                        FailureKind.SECURE_BOOT,
                        file.text() + " would replace what secure boot has signed: the chip would never start again");
            }
        }
        if (security.encrypted()) {
            throw new FailureException(
                    FailureKind.SECURE_BOOT,
                    "the chip keeps its flash encrypted: plain images would make it a brick, nothing was written");
        }
    }

    private static void requireChip(String name, EspImage image, EspSoc soc, Optional<Integer> revision)
            throws FailureException {
        if (!image.chip().equals(soc.imageId())) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    name + " is for " + chip(image) + ", and this board has an " + soc.title());
        }
        if (revision.isPresent() && (revision.get() < image.leastRevision() || revision.get() > image.lastRevision())) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    name + " runs on revisions " + version(image.leastRevision()) + " to "
                            + (image.lastRevision() == EspImage.ANY_LATER ? "any later" : version(image.lastRevision()))
                            + ", and this chip has " + version(revision.get()));
        }
    }

    private static String chip(EspImage image) {
        return image.chip()
                .map(id -> EspSoc.ofImageId(id).map(EspSoc::title).orElse("chip id " + id))
                .orElse("ESP8266");
    }

    /** As people write it: {@code v3.1}. */
    static String version(int revision) {
        return "v" + revision / 100 + "." + revision % 100;
    }

    /**
     * The same with the bootloader's header changed, where there is one and something changes.
     *
     * @throws FailureException RECIPE_INVALID for words that the chip does not know
     */
    FlashPlan with(FlashWords words, EspSoc soc, FlashChip flash, EspSecurity security) throws FailureException {
        EspImage.Settings settings = words.settings(soc, flash);
        if (settings.equals(EspImage.Settings.KEEP) || security.secureBoot()) {
            return this; // what is signed must stay as it is
        }
        List<FlashFile> changed = new ArrayList<>();
        for (FlashFile file : files) {
            Optional<EspImage> image = image(file.name(), file.data());
            changed.add(
                    image.isPresent() && file.at() == soc.bootloader()
                            ? new FlashFile(file.name(), file.at(), image.get().with(settings, file.data()))
                            : file);
        }
        return new FlashPlan(changed);
    }

    /** So large a flash is needed, in the steps that they are made in. */
    long needed() throws FailureException {
        long end = SMALLEST;
        for (FlashFile file : files) {
            long told = table(file.name(), file.data()).map(EspPartitions::end).orElse(0L);
            end = Math.max(end, Math.max(file.end(), told));
        }
        return Long.highestOneBit(end - 1) << 1;
    }

    private static Optional<EspImage> image(String name, ImageData data) throws FailureException {
        try {
            return EspImage.startsLikeOne(data) ? Optional.of(EspImage.parse(data)) : Optional.empty();
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, name + ": " + e.getMessage(), e);
        }
    }

    private static Optional<EspPartitions> table(String name, ImageData data) throws FailureException {
        try {
            return EspPartitions.startsLikeOne(data) ? Optional.of(EspPartitions.parse(data)) : Optional.empty();
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, name + ": " + e.getMessage(), e);
        }
    }

    private static FailureException invalid(String why) {
        return new FailureException(FailureKind.RECIPE_INVALID, why);
    }
}
