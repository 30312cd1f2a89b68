package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.message.DeskStatus;
import dev.gangway.message.ShellCommand;
import dev.gangway.message.ShellReply;
import dev.gangway.model.DeskId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A shell's WebSocket: who may open one, and when it ends. */
class ShellSocketTest {
    private static final String DESK = "0123456789abcdef";

    private FakeLine line;

    /** Kept: Vert.x closes the connections of a client that is forgotten. */
    private WebSocketClient client;

    private final List<ShellCommand> asked = new CopyOnWriteArrayList<>();
    private final List<String> got = new CopyOnWriteArrayList<>();
    private final Queue<Promise<ShellReply>> takes = new ArrayDeque<>();
    private volatile ShellReply toOpen = ShellReply.said("");

    @BeforeEach
    void serve() throws Exception {
        serve(new ShellAccess(Set.of("anna"), Duration.ofMinutes(15)));
    }

    private void serve(ShellAccess access) throws Exception {
        line = new FakeLine(1, 2);
        client = line.vertx.createWebSocketClient();
        line.bus.answer(Addresses.SHELL.at(PortPath.virtual(1)), command -> {
            asked.add(command);
            if (command instanceof ShellCommand.Open) {
                return Future.succeededFuture(toOpen);
            }
            if (command instanceof ShellCommand.Take) {
                Promise<ShellReply> take = Promise.promise();
                takes.add(take);
                return take.future();
            }
            return Future.succeededFuture(ShellReply.said(""));
        });
        WebSettings usual = WebSettings.loopback(0, line.identity(), line.places);
        line.serve(
                new WebSettings(
                        usual.host(),
                        0,
                        usual.line(),
                        usual.slots(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        access),
                FakeLine.NO_PICTURES);
        line.show(1, new PortState.Empty(null), null);
        line.show(2, new PortState.Empty(null), null);
        badge("anna");
    }

    @AfterEach
    void close() {
        line.close();
    }

    private void badge(String owner) {
        DeskId desk = DeskId.page("." + DESK);
        line.show(new DeskStatus(desk, new DeskStatus.Badge(owner, FakeLine.later()), null, null));
    }

    private Future<WebSocket> connect(String origin, String desk) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(line.servedPort())
                .setURI("/api/v1/ports/virtual:1/shell/bootloader-shell?desk=" + desk)
                .addHeader("Origin", origin);
        return client.connect(options).map(socket -> {
            socket.textMessageHandler(got::add);
            return socket;
        });
    }

    private WebSocket open() throws Exception {
        return connect(line.url(), DESK)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private void awaitGot(String part) {
        await().untilAsserted(
                        () -> assertThat(got).anySatisfy(one -> assertThat(one).contains(part)));
    }

    private void awaitClosed() {
        await().untilAsserted(() -> assertThat(asked).last().isInstanceOf(ShellCommand.Close.class));
    }

    @Test
    void anEngineersKeysGoToThePortAndWhatItSaysComesBack() throws Exception {
        WebSocket socket = open();
        await().untilAsserted(() -> assertThat(takes).hasSize(1));
        takes.remove().complete(ShellReply.said("=> "));
        awaitGot("{\"text\":\"=> \"}");
        socket.writeTextMessage(new JsonObject().put("keys", "version\r").encode());
        await().untilAsserted(() -> assertThat(asked).anySatisfy(one -> assertThat(one)
                .isInstanceOfSatisfying(
                        ShellCommand.Type.class, type -> assertThat(type.keys()).isEqualTo("version\r"))));
        assertThat(asked.get(0)).isInstanceOfSatisfying(ShellCommand.Open.class, first -> {
            assertThat(first.operator()).isEqualTo("anna");
            assertThat(first.shell()).isEqualTo("bootloader-shell");
        });
        socket.close();
        awaitClosed();
    }

    @Test
    void whatThePortSaysOfItsEndIsTold() throws Exception {
        open();
        await().untilAsserted(() -> assertThat(takes).hasSize(1));
        takes.remove().complete(ShellReply.over("the cable was pulled"));
        awaitGot("the cable was pulled");
        awaitClosed();
    }

    @Test
    void anotherSiteOpensNone() {
        for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
            assertThatThrownBy(() -> connect(origin, DESK)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UpgradeRejectedException.class)
                    .hasMessageContaining("403");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void whoIsNoEngineerIsToldWhatToDo() throws Exception {
        badge("tom");
        open();
        awaitGot("tom may not work at a board's prompt: scan an engineer's badge at this page, or log in as one.");
        connect(line.url(), "fedcba9876543210");
        awaitGot("Only an engineer may work at a board's prompt: scan an engineer's badge");
        assertThat(asked).isEmpty();
    }

    @Test
    void whereNobodyIsNamedNobodyMay() throws Exception {
        line.close();
        serve(ShellAccess.NOBODY);
        open();
        awaitGot("name who may in station.yaml, http: shells: engineers.");
        assertThat(asked).isEmpty();
    }

    @Test
    void aPortThatIsTakenSaysByWhat() throws Exception {
        toOpen = ShellReply.over("Slot 01 has an engineer's shell open (boss): close it first.");
        open();
        awaitGot("close it first");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aShellAtWhichNothingIsTypedIsClosed() throws Exception {
        line.close();
        serve(new ShellAccess(Set.of("anna"), Duration.ofMillis(200)));
        open();
        awaitGot("Nothing was typed for 0 s");
        awaitClosed();
    }

    @Test
    void aShellEndsWithTheBadge() throws Exception {
        line.close();
        serve(new ShellAccess(Set.of("anna"), Duration.ofSeconds(1)));
        WebSocket socket = open();
        await().untilAsserted(() -> assertThat(takes).hasSize(1));
        line.show(DeskStatus.blank(DeskId.page("." + DESK)));
        long keys = line.vertx.setPeriodic(
                100,
                id -> socket.writeTextMessage(new JsonObject().put("keys", "x").encode()));
        awaitGot("The badge or the login has ended");
        line.vertx.cancelTimer(keys);
        awaitClosed();
    }

    @Test
    void aPageThatSendsNonsenseIsToldSo() throws Exception {
        WebSocket socket = open();
        await().untilAsserted(() -> assertThat(takes).hasSize(1));
        socket.writeTextMessage("[]");
        awaitGot("That was no key");
        socket.writeTextMessage(new JsonObject().put("keys", "x".repeat(20_000)).encode());
        await().untilAsserted(() -> assertThat(got.stream().filter(one -> one.contains("That was no key")))
                .hasSize(2));
        assertThat(asked).noneMatch(ShellCommand.Type.class::isInstance);
    }
}
