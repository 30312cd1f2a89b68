package dev.gangway.image.nvs;

import dev.gangway.format.FormatException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The tables from which ESP-IDF makes partitions of NVS: {@code key,type,encoding,value}, where a line of the type
 * {@code namespace} begins a namespace, {@code data} has its value in the table and {@code file} in a file.
 */
public final class NvsTable {
    private static final List<String> HEAD = List.of("key", "type", "encoding", "value");

    private NvsTable() {}

    /** Where the files of a table are read. */
    @FunctionalInterface
    public interface Files {
        /** The whole content of one, by its name in the table. */
        byte[] read(String name) throws IOException;
    }

    /**
     * Reads a table.
     *
     * @param table its text
     * @param files gives the content of files that it names
     * @throws FormatException naming the line that is wrong, never its value
     * @throws IOException when a file can't be read
     */
    public static List<NvsEntry> read(String table, Files files) throws FormatException, IOException {
        List<NvsEntry> entries = new ArrayList<>();
        String namespace = "";
        boolean headed = false;
        int number = 0;
        for (String line : table.split("\r?\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                List<String> cells = cells(line);
                if (!headed) {
                    if (!cells.stream().map(String::strip).toList().equals(HEAD)) {
                        throw new FormatException("a table of NVS begins with " + String.join(",", HEAD));
                    }
                    headed = true;
                    continue;
                }
                if (cells.size() != HEAD.size()) {
                    throw new FormatException(
                            cells.size() + " cells in place of 4; a value with commas stands in quotes");
                }
                String key = cells.get(0).strip();
                String type = cells.get(1).strip();
                if (type.equals("namespace")) {
                    namespace = key;
                    continue;
                }
                if (namespace.isEmpty()) {
                    throw new FormatException("a line of the type namespace has to stand before this one");
                }
                byte[] bytes =
                        switch (type) {
                            case "data" -> cells.get(3).getBytes(StandardCharsets.UTF_8);
                            case "file" -> files.read(cells.get(3).strip());
                            default ->
                                throw new FormatException("\"" + type + "\" is no type: namespace, data, or file");
                        };
                entries.add(new NvsEntry(namespace, key, value(cells.get(2).strip(), bytes)));
            } catch (FormatException e) {
                throw new FormatException("line " + number + ": " + e.getMessage());
            }
        }
        if (!headed) {
            throw new FormatException("a table of NVS begins with " + String.join(",", HEAD));
        }
        return entries;
    }

    /**
     * A value as an encoding means it: {@code u8} to {@code i64}, {@code string}, {@code hex2bin}, {@code base64},
     * {@code binary}.
     *
     * @throws FormatException when it is none; without the value
     */
    public static NvsValue value(String encoding, byte[] bytes) throws FormatException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (NvsType type : NvsType.values()) {
            if (type.word().equals(encoding)) {
                return whole(type, text.strip());
            }
        }
        try {
            return switch (encoding) {
                case "string" -> new NvsValue.Text(text);
                case "hex2bin" ->
                    new NvsValue.Blob(ByteBuffer.wrap(HexFormat.of().parseHex(text.strip())));
                case "base64" ->
                    new NvsValue.Blob(ByteBuffer.wrap(Base64.getMimeDecoder().decode(text.strip())));
                case "binary" -> new NvsValue.Blob(ByteBuffer.wrap(bytes));
                default ->
                    throw new FormatException(
                            "\"" + encoding
                                    + "\" is no encoding: u8, i8, u16, i16, u32, i32, u64, i64, string, hex2bin, base64, or binary");
            };
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    "the value is no " + (encoding.equals("base64") ? "base64" : "pairs of hex digits"));
        }
    }

    /**
     * The table of these values, as {@link #read} takes it.
     *
     * @throws FormatException when a text has several lines
     */
    public static String write(List<NvsEntry> entries) throws FormatException {
        StringBuilder table = new StringBuilder(String.join(",", HEAD)).append('\n');
        String namespace = "";
        for (NvsEntry entry : entries) {
            if (!entry.namespace().equals(namespace)) {
                namespace = entry.namespace();
                table.append(cell(namespace)).append(",namespace,,\n");
            }
            String encoded;
            if (entry.value() instanceof NvsValue.Whole whole) {
                encoded = whole.type().word() + "," + whole.number();
            } else if (entry.value() instanceof NvsValue.Text text
                    && text.text().matches("[^\\r\\n]*")) {
                encoded = "string," + cell(text.text());
            } else if (entry.value() instanceof NvsValue.Blob blob) {
                byte[] bytes = new byte[blob.bytes().remaining()];
                blob.bytes().duplicate().get(bytes);
                encoded = "hex2bin," + HexFormat.of().formatHex(bytes);
            } else {
                throw new FormatException(
                        "the text of " + entry.key() + " has several lines, which a table can't hold");
            }
            table.append(cell(entry.key())).append(",data,").append(encoded).append('\n');
        }
        return table.toString();
    }

    private static String cell(String text) {
        return text.matches("[^,\"]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    private static NvsValue whole(NvsType type, String text) throws FormatException {
        try {
            BigInteger number = text.startsWith("0x") || text.startsWith("0X")
                    ? new BigInteger(text.substring(2), 16)
                    : new BigInteger(text);
            if (type.holds(number)) {
                return new NvsValue.Whole(type, number);
            }
        } catch (NumberFormatException e) {
            // Said below, with what was wanted.
        }
        throw new FormatException("the value is no " + type.word());
    }

    private static List<String> cells(String line) throws FormatException {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"' && (quoted || cell.isEmpty())) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new FormatException("a quote has no end");
        }
        cells.add(cell.toString());
        return cells;
    }
}
