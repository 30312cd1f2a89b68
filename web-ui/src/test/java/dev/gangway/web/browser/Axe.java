package dev.gangway.web.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** Deque's axe-core, which knows what keeps people who see, hear or move differently from using a page. */
public final class Axe {
    private static final String VERSION = "/META-INF/maven/org.webjars.npm/axe-core/pom.properties";

    /** What is wrong, a line each: the rule, where, and what it is said to be. */
    private static final String RUN =
            "axe.run(document.querySelector('dialog:modal') ?? document, {resultTypes: ['violations']}).then(found => found.violations"
                    + ".flatMap(rule => rule.nodes.map(node => rule.id + ' at ' + node.target.join(' ') + ': '"
                    + " + node.failureSummary.replace(/\\s+/g, ' '))).join('\\n'))";

    private final String script;

    /** Reads the program from the tests' own libraries. */
    public Axe() throws IOException {
        Properties about = new Properties();
        about.load(new StringReader(resource(VERSION)));
        script = resource("/META-INF/resources/webjars/axe-core/" + about.getProperty("version") + "/axe.min.js");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Axe.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Every rule that the page breaks as it stands, by all of axe's rules; empty when it is clean. What lies beneath an open
     * dialog is out of everybody's reach, so that the dialog alone is looked at.
     */
    public List<String> problems(BrowserPage page) {
        if (!page.text("typeof axe").equals("object")) {
            page.evaluate(script + ";0");
        }
        return page.text(RUN).lines().toList();
    }
}
