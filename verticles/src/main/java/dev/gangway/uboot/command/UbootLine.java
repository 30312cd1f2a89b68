package dev.gangway.uboot.command;

import dev.gangway.uboot.UbootMedium;
import dev.gangway.uboot.UbootWays;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A line of words.
 *
 * @param verb one of {@link #VERBS}
 * @param words behind it
 * @param values of the options
 */
record UbootLine(String verb, List<String> words, Map<String, String> values) {
    static final String LIST = "list";
    static final String ENV = "env";
    static final String RUN = "run";
    static final String FLASH = "flash";
    static final String SHELL = "bootloader-shell";
    static final String LINUX_SHELL = "busybox-shell";
    static final String BUNDLE = "bundle";
    static final List<String> VERBS = List.of(LIST, ENV, RUN, FLASH, SHELL, LINUX_SHELL, BUNDLE);

    static final String TO = "--to";
    static final String SERVE = "--serve";
    static final String AT = "--at";
    static final String ROOM = "--room";
    static final String RAM = "--ram";
    static final String PIECE = "--piece";
    static final String WINDOW = "--window";
    static final String ADDRESS = "--address";
    static final String TARGET = "--target";
    static final String VARIANT = "--variant";
    static final String KERNEL = "--kernel";
    static final String INITRAMFS = "--initramfs";
    static final String DTB = "--dtb";
    static final String MANIFEST = "--manifest";
    static final String PARTITION = "--partition";
    static final String CHECKSUM = "--checksum";
    static final String CHECKSUM_FILE = "--checksum-file";
    static final String CONSOLE_DEBUG = "--console-debug";
    private static final String PROMPT = "--prompt";
    private static final String KEYS = "--keys";

    private static final Set<String> ALWAYS = Set.of(PROMPT, KEYS);
    private static final Set<String> FLASHING = Set.of(TO, SERVE, AT, ROOM, RAM, PIECE, WINDOW, ADDRESS);
    private static final Set<String> BUNDLING = Set.of(TARGET, VARIANT, KERNEL, INITRAMFS, DTB, MANIFEST);
    private static final Set<String> BUNDLE_FLASHING = Set.of(PARTITION, CHECKSUM, CHECKSUM_FILE);
    private static final Set<String> ALONE = Set.of(CONSOLE_DEBUG);

    /** What has a board boot a bundle's Linux, and write nothing. */
    private static final Set<String> BOOTING =
            Set.of(SERVE, WINDOW, ADDRESS, VARIANT, KERNEL, INITRAMFS, DTB, MANIFEST, CONSOLE_DEBUG);

    private static final String ADDRESS_FORM = "[0-9]{1,3}(\\.[0-9]{1,3}){3}";
    private static final int MOST_PORT = 65_535;

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static UbootLine parse(List<String> all) {
        List<String> words = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            String word = all.get(i);
            if (ALONE.contains(word)) {
                values.put(word, "");
            } else if (ALWAYS.contains(word)
                    || FLASHING.contains(word)
                    || BUNDLING.contains(word)
                    || BUNDLE_FLASHING.contains(word)) {
                if (i + 1 == all.size()) {
                    throw new IllegalArgumentException(word + " needs a value behind it");
                }
                i++;
                values.put(word, all.get(i));
            } else if (word.startsWith("-") && words.size() < 2) {
                throw new IllegalArgumentException("uboot knows no option \"" + word + "\"");
            } else {
                words.add(word);
            }
        }
        if (words.isEmpty() || !VERBS.contains(words.get(0))) {
            throw new IllegalArgumentException(
                    (words.isEmpty() ? "uboot needs a verb" : "uboot knows no verb \"" + words.get(0) + "\"")
                            + "; there are " + String.join(", ", VERBS));
        }
        UbootLine line = new UbootLine(words.get(0), List.copyOf(words.subList(1, words.size())), values);
        line.check();
        return line;
    }

    private void check() {
        if (!isLinuxShell()) {
            onlyFor(FLASH, FLASHING);
        }
        if (isLinuxShell()) {
            values.keySet().stream()
                    .filter(option -> !BOOTING.contains(option) && !ALWAYS.contains(option))
                    .findFirst()
                    .ifPresent(option -> {
                        throw new IllegalArgumentException(
                                option + " is not for uboot busybox-shell, which writes nothing");
                    });
        } else if (isBundleFlash()) {
            requireBundleFlash();
        } else {
            onlyFor(BUNDLE, BUNDLING);
            onlyFor("flash BUNDLE IMAGE", BUNDLE_FLASHING);
            onlyFor("flash BUNDLE IMAGE", ALONE);
        }
        boolean right =
                switch (verb) {
                    case ENV -> words.size() <= 1;
                    case RUN -> !words.isEmpty();
                    case BUNDLE -> words.size() == 1;
                    case LINUX_SHELL -> words.size() == 1 && values.containsKey(SERVE);
                    case FLASH ->
                        values.containsKey(SERVE) && (isBundleFlash() || (words.size() == 1 && values.containsKey(TO)));
                    default -> words.isEmpty();
                };
        if (!right) {
            throw new IllegalArgumentException(
                    switch (verb) {
                        case ENV -> "uboot env takes one NAME, or none for all";
                        case RUN -> "uboot run needs a COMMAND";
                        case BUNDLE ->
                            "uboot bundle needs a BUNDLE: a folder, an archive, oci:FOLDER or oci://HOST/NAME:TAG";
                        case FLASH ->
                            "uboot flash needs a FILE, --to MEDIUM and --serve ADDRESS; or a BUNDLE, an IMAGE and --serve ADDRESS";
                        case LINUX_SHELL ->
                            "uboot busybox-shell needs a BUNDLE, whose Linux is booted, and --serve ADDRESS";
                        default -> "uboot " + verb + " takes nothing";
                    });
        }
        if (verb.equals(FLASH) || isLinuxShell()) {
            if (verb.equals(FLASH) && !isBundleFlash()) {
                medium();
            }
            port();
            matching(host(), ADDRESS_FORM, SERVE);
            matching(values.getOrDefault(ADDRESS, "10.0.0.1"), ADDRESS_FORM, ADDRESS);
            for (String option : List.of(AT, ROOM, RAM, PIECE, WINDOW)) {
                number(option);
            }
        }
    }

    /** Whether a board is flashed by a bundle. */
    boolean isBundleFlash() {
        return verb.equals(FLASH) && words.size() == 2;
    }

    /** Whether a person wants the shell of a bundle's Linux. */
    boolean isLinuxShell() {
        return verb.equals(LINUX_SHELL);
    }

    /** Whether this option stands there. */
    boolean has(String option) {
        return values.containsKey(option);
    }

    private void requireBundleFlash() {
        for (String option : List.of(TO, AT, RAM, PIECE)) {
            if (values.containsKey(option)) {
                throw new IllegalArgumentException(
                        option + " is for uboot flash FILE; a bundle says itself where an image goes, see --target");
            }
        }
        if (values.containsKey(CHECKSUM) && values.containsKey(CHECKSUM_FILE)) {
            throw new IllegalArgumentException("either " + CHECKSUM + " or " + CHECKSUM_FILE);
        }
        if (!values.getOrDefault(CHECKSUM, "0".repeat(64)).matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException(CHECKSUM + " takes a SHA-256 in 64 hex digits");
        }
        if (!values.getOrDefault(PARTITION, "a").matches("[A-Za-z0-9_.:+-]{1,36}")) {
            throw new IllegalArgumentException(PARTITION + " takes a partition's label");
        }
        if (words.get(1).matches("https?://.*") && !isLink(words.get(1))) {
            throw new IllegalArgumentException("\"" + words.get(1) + "\" is no address of an image");
        }
    }

    private static boolean isLink(String text) {
        try {
            return new URI(text).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void onlyFor(String other, Set<String> options) {
        values.keySet().stream()
                .filter(option -> options.contains(option) && !verb.equals(other))
                .findFirst()
                .ifPresent(option -> {
                    throw new IllegalArgumentException(option + " is for uboot " + other);
                });
    }

    private static void matching(String text, String form, String option) {
        if (!text.matches(form)) {
            throw new IllegalArgumentException(option + " takes an address such as 10.30.0.1, not \"" + text + "\"");
        }
    }

    UbootMedium medium() {
        return UbootMedium.parse(String.valueOf(values.get(TO)));
    }

    String host() {
        return String.valueOf(values.get(SERVE)).replaceFirst(":.*", "");
    }

    int port() {
        String[] parts = String.valueOf(values.get(SERVE)).split(":", 2);
        if (parts.length == 1) {
            return 69;
        }
        if (!parts[1].matches("[0-9]{1,5}") || Integer.parseInt(parts[1]) > MOST_PORT) {
            throw new IllegalArgumentException(SERVE + " takes ADDRESS or ADDRESS:PORT");
        }
        return Integer.parseInt(parts[1]);
    }

    /** A number, where one is given. */
    Optional<Long> number(String option) {
        String text = values.get(option);
        if (text == null) {
            return Optional.empty();
        }
        if (!text.matches("0[xX][0-9a-fA-F]{1,12}|[0-9]{1,15}")) {
            throw new IllegalArgumentException(
                    option + " takes a number such as 0x42000000 or 4096, not \"" + text + "\"");
        }
        return Optional.of(Long.decode(text.matches("0[0-9]+") ? text.replaceFirst("^0+(?=.)", "") : text));
    }

    /** A text, where one is given. */
    Optional<String> text(String option) {
        return Optional.ofNullable(values.get(option));
    }

    Optional<String> address() {
        return text(ADDRESS);
    }

    UbootWays ways() {
        UbootWays ways = UbootWays.USUAL;
        String prompt = values.get(PROMPT);
        String keys = values.get(KEYS);
        if (prompt != null) {
            ways = ways.prompting(prompt);
        }
        return keys == null ? ways : ways.stoppedBy(keys);
    }
}
