package dev.gangway.message;

/**
 * What the console said in an attempt; secrets of the recipe are masked.
 *
 * @param attempt which attempt; 0 when nothing is known of any
 * @param live whether it runs: more may come
 * @param next how many lines it has said so far: what to ask for next; 0 when it is over
 * @param text the lines, each with a line feed: what is new while it runs, all that is kept afterwards
 * @param problem why there is nothing, or less than should be; empty = nothing is wrong
 */
public record ConsoleText(int attempt, boolean live, long next, String text, String problem) implements Message {}
