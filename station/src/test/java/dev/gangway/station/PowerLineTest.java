package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gangway.channel.ChannelException;
import dev.gangway.config.PortFixture;
import dev.gangway.config.PowerConfig;
import dev.gangway.config.StationConfig.PortEntry;
import dev.gangway.message.JobSummary;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.StepResult;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.PowerState;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes, retries and people switch a port's power by what the port map names for it. */
@Tag("lab")
class PowerLineTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile PortPath feeds = PortPath.virtual(1);
    private volatile boolean broken;
    private volatile boolean on = true;

    @SuppressWarnings("NullAway.Init")
    private HttpServer strip;

    private volatile @Nullable LineHarness wired;

    @BeforeEach
    void begin() throws IOException {
        strip = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        strip.createContext("/", this::answer);
        strip.start();
    }

    @AfterEach
    void end() {
        strip.stop(0);
    }

    /** An outlet that feeds a port of the virtual hub. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        try {
            if (!path.equals("/read") && !broken) {
                on = path.equals("/on");
                Objects.requireNonNull(wired).hub().power(feeds).orElseThrow().set(on);
            }
        } catch (ChannelException e) {
            throw new IOException(e);
        }
        byte[] body = (on ? "on" : "off").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(broken ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + strip.getAddress().getPort() + path);
    }

    private PortEntry outlet(PortPath port) {
        return new PortEntry(
                port,
                new Slot("01"),
                0,
                0,
                List.of(),
                new PortFixture(
                        false, new PowerConfig.Http(at("/on"), at("/off"), "GET", at("/read"), "^on$", null), null));
    }

    /** Begins with a power cycle. */
    private static Recipe cycling() {
        return TestRecipes.chipPro(text -> text.replace("attempts: 3", "attempts: 1")
                .replace(
                        "\nsteps:\n",
                        "\nsteps:\n  - power: cycle\n    name: power\n    off: 50ms\n    timeout: 20s\n"));
    }

    private LineHarness line(Recipe recipe, PortEntry... slots) throws StartFailure {
        LineHarness line =
                LineSetup.in(folder).ports(2).recipes(recipe).slots(slots).start();
        wired = line;
        return line;
    }

    private static Failure failure(JobSummary job) {
        return Objects.requireNonNull(job.failure());
    }

    private JobSummary run(LineHarness line, int port) {
        line.plug(port, TestBoard.chip(port));
        line.awaitState(port, PortState.AwaitingScan.class);
        return line.ended(line.start(port, "CP-00001")).summary();
    }

    @Test
    void aStepCyclesTheOutletThatThePortMapNames() throws Exception {
        try (LineHarness line = line(cycling(), outlet(PortPath.virtual(1)))) {
            JobSummary job = run(line, 1);

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(asked.stream().filter(path -> !path.equals("/read"))).containsExactly("/off", "/on");
            assertThat(job.steps()).first().extracting(StepResult::step).isEqualTo("power");
            assertThat(((PortReply.Powered) line.command(1, new PortCommand.PowerReport()))
                            .status()
                            .state())
                    .isEqualTo(PowerState.ON);
        }
    }

    @Test
    void aStepCyclesTheHubsSwitchWhereThePortMapNamesNone() throws Exception {
        try (LineHarness line = line(cycling())) {
            JobSummary job = run(line, 2);
            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void anOutletThatFeedsAnotherBoardFailsTheStep() throws Exception {
        feeds = PortPath.virtual(2);
        try (LineHarness line = line(cycling(), outlet(PortPath.virtual(1)))) {
            JobSummary job = run(line, 1);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.POWER_NOT_SWITCHED);
            assertThat(failure(job).message()).contains("the board still answers", "the switch is another port's");
        }
    }

    @Test
    void anOutletThatDoesNotAnswerFailsTheStepAndIsNamed() throws Exception {
        broken = true;
        try (LineHarness line = line(cycling(), outlet(PortPath.virtual(1)))) {
            JobSummary job = run(line, 1);
            assertThat(failure(job).kind()).isEqualTo(FailureKind.POWER_NOT_SWITCHED);
            assertThat(failure(job).message())
                    .contains("the power outlet http://127.0.0.1:")
                    .contains("status 503");
        }
    }
}
