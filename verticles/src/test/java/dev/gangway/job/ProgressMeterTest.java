package dev.gangway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gangway.message.StepResult;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.PowerState;
import dev.gangway.recipe.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {
    private static final int BLOCK = 10_000;

    private final List<Long> rates = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private long now = Long.MAX_VALUE - 5_000_000_000L;
    private final ProgressMeter meter = new ProgressMeter(new Rates(), "write", () -> now);

    private final class Rates implements AttemptListener {
        @Override
        public void stepBegan(int number, Step step) {
            throw new AssertionError("a meter begins no step");
        }

        @Override
        public void fetches(String step) {}

        @Override
        public void needsReplug(int number, Step step) {
            throw new AssertionError("a meter asks for nothing");
        }

        @Override
        public void asks(int number, Step step, String question, List<String> answers) {
            throw new AssertionError("a meter asks nobody");
        }

        @Override
        public void switched(PowerState state) {
            throw new AssertionError("a meter switches nothing");
        }

        @Override
        public void met(BoardIdentity board) {
            throw new AssertionError("a meter meets no board");
        }

        @Override
        public void stepEnded(StepResult result) {
            throw new AssertionError("a meter ends no step");
        }

        @Override
        public void progress(String step, long bytes, long total, long bytesPerSecond, String said) {
            lines.add(said);
            rates.add(bytesPerSecond);
        }
    }

    private void pass(int millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void blocks(int count, int millisEach) {
        for (int i = 0; i < count; i++) {
            pass(millisEach);
            meter.moved(BLOCK);
        }
    }

    @Test
    void whatTheBoardSaysIsToldAtOnceAndStaysBesideTheBytes() {
        meter.said("erasing");
        meter.said("writing");
        pass(100);
        meter.moved(BLOCK);

        assertThat(lines).containsExactly("erasing", "writing", "writing");
    }

    @Test
    void aBoardThatNeverStopsTalkingIsToldTenTimesASecondAndItsNextLineAfterAPauseAtOnce() {
        for (int i = 0; i < 3000; i++) {
            meter.said("line " + i);
            pass(1);
        }
        assertThat(lines).hasSizeBetween(35, 41);

        pass(100);
        meter.said("done");
        assertThat(lines).last().isEqualTo("done");
    }

    @Test
    void theFirstSecondsRatesAreRightOrNotToldYet() {
        blocks(200, 10);
        assertThat(rates.subList(0, 3)).containsOnly(0L);
        assertThat(rates.subList(4, rates.size())).hasSizeGreaterThan(10).allSatisfy(rate -> assertThat(rate)
                .isCloseTo(1_000_000L, within(20_000L)));
    }

    @Test
    void aBlockThatWasOnlyBufferedIsNoRate() {
        meter.moved(4_000_000);
        blocks(100, 10);
        assertThat(rates.subList(4, rates.size()))
                .allSatisfy(rate -> assertThat(rate).isCloseTo(1_000_000L, within(20_000L)));
    }

    @Test
    void whatTheStepDoesBeforeItsFirstByteDoesNotCount() {
        pass(5_000);
        blocks(60, 10);
        assertThat(rates.get(rates.size() - 1)).isCloseTo(1_000_000L, within(20_000L));
    }

    @Test
    void theRateFollowsWithinASecond() {
        blocks(200, 10);
        blocks(120, 100);
        assertThat(rates.get(rates.size() - 1)).isCloseTo(100_000L, within(2_000L));
    }

    @Test
    void aStallCountsWithItsWholeTime() {
        blocks(200, 10);
        pass(9_990);
        blocks(1, 10);
        assertThat(rates.get(rates.size() - 1)).isLessThan(110_000L);
    }
}
