package dev.gangway.slot;

import dev.gangway.message.PortStatus;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import java.util.HashMap;
import java.util.Map;

/** What the ports last said of themselves. One thread at a time. */
final class PortsSeen {
    private final Map<PortPath, PortStatus> statuses = new HashMap<>();

    void saw(PortStatus status) {
        statuses.put(status.port(), status);
    }

    /** Whether this port has said anything yet. */
    boolean has(PortPath port) {
        return statuses.containsKey(port);
    }

    /** Whether a job runs there. */
    boolean isBusy(PortPath port) {
        PortStatus status = statuses.get(port);
        return status != null && status.state().isAtWork();
    }

    /** Whether no board is known to sit there. */
    boolean isEmpty(PortPath port) {
        PortStatus status = statuses.get(port);
        return status == null || status.state() instanceof PortState.Empty;
    }
}
