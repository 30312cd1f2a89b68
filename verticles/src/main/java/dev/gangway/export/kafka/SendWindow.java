package dev.gangway.export.kafka;

import dev.gangway.message.StoredJob;
import dev.gangway.model.Serial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which jobs may be on their way at once. */
final class SendWindow {
    private SendWindow() {}

    /**
     * The longest beginning in which no serial occurs twice. When one record of a window fails and later ones arrive, a
     * unit's older job is then never overtaken by its newer one.
     */
    static List<StoredJob> of(List<StoredJob> jobs, int most) {
        Set<Serial> serials = new HashSet<>();
        List<StoredJob> window = new ArrayList<>();
        for (StoredJob job : jobs) {
            if (window.size() == most || !serials.add(job.summary().serial())) {
                break;
            }
            window.add(job);
        }
        return window;
    }
}
