package dev.gangway.station;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who took this process's processor time, in ns: the station, the virtual boards, or whoever else is in it.
 *
 * @param station the station's threads, without what they did inside of a board
 * @param boards the threads of the virtual hub, and what the station's threads did inside of a board
 * @param others Java, which compiles and collects for both, and the test that drives them
 */
record ProcessorShares(long station, long boards, long others) {
    /** How the names of the station's threads begin. */
    private static final List<String> STATION = List.of("vert.x-", "usb-", "hub-", "ledger", "scan-");

    /** The state of a process at one moment. */
    record Reading(Map<Long, Long> threads, Map<Long, String> names, long inside, long process) {
        /** Reads it. */
        static Reading now(MeteredBus bus) {
            ThreadMXBean beans = ManagementFactory.getThreadMXBean();
            Map<Long, Long> threads = new HashMap<>();
            Map<Long, String> names = new HashMap<>();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                threads.put(thread.getId(), Math.max(0, beans.getThreadCpuTime(thread.getId())));
                names.put(thread.getId(), thread.getName());
            }
            return new Reading(
                    threads,
                    names,
                    bus.processorNanos(),
                    ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                            .getProcessCpuTime());
        }

        /** What was used since the earlier reading; a thread that has ended in between counts for the others. */
        ProcessorShares since(Reading earlier) {
            long boards = inside - earlier.inside();
            long station = -boards;
            for (Map.Entry<Long, Long> thread : threads.entrySet()) {
                long used = thread.getValue() - earlier.threads().getOrDefault(thread.getKey(), 0L);
                String name = Objects.requireNonNull(names.get(thread.getKey()));
                if (name.startsWith("virtual-")) {
                    boards += used;
                } else if (STATION.stream().anyMatch(name::startsWith)) {
                    station += used;
                }
            }
            return new ProcessorShares(station, boards, process - earlier.process() - boards - station);
        }
    }
}
