package dev.gangway.station.cli.ports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.config.StationConfig;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.place.Workplace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

/** The page of the running station that a configuration is for, as a command talks to it. */
final class RunningPage {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::");

    private final String url;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** The page that this configuration names; ends the command when it names none. */
    RunningPage(Workplace place) {
        StationConfig.Http http = place.config().http();
        if (http == null || http.port() == 0) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "the configuration says no http.port, so the running station's page is not known: do it there, in"
                            + " the slot's panel");
        }
        String host = EVERYWHERE.contains(http.host()) ? "127.0.0.1" : http.host();
        url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port();
    }

    /** Sends JSON and gives the answer; ends the command with what the station says when it refuses. */
    JsonNode post(String path, ObjectNode body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer;
        JsonNode json;
        try {
            answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            json = new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.ENVIRONMENT,
                    "no station of this configuration answers at " + url + ": gangway run starts it");
        }
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            throw new CommandFailure(
                    ExitCode.ENVIRONMENT, "the station at " + url + " wants a login: do it on its page");
        }
        if (answer.statusCode() != 200) {
            int code = answer.statusCode() == 404 ? ExitCode.NOT_FOUND : ExitCode.NOT_PASSED;
            throw new CommandFailure(code, json.path("detail").asText("the station at " + url + " refused"));
        }
        return json;
    }
}
