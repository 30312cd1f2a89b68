package dev.gangway.message;

import dev.gangway.model.JobId;

/**
 * Asks what the console said in an attempt.
 *
 * @param job of which job
 * @param attempt which attempt, from 1; 0 = the newest of which something is known
 * @param after how many lines are known already, of an attempt that runs
 */
public record ConsoleQuery(JobId job, int attempt, long after) implements Message {}
