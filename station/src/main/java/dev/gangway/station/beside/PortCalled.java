package dev.gangway.station.beside;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.model.PortPath;
import dev.gangway.shell.ExitCode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The port that a person means by a slot's label, also by one that the station gave, or by the port's own name. Blocks. */
final class PortCalled {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private PortCalled() {}

    static PortPath find(Bus bus, String text) throws BesideException {
        for (PortMap.Entry entry : map(bus)) {
            if (entry.slot().label().equals(text)) {
                return entry.port();
            }
        }
        try {
            return new PortPath(text);
        } catch (IllegalArgumentException e) {
            throw new BesideException(
                    ExitCode.NOT_FOUND,
                    "\"" + text + "\" is neither a slot of the running station nor a port: write 1-2.4, virtual:3 or a"
                            + " slot that its page shows");
        }
    }

    private static List<PortMap.Entry> map(Bus bus) throws BesideException {
        try {
            return answered(bus.ask(Addresses.PORT_MAP, new PortMapCommand.Show(), PATIENCE))
                            instanceof PortMapReply.Current current
                    ? current.map().ports()
                    : List.of();
        } catch (CompletionException e) {
            throw new BesideException(
                    ExitCode.ENVIRONMENT, "the running station does not tell its port map: " + e.getCause());
        }
    }

    /** The answer to a question on the bus, which has its own patience. */
    static <T> T answered(Future<T> answer) {
        return answer.toCompletionStage().toCompletableFuture().join();
    }
}
