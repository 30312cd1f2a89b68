package dev.gangway.yaml;

import dev.gangway.model.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** Reads a YAML file into a tree with lines. Never throws for what a file holds: that is a {@link Problem}. */
public final class YamlReader {
    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = 1024 * 1024;

    private YamlReader() {}

    /**
     * A file's bytes; the problem says why when it cannot be read or has more than {@link #MAX_BYTES}. No more than
     * that is ever held in memory.
     */
    public static Loaded<byte[]> bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return failed(file, "the file is larger than 1 MiB; is it the right one?");
            }
            return Loaded.of(bytes);
        } catch (NoSuchFileException e) {
            return failed(file, "the file does not exist");
        } catch (AccessDeniedException e) {
            return failed(file, "the file may not be read; check its permissions");
        } catch (IOException e) {
            return failed(file, "the file cannot be read: " + FileTrouble.told(e));
        }
    }

    /** The tree of these bytes. */
    public static Tree parse(Path file, byte[] bytes) {
        CharBuffer out = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            return new Tree(null, List.of(syntax(file, lines(text), "this is not UTF-8 text; save the file as UTF-8")));
        }
        return parse(file, text.startsWith("\ufeff") ? text.substring(1) : text);
    }

    private static Tree parse(Path file, String text) {
        List<Problem> problems = new ArrayList<>();
        YamlNode root = null;
        try {
            root = new TreeBuilder(file, new ParserImpl(new StreamReader(text), new LoaderOptions()), problems)
                    .document();
            if (root == null) {
                problems.add(new Problem(file, 1, Problem.WHOLE_FILE, "the file is empty"));
            } else if (!(root instanceof YamlMap)) {
                String message = "expected \"key: value\" lines, found " + root.described();
                problems.add(new Problem(file, root.line(), Problem.WHOLE_FILE, message));
            }
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
            problems.add(syntax(file, mark == null ? 1 : mark.getLine() + 1, e.getProblem() + context));
        } catch (ReaderException e) {
            int before = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
            String found = String.format("U+%04X", e.getCodePoint());
            String message = "the control character " + found + " is not allowed; remove it";
            problems.add(syntax(file, lines(text.substring(0, before)), message));
        } catch (YAMLException e) {
            problems.add(syntax(file, 1, String.valueOf(e.getMessage())));
        }
        return new Tree(root instanceof YamlMap map ? map : null, problems);
    }

    private static int lines(String text) {
        return 1 + (int) text.chars().filter(c -> c == '\n').count();
    }

    private static Problem syntax(Path file, int line, String message) {
        return new Problem(file, line, Problem.SYNTAX, message);
    }

    private static <T> Loaded<T> failed(Path file, String message) {
        return Loaded.failed(List.of(new Problem(file, 1, Problem.WHOLE_FILE, message)));
    }
}
