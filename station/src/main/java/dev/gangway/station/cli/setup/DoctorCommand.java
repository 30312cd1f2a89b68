package dev.gangway.station.cli.setup;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.doctor.Doctor;
import dev.gangway.station.doctor.Finding;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code gangway doctor}: what is wrong with this machine, with what mends it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Says what is wrong with this machine, with the command that mends it; exit code 4 for a problem.")
public final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Override
    public Integer call() {
        Globals globals = root.globals();
        List<Finding> findings = new Doctor(Globals.home(), globals.configFile(), globals.data()).examine();
        for (Finding finding : findings) {
            String result = finding.result().name().toLowerCase(Locale.ROOT);
            if (globals.json()) {
                JsonOut.line(JsonOut.object()
                        .put("check", finding.check())
                        .put("result", result)
                        .put("message", finding.message())
                        .put("remedy", finding.remedy().isEmpty() ? null : finding.remedy()));
            } else {
                System.out.printf("%-8s %-15s %s%n", result, finding.check(), finding.message());
                if (!finding.remedy().isEmpty()) {
                    System.out.printf("%-24s -> %s%n", "", finding.remedy());
                }
            }
        }
        boolean hindered = findings.stream().anyMatch(finding -> finding.result() == Finding.Result.PROBLEM);
        return hindered ? ExitCode.ENVIRONMENT : ExitCode.OK;
    }
}
