package dev.gangway.web.live;

import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.model.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What the steps of one recipe took in its jobs that passed; newer jobs weigh more. Event loop only. */
final class PastSteps {
    private static final double NEWEST = 0.3;

    /** One step: its name, how long it took, how many bytes it moved. */
    record Past(String name, double seconds, double bytes) {}

    private List<Past> steps = List.of();

    /** Takes a finished job; one that did not pass says nothing of how long a whole one takes. */
    void learn(JobSummary job) {
        if (job.verdict() != Verdict.PASSED) {
            return;
        }
        int last = job.steps().stream().mapToInt(StepResult::attempt).max().orElse(0);
        List<StepResult> ran =
                job.steps().stream().filter(step -> step.attempt() == last).toList();
        boolean same = names(steps.stream().map(Past::name).toList(), ran);
        List<Past> learned = new ArrayList<>();
        for (int at = 0; at < ran.size(); at++) {
            StepResult step = ran.get(at);
            double bytes = step.bytes();
            Past before = same ? steps.get(at) : new Past(step.step(), step.seconds(), bytes);
            learned.add(new Past(step.step(), mean(before.seconds(), step.seconds()), mean(before.bytes(), bytes)));
        }
        steps = learned;
    }

    private static boolean names(List<String> known, List<StepResult> ran) {
        return known.equals(ran.stream().map(StepResult::step).toList());
    }

    private static double mean(double before, double newest) {
        return before + NEWEST * (newest - before);
    }

    /** Whether a job whose step of this number, from 1, has this name runs as those before it did. */
    boolean fits(int number, String step, int count) {
        return steps.size() == count
                && number >= 1
                && number <= count
                && steps.get(number - 1).name().equals(step);
    }

    /** The step of this number, from 1. */
    Past step(int number) {
        return steps.get(number - 1);
    }

    /** The seconds of the steps from one number to another, both from 1, the last one not included. */
    double seconds(int from, int to) {
        return steps.subList(from - 1, to - 1).stream()
                .mapToDouble(Past::seconds)
                .sum();
    }
}
