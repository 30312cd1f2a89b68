package dev.gangway.station.cli.ledger;

import dev.gangway.ledger.VerifyReport;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code gangway ledger verify}: walks the whole chain. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Walks the whole chain of records; exit code 1 when one is not what was written.")
final class LedgerVerify implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private LedgerCommand ledger;

    @Option(names = "--head", paramLabel = "HASH", description = "a hash noted earlier that must occur in the chain")
    private @Nullable String head;

    @Override
    public Integer call() {
        String expected = head;
        if (expected != null && !expected.matches("[0-9a-f]{64}")) {
            throw new CommandFailure(ExitCode.INVALID, "--head takes a record's hash, 64 lower-case hex digits");
        }
        return ledger.read(reader -> {
            VerifyReport report = reader.verify(expected);
            boolean found = expected == null || report.expectedAt().isPresent();
            boolean good = report.sound() && found;
            if (ledger.globals().json()) {
                JsonOut.line(JsonOut.object()
                        .put("sound", good)
                        .put("records", report.records())
                        .put("headSeq", report.head().seq())
                        .put("head", report.head().hash())
                        .put("problem", report.sound() ? null : report.problem())
                        .put("expectedFound", expected == null ? null : Boolean.valueOf(found)));
                return good ? ExitCode.OK : ExitCode.NOT_PASSED;
            }
            System.out.printf(
                    "%d records are sound, up to #%d%nhead %s%n",
                    report.records(), report.head().seq(), report.head().hash());
            if (!report.sound()) {
                System.out.println("NOT SOUND: " + report.problem());
            }
            if (!found) {
                System.out.println("NOT FOUND: no record has the hash " + expected);
            } else if (expected != null) {
                System.out.println("The hash noted earlier is that of #"
                        + report.expectedAt().getAsLong());
            }
            return good ? ExitCode.OK : ExitCode.NOT_PASSED;
        });
    }
}
