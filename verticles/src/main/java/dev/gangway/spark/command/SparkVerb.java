package dev.gangway.spark.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The verbs, each with what stands behind it: a letter for each word, a an address, f a file, w any word; large = may be left out. */
enum SparkVerb {
    LIST(""),
    PING(""),
    DESCRIBE(""),
    FLASH("f"),
    WRITE("af"),
    FACTORY("f"),
    CALL("wW"),
    SIGNAL("w"),
    RESET("w");

    private final String arguments;

    SparkVerb(String arguments) {
        this.arguments = arguments;
    }

    static List<String> names() {
        return List.of(values()).stream().map(SparkVerb::word).toList();
    }

    static Optional<SparkVerb> of(String word) {
        return List.of(values()).stream()
                .filter(verb -> verb.word().equals(word))
                .findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether so many words may stand behind it. */
    boolean takes(int words) {
        long least = arguments.chars().filter(Character::isLowerCase).count();
        return words >= least && words <= arguments.length();
    }
}
