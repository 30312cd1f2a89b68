package dev.gangway.sdp.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The verbs, each with what stands behind it: a letter for each word, n a number, f a file. */
enum SdpVerb {
    LIST(""),
    STATUS(""),
    BOOT("f"),
    LOAD("f"),
    WRITE("nf"),
    READ("nnf"),
    RDMEM("n"),
    WRMEM("nn"),
    JUMP("n");

    private final String arguments;

    SdpVerb(String arguments) {
        this.arguments = arguments;
    }

    static List<String> names() {
        return List.of(values()).stream().map(SdpVerb::word).toList();
    }

    static Optional<SdpVerb> of(String word) {
        return List.of(values()).stream()
                .filter(verb -> verb.word().equals(word))
                .findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String arguments() {
        return arguments;
    }
}
