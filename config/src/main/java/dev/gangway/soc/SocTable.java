package dev.gangway.soc;

import dev.gangway.soc.AllwinnerSoc.Fuses;
import dev.gangway.soc.AllwinnerSoc.Swap;
import dev.gangway.soc.AllwinnerSoc.Watchdog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Reads {@code allwinner.txt}, which stands beside this class: a line a SoC, columns apart by blanks. */
final class SocTable {
    private static final String FILE = "allwinner.txt";
    private static final int COLUMNS = 16;
    private static final String NONE = "-";

    private SocTable() {}

    static List<AllwinnerSoc> read() {
        try (InputStream file = Objects.requireNonNull(SocTable.class.getResourceAsStream(FILE), FILE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("0x"))
                    .map(SocTable::soc)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " cannot be read from this program's archive", e);
        }
    }

    private static AllwinnerSoc soc(String line) {
        String[] columns = line.split(" +");
        if (columns.length != COLUMNS) {
            throw new IllegalStateException(FILE + ": expected " + COLUMNS + " columns: " + line);
        }
        String[] sid = columns[7].split("\\+");
        List<String> needs = List.of(columns[10].split(","));
        return new AllwinnerSoc(
                Integer.decode(columns[0]),
                columns[1],
                number(columns[2]),
                number(columns[3]),
                number(columns[4]),
                Integer.parseInt(columns[5]) * 1024,
                Swap.valueOf(columns[6]),
                number(sid[0]),
                sid.length == 1 ? 0 : Integer.decode(sid[1]),
                Fuses.valueOf(columns[8]),
                Watchdog.valueOf(columns[9]),
                needs.contains("l2Enable"),
                needs.contains("sidByRegisters"),
                needs.contains("icacheOff"),
                number(columns[11]),
                number(columns[12]),
                number(columns[13]),
                number(columns[14]),
                number(columns[15]));
    }

    private static long number(String column) {
        return column.equals(NONE) ? 0 : Long.decode(column);
    }
}
