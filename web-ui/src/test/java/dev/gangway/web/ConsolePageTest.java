package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.bus.Addresses;
import dev.gangway.message.ConsoleQuery;
import dev.gangway.message.ConsoleText;
import dev.gangway.message.PortStatus;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a board says on its console, in its slot's panel. */
@Tag("lab")
class ConsolePageTest {
    private static final String TEXT = "document.querySelector('gw-console-log pre')?.textContent";

    private static final JobId JOB = new JobId("ab".repeat(16));

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private static PortStatus ofJob(PortState state) {
        PortStatus status = FakeLine.status(1, state, "UB-00001");
        return new PortStatus(
                status.port(),
                status.slot(),
                status.epoch(),
                state,
                status.since(),
                status.board(),
                status.recipes(),
                status.serial(),
                JOB);
    }

    @Test
    void aConsoleIsFollowedWhileItsJobRunsAndStaysAfterwards() throws Exception {
        FakeLine line = PAGES.line(1, 2);
        List<ConsoleQuery> asked = new CopyOnWriteArrayList<>();
        AtomicReference<ConsoleText> all = new AtomicReference<>();
        List<String> lines = new CopyOnWriteArrayList<>(List.of("U-Boot 2023.01", "=> <b>dhcp</b>"));
        line.bus.answer(Addresses.CONSOLE, query -> {
            asked.add(query);
            ConsoleText over = all.get();
            return Future.succeededFuture(
                    over != null
                            ? over
                            : new ConsoleText(
                                    1,
                                    true,
                                    lines.size(),
                                    String.join(
                                            "",
                                            lines.stream()
                                                    .skip(query.after())
                                                    .map(one -> one + "\n")
                                                    .toList()),
                                    ""));
        });
        line.serve();
        line.bus.publish(Addresses.PORT_STATUS, ofJob(new PortState.Running(1, 3, "write", 1, 4, null)));
        PAGES.page().open(line.url());
        PAGES.awaitText("document.querySelectorAll('gw-tile').length", "2");
        PAGES.page().evaluate("document.querySelector('gw-tile').click()");

        PAGES.awaitText(TEXT, "U-Boot 2023.01\n=> <b>dhcp</b>");
        lines.add("BOOTP broadcast 1");
        PAGES.awaitText(TEXT, "U-Boot 2023.01\n=> <b>dhcp</b>\nBOOTP broadcast 1");
        assertThat(asked).anySatisfy(query -> assertThat(query.after()).isEqualTo(2));
        all.set(new ConsoleText(1, false, 0, "U-Boot 2023.01\nall of it\n", ""));
        line.bus.publish(Addresses.PORT_STATUS, ofJob(new PortState.Passed(7, 3.5)));
        PAGES.awaitText(TEXT, "U-Boot 2023.01\nall of it");
        assertThat(PAGES.page().text("document.querySelector('gw-console-log a').getAttribute('href')"))
                .isEqualTo("/api/v1/jobs/" + JOB + "/console.log");
    }
}
