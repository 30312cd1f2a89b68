package dev.gangway.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the text of a recipe together. Nothing is proved by it unless a step of it reads back. One thread. */
final class RecipeDraft {
    private static final int LONGEST_LINE = 200;

    private final String title;
    private final String mode;
    private final List<String> chips;
    private final Map<Path, String> names = new LinkedHashMap<>();
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final Map<Path, String> wanted = new HashMap<>();
    private final Map<String, String> formats = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Integer> titles = new HashMap<>();
    private boolean proved;

    private record Step(String verb, String argument, Map<String, String> keys) {}

    RecipeDraft(String title, String mode, List<String> chips) {
        this.title = title;
        this.mode = mode;
        this.chips = chips;
    }

    /** Says that a step reads back. */
    RecipeDraft proved() {
        proved = true;
        return this;
    }

    /**
     * The name of the image that is this file.
     *
     * @return empty when there is no such file
     */
    Optional<String> image(Path source, String format) {
        Path file = source.toAbsolutePath().normalize();
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String known = names.get(file);
        if (known != null) {
            return Optional.of(known);
        }
        String base = String.valueOf(file.getFileName());
        String below = base;
        for (int i = 2; files.containsKey(below); i++) {
            below = i + "/" + base;
        }
        String stem = base.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^-+|-+$", "");
        String plain = stem.isEmpty() ? "image" : stem.substring(0, Math.min(30, stem.length()));
        String name = plain;
        for (int i = 2; names.containsValue(name); i++) {
            name = plain + "-" + i;
        }
        names.put(file, name);
        files.put(below, file);
        formats.put(name, format);
        return Optional.of(name);
    }

    /** An image whose file nobody has yet. */
    void wanted(String name, String below, String format) {
        Path file = Path.of(below).toAbsolutePath();
        names.put(file, name);
        formats.put(name, format);
        wanted.put(file, below);
    }

    /** A file that goes along under this path, which no image is. */
    void beside(String path, Path source) {
        files.put(path, source);
    }

    /** A step whose verb has nothing behind it. */
    void step(String verb, String title) {
        step(verb, "", title, Map.of());
    }

    /** A step with more keys, whose values are written as YAML. */
    void step(String verb, String argument, String title, Map<String, String> more) {
        int times = titles.merge(title, 1, Integer::sum);
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("name", quoted(cut(times == 1 ? title : cut(title) + " (" + times + ")")));
        keys.putAll(more);
        steps.add(new Step(verb, argument, keys));
    }

    /** Whether it does anything. */
    boolean empty() {
        return steps.isEmpty();
    }

    /** The name of the last step's verb. */
    @Nullable
    String last() {
        return steps.isEmpty() ? null : steps.get(steps.size() - 1).verb();
    }

    DraftRecipe recipe(String name, String origin) {
        StringBuilder text = new StringBuilder();
        text.append("# Taken over from ")
                .append(origin.replaceAll("\\p{Cntrl}", "?"))
                .append(" by gangway recipe import.\n");
        text.append("# Change for your product: the title, the form of its serials, the chips.\n");
        text.append("kind: recipe\nversion: 1\ntitle: ")
                .append(quoted(cut(title)))
                .append('\n');
        text.append("\nserves: { mode: ").append(mode);
        if (!chips.isEmpty()) {
            text.append(", chips: [").append(String.join(", ", chips)).append(']');
        }
        text.append(" }\nserial: { pattern: \"[A-Za-z0-9._-]{1,40}\", check: none }\n");
        if (!names.isEmpty()) {
            text.append("\nimages:\n");
            names.forEach((file, image) -> {
                text.append("  ")
                        .append(image)
                        .append(":\n    file: ")
                        .append(quoted(pathOf(file)))
                        .append('\n');
                text.append("    format: ").append(formats.get(image)).append('\n');
                if (!proved) {
                    text.append("    verify: none\n");
                }
            });
        }
        text.append("\nretry: { attempts: 3, backOff: 2s, maxBackOff: 30s, powerCycle: true }\n");
        text.append("verify: ").append(proved ? "readback" : "none").append("\n\nsteps:\n");
        for (Step step : steps) {
            text.append("  - ").append(step.verb()).append(':');
            text.append(step.argument().isEmpty() ? "" : " " + step.argument()).append('\n');
            step.keys().forEach((key, value) -> text.append("    ")
                    .append(key)
                    .append(": ")
                    .append(value)
                    .append('\n'));
        }
        return new DraftRecipe(name, text.toString(), files);
    }

    private String pathOf(Path file) {
        String below = wanted.get(file);
        return below != null
                ? below
                : files.entrySet().stream()
                        .filter(one -> one.getValue().equals(file))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow();
    }

    /** A text as YAML writes it. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> out.append(c < ' ' ? String.format("\\x%02x", (int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }

    /** A name that recipes' files may have. */
    static String fileName(String text) {
        String name =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-").replaceAll("^[^a-z0-9]+|[-.]+$", "");
        return name.isEmpty() ? "imported" : name.substring(0, Math.min(40, name.length()));
    }

    private static String cut(String text) {
        return text.length() > LONGEST_LINE - 10 ? text.substring(0, LONGEST_LINE - 11) + "…" : text;
    }
}
