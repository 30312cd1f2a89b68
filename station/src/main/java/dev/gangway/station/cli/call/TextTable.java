package dev.gangway.station.cli.call;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A table for people, as wide as its texts. One thread. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these words above its columns. */
    public TextTable(String... head) {
        rows.add(List.of(head));
    }

    /** Adds a row, with a cell for each column. */
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** Prints head and rows. */
    public void print(PrintStream out) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
                line.append(GAP);
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }
}
