package dev.gangway.hub;

import dev.gangway.channel.Sighting;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.model.PortPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns the surveys of one bus into events: what came, what went, what came back as something else. Knows no clock, no
 * thread and no bus; the same surveys at the same times give the same events. One thread at a time.
 */
public final class SurveyDiffer {
    private final HubSettings settings;
    private final Map<PortPath, PortHistory> ports = new TreeMap<>();

    /** A differ that has seen nothing. */
    public SurveyDiffer(HubSettings settings) {
        this.settings = settings;
    }

    /**
     * Takes a survey.
     *
     * @param survey all that is attached now
     * @param working ports on which a job runs: boards that leave and return there are no flapping
     * @param now when it was made, never earlier than the one before
     * @return what changed, in port order, and in order of time for each port
     */
    public List<HubEvent> take(List<Sighting> survey, Set<PortPath> working, Instant now) {
        Map<PortPath, Sighting> seen = new HashMap<>();
        for (Sighting sighting : survey) {
            // A list made while a device was replaced can hold both: the later attach is the one that is there.
            seen.merge(sighting.port(), sighting, (a, b) -> a.deviceKey() > b.deviceKey() ? a : b);
            ports.computeIfAbsent(sighting.port(), port -> new PortHistory(port, settings));
        }
        List<HubEvent> events = new ArrayList<>();
        ports.forEach((port, history) -> events.addAll(history.see(seen.get(port), working.contains(port), now)));
        return events;
    }

    /** All that is attached and may be told: boards on unstable ports are left out. */
    public List<BoardSighting> present() {
        return ports.values().stream()
                .flatMap(history -> history.told().stream())
                .toList();
    }
}
