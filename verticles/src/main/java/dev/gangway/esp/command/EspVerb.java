package dev.gangway.esp.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The verbs, each with what stands behind it: a letter for each word, n a number, f a file; what stands in brackets may come
 * again.
 */
enum EspVerb {
    LIST("", ""),
    CHIP_ID("", ""),
    READ_MAC("", ""),
    FLASH_ID("", ""),
    GET_SECURITY_INFO("", ""),
    WRITE_FLASH("nf", "nf"),
    VERIFY_FLASH("nf", "nf"),
    READ_FLASH("nnf", ""),
    ERASE_FLASH("", ""),
    ERASE_REGION("nn", ""),
    RUN("", "");

    private final String arguments;
    private final String again;

    EspVerb(String arguments, String again) {
        this.arguments = arguments;
        this.again = again;
    }

    static List<String> names() {
        return List.of(values()).stream().map(EspVerb::word).toList();
    }

    /** By its name with dashes, or with underscores as esptool wrote it before its version 5. */
    static Optional<EspVerb> of(String word) {
        return List.of(values()).stream()
                .filter(verb -> verb.word().equals(word.replace('_', '-')))
                .findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kinds of so many words; empty when it does not take as many. */
    Optional<String> kinds(int words) {
        StringBuilder kinds = new StringBuilder(arguments);
        while (!again.isEmpty() && kinds.length() < words) {
            kinds.append(again);
        }
        return kinds.length() == words ? Optional.of(kinds.toString()) : Optional.empty();
    }

    /** For people. */
    String wants() {
        return arguments.isEmpty()
                ? "nothing"
                : arguments
                        .replace("nnf", "ADDRESS SIZE FILE")
                        .replace("nf", "ADDRESS FILE" + (again.isEmpty() ? "" : " …"))
                        .replace("nn", "ADDRESS SIZE");
    }
}
