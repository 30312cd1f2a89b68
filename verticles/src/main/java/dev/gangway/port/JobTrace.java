package dev.gangway.port;

import dev.gangway.message.JobOrder;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.util.concurrent.Callable;
import org.slf4j.MDC;

/**
 * Has every line that this thread logs say which job it is about, whoever logs it: images, channels, protocols. Only for the
 * port's own worker, which does one attempt at a time from its begin to its end; an event loop goes from port to port, so what
 * is logged there names its job itself.
 */
final class JobTrace {
    private static final String PORT = "port";
    private static final String SLOT = "slot";
    private static final String SERIAL = "serial";
    private static final String JOB = "job";

    private JobTrace() {}

    /** Does the work; all that it logs on this thread is about this job. */
    static <T> T over(PortPath port, Slot slot, JobOrder order, Callable<T> work) throws Exception {
        MDC.put(PORT, port.text());
        MDC.put(SLOT, slot.label());
        MDC.put(SERIAL, order.serial().value());
        MDC.put(JOB, order.job().value());
        try {
            return work.call();
        } finally {
            MDC.remove(PORT);
            MDC.remove(SLOT);
            MDC.remove(SERIAL);
            MDC.remove(JOB);
        }
    }
}
