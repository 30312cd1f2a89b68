package dev.gangway.station;

/** The program's version, from the manifest of its jar. */
public final class Version {
    /** For example {@code 0.1.0}; {@code development} when it does not run from a jar. */
    public static final String TEXT = read();

    private Version() {}

    private static String read() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
