package dev.gangway.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code flasher_args.json}, in which a build of ESP-IDF says which of its files goes where, and how the flash is used.
 *
 * @param chip the chip that it was built for, as {@code esp32s3}; empty where the file does not say
 * @param mode of the flash, {@code dio}; {@code keep} leaves the header as it is
 * @param frequency of the flash, {@code 80m}, or {@code keep}
 * @param size of the flash, {@code 4MB}, {@code keep}, or {@code detect}: as it is found
 * @param parts the files, by where they go
 */
public record FlasherArgs(Optional<String> chip, String mode, String frequency, String size, List<Part> parts) {
    private static final int LONGEST = 1 << 18;
    private static final int MOST_PARTS = 64;
    /**
     * A file.
     *
     * @param offset where in the flash it goes
     * @param file its path below the folder of {@code flasher_args.json}, with slashes
     */
    public record Part(long offset, String file) {}

    /** Copies the list. */
    public FlasherArgs {
        parts = List.copyOf(parts);
    }

    /**
     * Reads the file.
     *
     * @throws FormatException saying what is wrong with it
     */
    public static FlasherArgs parse(ImageData data) throws FormatException {
        if (data.length() > LONGEST) {
            throw new FormatException("flasher_args.json: the file is longer than " + LONGEST + " bytes");
        }
        Map<String, Object> root;
        try {
            root = JsonText.object(StandardCharsets.UTF_8
                    .decode(data.slice(0, (int) data.length()))
                    .toString());
        } catch (FormatException e) {
            throw new FormatException("flasher_args.json: " + e.getMessage());
        }
        Map<?, ?> files = map(root, "flash_files");
        if (files.isEmpty() || files.size() > MOST_PARTS) {
            throw new FormatException("flasher_args.json: \"flash_files\" is missing, empty, or has more than "
                    + MOST_PARTS + " files: build the project with idf.py build");
        }
        List<Part> parts = new ArrayList<>();
        for (Map.Entry<?, ?> one : files.entrySet()) {
            parts.add(new Part(offset(String.valueOf(one.getKey())), file(String.valueOf(one.getValue()))));
        }
        parts.sort(Comparator.comparingLong(Part::offset));
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i).offset() == parts.get(i - 1).offset()) {
                throw new FormatException(String.format(
                        "flasher_args.json: two files are for 0x%x",
                        parts.get(i).offset()));
            }
        }
        for (Object one : root.values()) {
            if (one instanceof Map<?, ?> part && "true".equalsIgnoreCase(String.valueOf(part.get("encrypted")))) {
                throw new FormatException("flasher_args.json: "
                        + String.valueOf(part.get("file")).replaceAll("[^ -~]", "?")
                        + " is to be encrypted by the chip as it is written: that is not served");
            }
        }
        Map<?, ?> settings = map(root, "flash_settings");
        String chip = word(map(root, "extra_esptool_args"), "chip", "");
        return new FlasherArgs(
                chip.isEmpty() ? Optional.empty() : Optional.of(chip),
                word(settings, "flash_mode", "keep"),
                word(settings, "flash_freq", "keep"),
                word(settings, "flash_size", "keep"),
                parts);
    }

    private static Map<?, ?> map(Map<?, ?> root, String key) {
        return root.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String word(Map<?, ?> from, String key, String otherwise) throws FormatException {
        Object word = from.get(key);
        if (word == null) {
            return otherwise;
        }
        if (!(word instanceof String text) || !text.matches("[A-Za-z0-9-]{1,20}")) {
            throw new FormatException("flasher_args.json: \"" + key + "\" is no word of letters and digits");
        }
        return text;
    }

    private static long offset(String text) throws FormatException {
        if (!text.matches("0x[0-9a-fA-F]{1,8}")) {
            throw new FormatException(
                    "flasher_args.json: \"" + text.replaceAll("[^ -~]", "?") + "\" is no offset such as 0x10000");
        }
        return Long.parseLong(text.substring(2), 16);
    }

    private static String file(String path) throws FormatException {
        boolean sound = path.matches("[^\\\\:\\x00-\\x1f\\x7f]{1,400}") && !path.startsWith("/");
        for (String part : path.split("/", -1)) {
            sound &= !part.isEmpty() && !part.equals("..") && !part.equals(".");
        }
        if (!sound) {
            throw new FormatException(
                    "flasher_args.json: \"" + path.replaceAll("[^ -~]", "?") + "\" is no path below its own folder");
        }
        return path;
    }
}
