package dev.gangway.image.source;

/** Follows a fetch; called on the thread that fetches, often. */
public interface FetchWatch {
    /** Nobody follows. */
    FetchWatch NONE = new FetchWatch() {
        @Override
        public void moved(String image, long bytes, long total) {
            // Nobody follows.
        }

        @Override
        public boolean stopped() {
            return false;
        }
    };

    /**
     * So much came.
     *
     * @param image the image's name in the recipe
     * @param bytes how much
     * @param total of how much; 0 = that is not known
     */
    void moved(String image, long bytes, long total);

    /** Whether nobody wants it any more. */
    boolean stopped();
}
