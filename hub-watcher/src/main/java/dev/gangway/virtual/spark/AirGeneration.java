package dev.gangway.virtual.spark;

/** How a Core's firmware speaks (the project's dossier spark-ota.md, section 1). */
public enum AirGeneration {
    /** 2013 to 0.3: an update has no address, a file no message. */
    A,
    /** Builds of the branch flasher_additions, in no release: files by a message of their own. */
    B,
    /** 0.4.0 to 1.4.4: tells its key, numbered chunks, addresses. */
    C;

    boolean isOld() {
        return this != C;
    }
}
