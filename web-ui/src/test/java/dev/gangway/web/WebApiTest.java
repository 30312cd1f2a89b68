package dev.gangway.web;

import static dev.gangway.web.FakeLine.R8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.VirtualPlug;
import dev.gangway.message.VirtualPlugged;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.PowerState;
import dev.gangway.model.Slot;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebApiTest {
    private FakeLine line;

    @BeforeEach
    void build() {
        line = new FakeLine(1, 2);
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private RawHttp http() {
        return new RawHttp(line.servedPort());
    }

    private static WebSettings reachable(FakeLine line, Optional<Login> login) {
        return new WebSettings(
                "0.0.0.0",
                0,
                line.identity(),
                line.places,
                List.of("line2.factory.example"),
                login,
                Optional.empty(),
                true);
    }

    @Test
    void tellsTheStateOfTheWholeLine() throws Exception {
        line.serve();
        line.show(2, new PortState.AwaitingScan(R8), null);
        await().untilAsserted(() -> {
            JsonObject state = http().get("/api/v1/state").json();
            assertThat(state.getString("line")).isEqualTo("Line 2");
            assertThat(state.getJsonArray("slots")).hasSize(2);
            assertThat(state.getJsonArray("ports").stream().map(port -> ((JsonObject) port).getString("state")))
                    .containsExactly("quarantined", "awaiting-scan");
            assertThat(state.getJsonObject("counters")).isNotNull();
            assertThat(state.getJsonObject("counters").getInteger("passed")).isEqualTo(41);
        });
    }

    @Test
    void carriesOutCommandsAndPassesRefusalsOn() throws Exception {
        line.serve();
        line.show(1, new PortState.AwaitingScan(R8), null);
        String path = "/api/v1/ports/virtual%3A1/command";
        await().until(() -> http().get("/api/v1/ports/virtual:1").status() == 200);
        RawHttp.Answer done = http().json().post(path, "{\"command\":\"quarantine\",\"reason\":\" bad contact \"}");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.json().getString("state")).isEqualTo("quarantined");
        assertThat(http().json().post(path, "{\"command\":\"abort\"}").status()).isEqualTo(200);
        RawHttp.Answer refused = http().json().post(path, "{\"command\":\"release\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("detail")).isEqualTo("Slot 01 is in use already: nothing to release.");
        assertThat(line.commands)
                .contains(
                        new PortCommand.Quarantine("-", "bad contact"),
                        new PortCommand.Abort("-"),
                        new PortCommand.Release("-"));
        assertThat(http().json().post(path, "{\"command\":\"disable\"}").status())
                .isEqualTo(400);
        assertThat(http().json().post(path, "{\"command\":\"format\"}").status())
                .isEqualTo(400);
        assertThat(http().json()
                        .post("/api/v1/ports/virtual:77/command", "{\"command\":\"abort\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void virtualBoardsArePluggedWhereTheHubIsVirtual() throws Exception {
        line.serve();
        String path = "/api/v1/ports/virtual%3A1/virtual-board";
        assertThat(http().get(path).json().getMap())
                .as("a page that looks is told without an error")
                .isEqualTo(Map.of("port", "virtual:1", "virtual", false));
        RawHttp.Answer none = http().json().post(path, "{\"plugged\":true}");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json().getString("code")).isEqualTo("not-virtual");

        List<VirtualPlug> commands = new CopyOnWriteArrayList<>();
        line.bus.answer(Addresses.VIRTUAL_PLUG, command -> {
            commands.add(command);
            return Future.succeededFuture(new VirtualPlugged(
                    command.port(),
                    command.wish() == VirtualPlug.Wish.PLUG,
                    command.board().equals("toaster") ? "none such" : ""));
        });
        assertThat(http().get(path).json().getBoolean("plugged")).isFalse();
        assertThat(http().json().post(path, "{\"plugged\":true}").json().getBoolean("plugged"))
                .isTrue();
        assertThat(http().json().post(path, "{\"plugged\":false}").status()).isEqualTo(200);
        RawHttp.Answer refused = http().json().post(path, "{\"plugged\":true,\"board\":\"toaster\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("detail")).isEqualTo("none such");
        assertThat(http().json().post(path, "{\"plugged\":\"yes\"}").status()).isEqualTo(400);
        assertThat(commands)
                .extracting(VirtualPlug::wish)
                .containsExactly(
                        VirtualPlug.Wish.LOOK, VirtualPlug.Wish.PLUG, VirtualPlug.Wish.UNPLUG, VirtualPlug.Wish.PLUG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/js/line.js", "/healthz", "/api/v1/state", "/api/v1/port-map", "/nothing-here"})
    void headIsAnsweredAsGetIsButWithoutABody(String path) throws Exception {
        line.serve();
        RawHttp.Answer got = http().get(path);

        RawHttp.Answer head = http().send("HEAD", path, new byte[0]);

        assertThat(head.status()).isEqualTo(got.status());
        assertThat(head.header("Content-Type")).isEqualTo(got.header("Content-Type"));
        assertThat(head.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void headOfTheLiveStreamEnds() throws Exception {
        line.serve();

        RawHttp.Answer head = http().send("HEAD", "/api/v1/events", new byte[0]);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void headIsGuardedAsGetIs() throws Exception {
        line.serve();

        assertThat(http().with("Host", "elsewhere.example")
                        .send("HEAD", "/", new byte[0])
                        .status())
                .isEqualTo(421);
    }

    @Test
    void aBadgeAtTheDeskSignsWhatIsOrderedThere() throws Exception {
        line.serve();
        line.show(1, new PortState.AwaitingScan(R8), null);
        String path = "/api/v1/ports/virtual%3A1/command";
        await().until(() -> http().get("/api/v1/ports/virtual:1").status() == 200);

        assertThat(http().json()
                        .post("/api/v1/scan", "{\"text\":\"OP-anna\"}")
                        .json()
                        .getString("operator"))
                .isEqualTo("anna");
        http().json().post(path, "{\"command\":\"abort\"}");
        http().json().post("/api/v1/scan", "{\"text\":\"OP--\"}");
        http().json().post(path, "{\"command\":\"release\"}");

        assertThat(line.commands).containsSubsequence(new PortCommand.Abort("anna"), new PortCommand.Release("-"));
    }

    @Test
    void eachPageIsADeskAndAProgramThatNamesNoneIsAtTheCommonOne() throws Exception {
        line.serve();
        line.show(1, new PortState.AwaitingScan(R8), null);
        await().until(() -> http().get("/api/v1/ports/virtual:1").status() == 200);
        String path = "/api/v1/ports/virtual:1/command";
        RawHttp pageA = http().json().with("Gangway-Desk", "a".repeat(32));
        RawHttp pageB = http().json().with("Gangway-Desk", "b".repeat(32));

        pageA.post("/api/v1/scan", "{\"text\":\"OP-boss\"}");
        pageB.post("/api/v1/scan", "{\"text\":\"CP-1\"}");
        http().json().post("/api/v1/scan", "{\"text\":\"CP-2\"}");
        http().json().with("Gangway-Desk", "<too short>").post("/api/v1/scan", "{\"text\":\"CP-3\"}");
        pageA.post(path, "{\"command\":\"abort\"}");
        pageB.post(path, "{\"command\":\"abort\"}");
        http().json().post(path, "{\"command\":\"abort\"}");

        assertThat(line.scans)
                .extracting(scan -> scan.desk().name())
                .containsExactly("page:." + "a".repeat(32), "page:." + "b".repeat(32), "web", "web");
        assertThat(line.commands)
                .containsSubsequence(
                        new PortCommand.Abort("boss"), new PortCommand.Abort("-"), new PortCommand.Abort("-"));
    }

    @Test
    void anotherLoginAtTheSamePageIsAnotherDesk() throws Exception {
        Login login = new Login(List.of(new Login.Account("K. Lind", PasswordHash.of("correct horse"))));
        line.serve(reachable(line, Optional.of(login)), FakeLine.NO_PICTURES);
        for (int i = 0; i < 2; i++) {
            String session = http().json()
                    .post("/api/v1/login", "{\"name\":\"K. Lind\",\"password\":\"correct horse\"}")
                    .header("Set-Cookie")
                    .split(";")[0];
            http().json()
                    .with("Cookie", session)
                    .with("Gangway-Desk", "a".repeat(32))
                    .post("/api/v1/scan", "{\"text\":\"CP-1\"}");
            assertThat(line.scans.get(i).desk().name())
                    .as("no secret of the session")
                    .doesNotContain(session.split("=")[1]);
        }

        assertThat(line.scans.get(0).desk()).isNotEqualTo(line.scans.get(1).desk());
    }

    @Test
    void switchesPowerAndTellsWhatIsSoAfterwards() throws Exception {
        line.serve();
        line.show(1, new PortState.Empty(null), null);
        await().until(() -> http().get("/api/v1/ports/virtual:1").status() == 200);
        assertThat(http().get("/api/v1/ports/virtual:1/power").json().getString("power"))
                .isEqualTo("on");
        String path = "/api/v1/ports/virtual:1/command";
        RawHttp.Answer off = http().json().post(path, "{\"command\":\"power-off\"}");
        assertThat(off.status()).isEqualTo(200);
        assertThat(off.json().getString("power")).isEqualTo("still-answers");
        assertThat(http().json()
                        .post(path, "{\"command\":\"power-cycle\"}")
                        .json()
                        .getString("power"))
                .isEqualTo("on");
        assertThat(line.commands)
                .contains(
                        new PortCommand.Power("-", PortCommand.Power.Wish.OFF),
                        new PortCommand.Power("-", PortCommand.Power.Wish.CYCLE));
        line.tellPower(PowerState.NOT_SWITCHED);
        RawHttp.Answer refused = http().json().post(path, "{\"command\":\"power-on\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("detail")).contains("pull the plug");
        await().untilAsserted(() -> assertThat(http().get("/api/v1/state")
                        .json()
                        .getJsonArray("powers")
                        .getJsonObject(0)
                        .getString("power"))
                .isEqualTo("not-switched"));
        assertThat(http().get("/api/v1/ports/virtual:77/power").status()).isEqualTo(404);
        assertThat(http().json()
                        .with("Origin", "http://evil.example")
                        .post(path, "{\"command\":\"power-off\"}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void passesThePortMapOnAndItsRefusals() throws Exception {
        line.serve();
        line.showMap(
                FakeLine.lesson(PortPath.virtual(2)),
                List.of(new PortMap.HubAdvice(new HubPath("1-2"), new HubPath("1-4"), "The hub …")));
        JsonObject map = http().get("/api/v1/port-map").json();
        assertThat(map.getJsonArray("ports").getJsonObject(0))
                .isEqualTo(new JsonObject(
                        "{\"port\":\"virtual:1\",\"slot\":\"01\",\"row\":1,\"column\":1,\"origin\":\"learned\"}"));
        assertThat(map.getJsonObject("lesson").getString("asking")).isEqualTo("virtual:2");
        assertThat(map.getJsonArray("advice").getJsonObject(0).getString("to")).isEqualTo("1-4");
        String path = "/api/v1/port-map";
        assertThat(http().json()
                        .post(path, "{\"command\":\"put\",\"port\":\"1-2.4\",\"slot\":\"07\",\"row\":1,\"column\":2}")
                        .status())
                .isEqualTo(200);
        assertThat(http().json()
                        .post(path, "{\"command\":\"put\",\"port\":\"1-2.4\",\"slot\":\"02\"}")
                        .status())
                .isEqualTo(409);
        http().json().post(path, "{\"command\":\"move\",\"from\":\"1-2\",\"to\":\"1-4\"}");
        http().json().post(path, "{\"command\":\"answer\",\"label\":\"\"}");
        assertThat(line.mapCommands)
                .contains(
                        new PortMapCommand.Put("-", new PortPath("1-2.4"), new Slot("07"), 1, 2),
                        new PortMapCommand.MoveHub("-", new HubPath("1-2"), new HubPath("1-4")),
                        new PortMapCommand.Answer("-", ""));
        for (String bad : List.of(
                "{\"command\":\"begin\"}",
                "{\"command\":\"put\",\"port\":\"1-2.4\",\"slot\":\"<b>\"}",
                "{\"command\":\"put\",\"port\":\"../x\",\"slot\":\"07\"}",
                "{\"command\":\"put\",\"port\":\"1-2.4\",\"slot\":\"07\",\"row\":-1}",
                "{\"command\":\"move\",\"from\":\"1-2\",\"to\":\"nowhere\"}")) {
            assertThat(http().json().post(path, bad).status()).as(bad).isEqualTo(400);
        }
        assertThat(http().json()
                        .with("Sec-Fetch-Site", "cross-site")
                        .post(path, "{\"command\":\"end\"}")
                        .status())
                .isEqualTo(403);
        assertThat(line.mapCommands).doesNotContain(new PortMapCommand.End("-"));
        assertThat(http().get("/ports").body()).contains("<gw-ports>");
    }

    @Test
    void theMapAloneSaysWhichTilesThereAre() throws Exception {
        line.serve();
        line.places.remove(1);
        line.showMap(null, List.of());
        await().untilAsserted(
                        () -> assertThat(http().get("/api/v1/state").json().getJsonArray("slots"))
                                .hasSize(1));
        line.show(2, new PortState.Empty(null), null);
        await().untilAsserted(
                        () -> assertThat(http().get("/api/v1/state").json().getJsonArray("ports"))
                                .hasSize(2));
        assertThat(http().get("/api/v1/state").json().getJsonArray("slots")).hasSize(1);
    }

    @Test
    void waitsForAScanWhoseJobStartsLate() throws Exception {
        line.serve();
        line.slowness = 2_500;

        RawHttp.Answer late = http().json().post("/api/v1/scan", "{\"text\":\"CP-1\"}");

        assertThat(late.status()).isEqualTo(200);
        assertThat(late.json().getString("outcome")).isEqualTo("started");
    }

    @Test
    void saysSoWhenThePortDoesNotAnswer() throws Exception {
        line.serve();
        line.show(2, new PortState.AwaitingScan(R8), null);
        await().until(() -> http().get("/api/v1/ports/virtual:2").status() == 200);
        RawHttp.Answer answer = http().json().post("/api/v1/ports/virtual:2/command", "{\"command\":\"abort\"}");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().getString("code")).isEqualTo("unavailable");
    }

    @Test
    void scansEveryBarcodeOnAPicture() throws Exception {
        line.serve(
                WebSettings.loopback(0, line.identity(), line.places),
                picture -> picture.length == 3
                        ? Future.succeededFuture(List.of("01", "CP-9"))
                        : picture.length == 0
                                ? Future.failedFuture(new IOException("no picture"))
                                : Future.succeededFuture(List.of()));
        RawHttp png = http().with("Content-Type", "image/png");
        RawHttp.Answer both = png.post("/api/v1/scan-image", "png");
        assertThat(both.json().getJsonArray("outcomes")).hasSize(2);
        assertThat(line.scans).extracting(scan -> scan.text()).containsExactly("01", "CP-9");
        assertThat(line.scans).allMatch(scan -> scan.source().equals("image"));
        assertThat(png.post("/api/v1/scan-image", "").status()).isEqualTo(422);
        assertThat(png.post("/api/v1/scan-image", "no barcode").json().getString("detail"))
                .contains("No barcode was found");
        assertThat(png.send("POST", "/api/v1/scan-image", new byte[8 * 1024 * 1024 + 1])
                        .status())
                .isEqualTo(413);
        assertThat(http().with("Content-Type", "text/html")
                        .post("/api/v1/scan-image", "png")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void namesTheAddressThatIsInUse() throws Exception {
        line.serve();
        try (FakeLine second = new FakeLine(1, 1)) {
            WebSettings same = WebSettings.loopback(line.servedPort(), second.identity(), second.places);
            assertThatThrownBy(() -> second.serve(same, FakeLine.NO_PICTURES))
                    .hasMessageContaining("127.0.0.1:" + line.servedPort())
                    .hasMessageContaining("stop the program that holds it");
        }
    }

    @Test
    void refusesToBeReachableWithoutALogin() {
        assertThatThrownBy(() -> line.serve(reachable(line, Optional.empty()), FakeLine.NO_PICTURES))
                .hasMessageContaining("no login is configured");
    }

    @Test
    void asksForALoginWhenItIsReachable() throws Exception {
        Login login = new Login(List.of(new Login.Account("K. Lind", PasswordHash.of("correct horse"))));
        line.serve(reachable(line, Optional.of(login)), FakeLine.NO_PICTURES);
        assertThat(http().get("/").status()).isEqualTo(303);
        assertThat(http().get("/ports").status()).isEqualTo(303);
        assertThat(http().get("/api/v1/port-map").status()).isEqualTo(401);
        assertThat(http().json()
                        .post("/api/v1/port-map", "{\"command\":\"end\"}")
                        .status())
                .isEqualTo(401);
        assertThat(http().get("/api/v1/state").status()).isEqualTo(401);
        assertThat(http().get("/api/v1/events").status()).isEqualTo(401);
        assertThat(http().get("//%61pi/v1/events").status()).isEqualTo(401);
        assertThat(http().get("/login.html/../api/v1/state").status()).isEqualTo(401);
        assertThat(http().json().post("/api/v1/scan", "{\"text\":\"A\"}").status())
                .isEqualTo(401);
        assertThat(http().get("/login.html").status()).isEqualTo(200);
        assertThat(http().with("Host", "line2.factory.example")
                        .get("/login.html")
                        .status())
                .isEqualTo(200);
        assertThat(http().json()
                        .post("/api/v1/login", "{\"name\":\"K. Lind\",\"password\":\"wrong\"}")
                        .status())
                .isEqualTo(401);
        RawHttp.Answer in =
                http().json().post("/api/v1/login", "{\"name\":\"K. Lind\",\"password\":\"correct horse\"}");
        assertThat(in.status()).isEqualTo(204);
        String cookie = in.header("Set-Cookie");
        assertThat(cookie).containsIgnoringCase("; HttpOnly").contains("SameSite=Strict");
        String session = cookie.substring(0, cookie.indexOf(';'));
        assertThat(http().json()
                        .with("Cookie", session)
                        .post("/api/v1/scan", "{\"text\":\"A\"}")
                        .status())
                .isEqualTo(200);
        assertThat(line.scans.get(0).operator()).isEqualTo("K. Lind");
        assertThat(http().json()
                        .with("Cookie", session)
                        .post("/api/v1/logout", "{}")
                        .status())
                .isEqualTo(204);
        assertThat(http().with("Cookie", session).get("/api/v1/state").status()).isEqualTo(401);
    }

    @Test
    void neverShowsAPasswordHash() {
        PasswordHash hash = PasswordHash.of("secret");
        assertThat(hash.toString()).doesNotContain(hash.text());
        assertThat(hash.matches("secret")).isTrue();
        assertThat(hash.matches("Secret")).isFalse();
        assertThatThrownBy(() -> new PasswordHash("secret")).isInstanceOf(IllegalArgumentException.class);
    }
}
