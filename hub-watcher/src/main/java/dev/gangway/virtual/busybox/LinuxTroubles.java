package dev.gangway.virtual.busybox;

/** What goes wrong in a Linux; each is asked when it could happen, and counts as having happened when the answer is yes. */
public interface LinuxTroubles {
    /** The kernel panics while it starts. */
    boolean panics();

    /** Nobody is let in. */
    boolean refusesLogin();

    /** A driver is missing: there is no disk. */
    boolean lacksDisk();

    /** The board resets in the middle of a write. */
    boolean resetsInWrite();

    /** A write ends with an I/O error. */
    boolean failsWrite();

    /** It ends with an error, and with status 0. */
    boolean deniesFailure();

    /** What is written does not reach the disk. */
    boolean losesWrite();

    /** A bit of what is written is wrong. */
    boolean flipsWrite();

    /** The disk takes less than it says it has. */
    boolean isFull();

    /** A download ends early, with status 0. */
    boolean cutsDownload();

    /** The cache is not dropped when that is asked for. */
    boolean keepsCache();
}
