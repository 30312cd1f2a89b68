package dev.gangway.web.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.DeskId;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class LiveEventTest {
    @Test
    void isEncodedOnceForAllWhoReadIt() {
        LiveEvent event = LiveEvent.of(7, "port", "port:1-2", new JsonObject().put("a", 1));

        assertThat(event.frame()).hasToString("id: 7\nevent: port\ndata: {\"a\":1}\n\n");
        assertThat(event.frame()).isSameAs(event.frame());
    }

    /** JSON has no form of this: whoever encodes it fails. */
    @Test
    void isNotEncodedForNobody() {
        LiveEvent event = LiveEvent.of(7, "port", "port:1-2", new JsonObject().put("a", new Object()));

        assertThat(event.key()).isEqualTo("port:1-2");
        assertThat(event.isFor(DeskId.WEB)).isTrue();
    }

    @Test
    void ofOneDeskIsForThatDeskAlone() {
        LiveEvent event = LiveEvent.at(DeskId.page("one"), 8, "scan", new JsonObject());

        assertThat(event.isFor(DeskId.page("one"))).isTrue();
        assertThat(event.isFor(DeskId.page("two"))).isFalse();
    }
}
