package dev.gangway.power;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.config.PowerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** An outlet that is switched by HTTP requests. It is not followed to other addresses, which would learn the password. */
final class HttpOutlet implements Outlet {
    private final PowerConfig.Http requests;
    private final Map<String, String> environment;
    private final Duration patience;
    private final Pattern isOn;
    private final HttpClient client;

    HttpOutlet(PowerConfig.Http requests, Map<String, String> environment, Duration patience) {
        this.requests = requests;
        this.environment = environment;
        this.patience = patience;
        this.isOn = Pattern.compile(requests.isOn());
        this.client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public void turn(boolean on) throws ChannelException {
        ask(requests.method(), on ? requests.on() : requests.off());
    }

    @Override
    public Optional<Boolean> isOn() throws ChannelException {
        URI read = requests.read();
        return read == null
                ? Optional.empty()
                : Optional.of(isOn.matcher(ask("GET", read)).find());
    }

    private String ask(String method, URI link) throws ChannelException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(link).timeout(patience).method(method, HttpRequest.BodyPublishers.noBody());
        try {
            PowerConfig.Login login = requests.login();
            if (login != null) {
                request.header("Authorization", authorization(login));
            }
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw trouble(
                        link,
                        "answered " + method + " with status " + answer.statusCode() + advice(answer.statusCode()));
            }
            return answer.body();
        } catch (ChannelException e) {
            throw e;
        } catch (IOException e) {
            String why = e.getMessage();
            throw trouble(
                    link, "does not answer" + (why == null ? "" : ": " + why) + "; is it on, and on this network?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChannelException(ChannelFault.CANCELLED, "the station is stopping");
        }
    }

    private String authorization(PowerConfig.Login login) throws IOException {
        String secret = login.secret().read(environment);
        return login.user().isEmpty()
                ? "Bearer " + secret
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString((login.user() + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    private static String advice(int status) {
        return switch (status) {
            case 401, 403 -> ": check user and secret";
            case 301, 302, 303, 307, 308 -> ": write the address to which it sends";
            case 404 -> ": check the link";
            default -> "";
        };
    }

    /** Without what follows the path, where some outlets want a password. */
    private static ChannelException trouble(URI link, String what) {
        return new ChannelException(
                ChannelFault.IO, "the power outlet " + link.getScheme() + "://" + link.getAuthority() + " " + what);
    }
}
