package dev.gangway.ledger.h2;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A folder as a part of a database's address. H2 takes what stands behind a semicolon for settings, some of which run
 * statements, and knows no way to write a semicolon of a path; so the folder is written in hex, and is only ever a folder.
 * Public, with a constructor without arguments, since H2 makes it.
 */
public final class FolderPath extends FilePathWrapper {
    private static final String SCHEME = "gangway";
    private static final String HEX = "hex-";

    /** For H2. */
    public FolderPath() {
        // H2 gives it its name afterwards.
    }

    /** The address of a file in an absolute folder. */
    static String address(Path file) {
        FilePath.register(new FolderPath());
        String folder =
                Objects.requireNonNull(file.getParent(), "an absolute path").toString();
        return SCHEME + ":" + HEX + HexFormat.of().formatHex(folder.getBytes(StandardCharsets.UTF_8)) + "/"
                + file.getFileName();
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    /** H2 also asks with the plain path, which it has from here. */
    @Override
    protected FilePath unwrap(String fileName) {
        String path = fileName.substring(SCHEME.length() + 1);
        int end = path.indexOf('/');
        String plain = path.startsWith(HEX)
                ? new String(HexFormat.of().parseHex(path.substring(HEX.length(), end)), StandardCharsets.UTF_8)
                        + path.substring(end)
                : path;
        return FilePath.get("file:" + plain);
    }
}
