package dev.gangway.dfu;

import dev.gangway.format.DfuFile;

/**
 * A DFU functional descriptor (DFU 1.1, 4.1.3).
 *
 * @param attributes bmAttributes
 * @param detachTimeout how long a board in its application waits for the reset after DETACH, ms
 * @param transferSize wTransferSize: the most that it takes at once, bytes
 * @param version bcdDFUVersion; 0x0100 where a DFU 1.0 descriptor has none
 */
public record DfuFunctional(int attributes, int detachTimeout, int transferSize, int version) {

    /** Whether it takes downloads. */
    public boolean canDownload() {
        return (attributes & 1) != 0;
    }

    /** Whether it can be read back. */
    public boolean canUpload() {
        return (attributes & 2) != 0;
    }

    /** Whether it still answers after a download was taken over. */
    public boolean staysAfterManifest() {
        return (attributes & 4) != 0;
    }

    /** Whether it leaves by itself after DETACH. */
    public boolean detachesItself() {
        return (attributes & 8) != 0;
    }

    /** Whether it speaks ST's DfuSe, which is another protocol behind the same requests. */
    public boolean isDfuSe() {
        return version == DfuFile.DFUSE;
    }
}
