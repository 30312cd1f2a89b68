package dev.gangway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The help dialog and the README name the same barcodes, and those that there are. */
class CommandWordsTest {
    private static final Pattern BARCODE = Pattern.compile("\\b(SLOT|OP)-(?=07|NAME)|\\bCMD-([A-Z]+)");

    @Test
    void theHelpAndTheReadmeNameEveryCommand() throws IOException {
        Set<String> all = new TreeSet<>();
        for (ScanCommand.Verb verb : ScanCommand.Verb.values()) {
            all.add(verb == ScanCommand.Verb.BADGE ? "OP" : verb.name());
        }

        assertThat(named(Path.of("../README.md"))).isEqualTo(all);
        assertThat(named(Path.of("../web-ui/src/main/resources/web/js/words.en.js")))
                .isEqualTo(all);
    }

    private static Set<String> named(Path file) throws IOException {
        Set<String> names = new TreeSet<>();
        // The page's words have the prefixes of its line.
        String text = Files.readString(file)
                .replace("${barcodes.slot}", "SLOT-")
                .replace("${barcodes.command}", "CMD-")
                .replace("${barcodes.badge}", "OP-");
        Matcher found = BARCODE.matcher(text);
        while (found.find()) {
            names.add(found.group(1) == null ? found.group(2) : found.group(1));
        }
        return names;
    }
}
