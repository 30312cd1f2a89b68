package dev.gangway.station.beside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.export.OutboxStatus;
import dev.gangway.ledger.ChainHead;
import dev.gangway.ledger.DrawnValue;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.PoolCount;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.message.UnitGot;
import dev.gangway.model.Serial;
import dev.gangway.model.Verdict;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Questions about the ledger and their answers as JSON, and back. */
final class LedgerWords {
    private LedgerWords() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode of(JobFilter filter) {
        return object().put("from", text(filter.from()))
                .put("to", text(filter.to()))
                .put("recipe", filter.recipe())
                .put("verdict", text(filter.verdict()))
                .put("serial", text(filter.serial()));
    }

    static JobFilter filter(JsonNode json) {
        return new JobFilter(
                value(json, "from", Instant::parse),
                value(json, "to", Instant::parse),
                value(json, "recipe", text -> text),
                value(json, "verdict", Verdict::valueOf),
                value(json, "serial", Serial::new));
    }

    static ObjectNode of(PoolCount count) {
        return object().put("pool", count.pool())
                .put("used", count.used())
                .put("kept", count.kept())
                .put("burnt", count.burnt())
                .put("drawn", count.drawn())
                .put("last", count.last());
    }

    static ObjectNode of(DrawnValue value) {
        return object().put("serial", value.serial().value())
                .put("pool", value.got().pool())
                .put("place", value.got().place())
                .put("value", value.got().shown())
                .put("fate", value.got().fate().code());
    }

    static DrawnValue drawn(JsonNode json) {
        return new DrawnValue(
                new Serial(json.path("serial").asText()),
                new UnitGot(
                        json.path("pool").asText(),
                        json.path("place").asLong(),
                        json.path("value").asText(),
                        UnitGot.Fate.ofCode(json.path("fate").asText())));
    }

    static PoolCount count(JsonNode json) {
        return new PoolCount(
                json.path("pool").asText(),
                json.path("used").asLong(),
                json.path("kept").asLong(),
                json.path("burnt").asLong(),
                json.path("drawn").asLong(),
                json.path("last").asLong());
    }

    static ObjectNode of(VerifyReport report) {
        return object().put("records", report.records())
                .put("seq", report.head().seq())
                .put("hash", report.head().hash())
                .put("problem", report.problem())
                .put("expectedAt", report.expectedAt().orElse(0));
    }

    static VerifyReport report(JsonNode json) {
        long expectedAt = json.path("expectedAt").asLong();
        return new VerifyReport(
                json.path("records").asLong(),
                new ChainHead(json.path("seq").asLong(), json.path("hash").asText()),
                json.path("problem").asText(),
                expectedAt == 0 ? OptionalLong.empty() : OptionalLong.of(expectedAt));
    }

    static ObjectNode of(OutboxStatus status) {
        return object().put("cursor", status.cursor())
                .put("pending", status.pending())
                .put("resending", status.resending())
                .put("head", status.head())
                .put("acknowledged", status.acknowledged())
                .put("acknowledgedAt", text(status.acknowledgedAt()))
                .put("unproved", status.unproved());
    }

    static OutboxStatus outbox(JsonNode json) {
        return new OutboxStatus(
                json.path("cursor").asLong(),
                json.path("pending").asLong(),
                json.path("resending").asLong(),
                json.path("head").asLong(),
                json.path("acknowledged").asLong(),
                value(json, "acknowledgedAt", Instant::parse),
                json.path("unproved").asLong());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** What stands there, null where nothing does. */
    static <T> @Nullable T value(JsonNode json, String name, Function<String, T> reader) {
        JsonNode node = json.path(name);
        return node.isTextual() ? reader.apply(node.textValue()) : null;
    }
}
