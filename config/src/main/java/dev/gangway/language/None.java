package dev.gangway.language;

/** The arguments of a step whose verb says everything. */
public record None() {}
