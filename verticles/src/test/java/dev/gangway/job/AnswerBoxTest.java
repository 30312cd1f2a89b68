package dev.gangway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.PortCommand;
import dev.gangway.model.DeskId;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AnswerBoxTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final AnswerBox box = new AnswerBox();

    private static PortCommand.Answer answer(int step, String text) {
        return new PortCommand.Answer(
                new PortCommand.Answer.Asked(JobId.random(), 1, step), text, "anna", new DeskId("desk"));
    }

    @Test
    void anAnswerThatCameBeforeTheWaitIsThere() throws Exception {
        box.open(3);
        assertThat(box.put(answer(3, "YES"))).isTrue();

        assertThat(box.await(LONG)).get().extracting(PortCommand.Answer::answer).isEqualTo("YES");
    }

    @Test
    void nothingIsTakenBeforeTheQuestionAfterItsAnswerOrForAnotherStep() throws Exception {
        assertThat(box.put(answer(3, "YES"))).isFalse();
        box.open(3);
        assertThat(box.put(answer(2, "YES"))).isFalse();
        assertThat(box.put(answer(3, "NO"))).isTrue();
        assertThat(box.put(answer(3, "YES"))).isFalse();

        assertThat(box.await(LONG)).get().extracting(PortCommand.Answer::answer).isEqualTo("NO");
        assertThat(box.put(answer(3, "YES"))).isFalse();
    }

    @Test
    void afterTheTimeNoneIsTaken() throws Exception {
        box.open(3);

        assertThat(box.await(Duration.ofMillis(1))).isEmpty();
        assertThat(box.put(answer(3, "YES"))).isFalse();
    }

    @Test
    void oneThatIsStoppedEndsItsWaitAndTakesNoneAnyMore() throws Exception {
        box.open(3);
        CompletableFuture<FailureKind> ended = CompletableFuture.supplyAsync(() -> {
            try {
                box.await(LONG);
                throw new AssertionError("it goes on");
            } catch (FailureException e) {
                return e.failure().kind();
            }
        });
        box.stop();

        await().until(ended::isDone);
        assertThat(ended.get()).isEqualTo(FailureKind.STOPPED_BY_PERSON);
        assertThat(box.put(answer(3, "YES"))).isFalse();
        box.open(4);
        assertThatThrownBy(() -> box.await(LONG)).isInstanceOf(FailureException.class);
    }
}
