package dev.gangway.message;

/**
 * Something of the station itself needs a person, whoever works there.
 *
 * @param of what is in trouble, for example {@code ledger}; a later word of the same replaces an earlier one
 * @param problem one sentence with what to do; empty when it is over
 */
public record StationTrouble(String of, String problem) implements Message {}
