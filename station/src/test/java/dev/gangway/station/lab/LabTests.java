package dev.gangway.station.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.util.Arrays;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the test classes that it is given, inside the virtual machine; exits 1 when one fails or none was found. */
final class LabTests {
    private LabTests() {}

    public static void main(String[] args) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(args).map(name -> selectClass(name)).toList())
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true, UTF_8));
        System.out.println("tests found=" + summary.getTestsFoundCount() + " passed=" + summary.getTestsSucceededCount()
                + " failed=" + summary.getTotalFailureCount());
        System.exit(
                summary.getTestsSucceededCount() > 0 && summary.getTestsSucceededCount() == summary.getTestsFoundCount()
                        ? 0
                        : 1);
    }
}
