package dev.gangway.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.PortPath;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LessonTest {
    private static final PortPath A = new PortPath("1-1.1");
    private static final PortPath B = new PortPath("1-1.12");

    private final Lesson lesson = new Lesson(Instant.EPOCH, "lind");

    @Test
    void asksInTheOrderOfPlugging() {
        lesson.arrived(B);
        lesson.arrived(A);

        assertThat(lesson.asking()).contains(B);
        assertThat(lesson.waiting()).isEqualTo(1);
        lesson.answered();
        assertThat(lesson.asking()).contains(A);
        lesson.answered();
        assertThat(lesson.asking()).isEmpty();
    }

    @Test
    void aBoardThatComesBackInAnotherModeIsNotAskedForTwice() {
        assertThat(lesson.arrived(A)).isTrue();
        assertThat(lesson.arrived(A)).isFalse();
        lesson.answered();

        assertThat(lesson.arrived(A)).isFalse();
        assertThat(lesson.asking()).isEmpty();
    }

    @Test
    void aBoardThatIsPulledAndPluggedAgainIsAskedForAgain() {
        lesson.arrived(A);
        lesson.answered();
        lesson.left(A);

        assertThat(lesson.arrived(A)).isTrue();
    }

    @Test
    void aPulledBoardStaysInQuestionUntilItIsAnswered() {
        lesson.arrived(A);
        lesson.left(A);

        assertThat(lesson.asking()).contains(A);
        lesson.answered();
        assertThat(lesson.arrived(B)).isTrue();
    }
}
