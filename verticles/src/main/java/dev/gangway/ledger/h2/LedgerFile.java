package dev.gangway.ledger.h2;

import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerException.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.h2.api.ErrorCode;
import org.h2.engine.MetaRecord;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/**
 * Where the H2 file is and how it is opened.
 *
 * @param folder the station's data folder
 * @param fileSystem H2's name of the file system, {@code file}; tests put a failing one in between
 * @param readOnly whether nothing may be changed, not even repaired
 */
record LedgerFile(Path folder, String fileSystem, boolean readOnly) {
    /** H2's name of the real file system. */
    static final String DISK = "file";

    private static final String NAME = "ledger";
    private static final String USER = "gangway";

    /**
     * Without {@code WRITE_DELAY=0} H2 keeps commits in memory for a while. Without {@code REUSE_SPACE=FALSE} it puts
     * chunks into holes of the file and finds the newest one by guessing where the next lies; when a chunk missed its
     * guess and the one behind it hit it, recovery after a kill stopped before both, although they were synced (seen
     * with H2 2.5.252, one kill in four). Appended chunks are found from the file's end; the connection, not the JVM's exit, closes
     * the file; and nothing is traced to files or the console, since errors are told by exceptions.
     */
    private static final String SETTINGS = ";WRITE_DELAY=0;REUSE_SPACE=FALSE;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;"
            + "TRACE_LEVEL_SYSTEM_OUT=0;CACHE_SIZE=16384;LOCK_TIMEOUT=10000";

    boolean exists() {
        return Files.exists(in(folder));
    }

    /** The same file, opened so that nothing can be changed. */
    LedgerFile forReading() {
        return new LedgerFile(folder, fileSystem, true);
    }

    /** The file that H2 makes in a data folder. */
    static Path in(Path folder) {
        return folder.resolve(NAME + ".mv.db");
    }

    Path backup(int version) {
        return folder.resolve(NAME + "-before-version-" + version + ".zip");
    }

    /** What H2 would run when it opens the file; none when it would begin a new database. */
    List<MetaRecord> definitions() throws LedgerException {
        try {
            return Definitions.in(name());
        } catch (RuntimeException e) {
            if (e instanceof MVStoreException store && store.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                throw DataFolder.held(folder);
            }
            // Of a damaged file the storage says so by whatever it stumbles over first.
            throw damaged(String.valueOf(e.getMessage()), e);
        }
    }

    /** The file as H2 names files. */
    String name() {
        return fileSystem + ":" + in(folder.toAbsolutePath().normalize());
    }

    Connection connect() throws LedgerException {
        Path path = folder.toAbsolutePath().normalize().resolve(NAME);
        if (File.separatorChar == '/' && path.toString().indexOf('\\') >= 0) {
            throw new LedgerException(
                    Reason.FAILED,
                    "the data folder's path " + folder
                            + " contains a backslash, which the database takes for a folder's"
                            + " end: choose another folder with --data",
                    null);
        }
        String address = fileSystem.equals(DISK) ? FolderPath.address(path) : fileSystem + ":" + path;
        String url = "jdbc:h2:" + address + SETTINGS + (readOnly ? ";ACCESS_MODE_DATA=r" : "");
        try {
            return DriverManager.getConnection(url, USER, "");
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    /** What a person can do about what H2 says. */
    LedgerException explain(SQLException e) {
        boolean inputOutput = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (text.contains("No space left") || text.contains("not enough space")) {
                return new LedgerException(
                        Reason.DISK_FULL,
                        "the disk of the data folder " + folder
                                + " is full: make room on it; the ledger then goes on by itself",
                        e);
            }
            inputOutput |= cause instanceof IOException;
        }
        if (e.getErrorCode() == ErrorCode.GENERAL_ERROR_1 && inputOutput) {
            return failed(e);
        }
        return switch (e.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 -> DataFolder.held(folder);
            case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1, ErrorCode.GENERAL_ERROR_1 ->
                damaged(firstLine(e), e);
            case ErrorCode.DATABASE_IS_READ_ONLY, ErrorCode.FILE_CREATION_FAILED_1 ->
                new LedgerException(
                        Reason.NOT_ALLOWED,
                        "the ledger in " + folder + " can't be written: check the folder's owner and permissions",
                        e);
            default -> failed(e);
        };
    }

    private LedgerException damaged(String why, Exception e) {
        return new LedgerException(
                Reason.DAMAGED,
                "the ledger file in " + folder + " is damaged (" + why
                        + "): keep it for the engineer, and start with another data folder or a backup",
                e);
    }

    private LedgerException failed(SQLException e) {
        return new LedgerException(
                Reason.FAILED,
                "the ledger in " + folder + " failed (" + firstLine(e)
                        + "): check the disk; the ledger tries again with the next record",
                e);
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
