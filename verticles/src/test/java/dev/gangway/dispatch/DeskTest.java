package dev.gangway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.DeskStatus;
import dev.gangway.model.DeskId;
import dev.gangway.model.Slot;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeskTest {
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final Instant now = Instant.parse("2026-11-29T10:00:00Z");
    private final DeskId id = new DeskId("scanner-a");
    private final Desk blank = Desk.blank(id);
    private final Desk supervised = blank.badge("boss", now, IDLE).reworkAllowed(now);

    @Test
    void aPermissionLastsSixtySeconds() {
        assertThat(supervised.at(now.plusSeconds(59)).allowsRework()).isTrue();
        assertThat(supervised.at(now.plusSeconds(60)).allowsRework()).isFalse();
    }

    @Test
    void aPermissionDoesNotOutliveItsBadge() {
        assertThat(supervised.ended().allowsRework()).isFalse();
        assertThat(supervised.badge("anna", now, IDLE).allowsRework()).isFalse();
        Desk shortly = blank.badge("boss", now, Duration.ofSeconds(10)).reworkAllowed(now);
        assertThat(shortly.at(now.plusSeconds(10)).allowsRework()).isFalse();
    }

    @Test
    void aSerialUsesUpWhatWasSetForItAndLeavesTheBadge() {
        Desk served = supervised.chosen(new Slot("02"), now).served();

        assertThat(served.allowsRework()).isFalse();
        assertThat(served.choice()).isNull();
        assertThat(served.operator("-")).isEqualTo("boss");
    }

    @Test
    void aBadgeEndsAfterTheIdleTimeAndEachUseBeginsItAnew() {
        Desk used = blank.badge("anna", now, IDLE).used(now.plus(IDLE).minusSeconds(1), IDLE);

        assertThat(used.at(now.plus(IDLE)).operator("-")).isEqualTo("anna");
        assertThat(used.at(now.plus(IDLE).plus(IDLE)).operator("-")).isEqualTo("-");
    }

    @Test
    void aBadgeSignsBeforeTheLoginAndTheLoginAfterIt() {
        assertThat(supervised.operator("K. Lind")).isEqualTo("boss");
        assertThat(supervised.ended().operator("K. Lind")).isEqualTo("K. Lind");
    }

    @Test
    void aChosenSlotOutlivesTheBadgeButNotSixtySeconds() {
        Desk chosen = supervised.chosen(new Slot("02"), now);

        assertThat(chosen.ended().choice()).isEqualTo(new DeskStatus.Choice(new Slot("02"), now.plusSeconds(60)));
        assertThat(chosen.at(now.plusSeconds(60)).choice()).isNull();
    }

    @Test
    void onlyDesksAtWhichSomethingIsSetAreKeptAndNotWithoutBound() {
        Desks desks = new Desks();
        for (int i = 0; i < Desks.MOST + 5; i++) {
            desks.put(Desk.blank(new DeskId("page-" + i)).badge("b" + i, now, IDLE), now);
        }

        assertThat(desks.of(new DeskId("page-4"), now).isBlank()).isTrue();
        assertThat(desks.of(new DeskId("page-5"), now).operator("-")).isEqualTo("b5");
        assertThat(desks.of(new DeskId("page-5"), now.plus(IDLE)).isBlank()).isTrue();
    }

    @Test
    void theNameOfAPageIsNotPrinted() {
        assertThat(DeskId.page("secret-of-the-page").toString()).doesNotContain("secret");
    }
}
