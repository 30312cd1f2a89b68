package dev.gangway.message;

import dev.gangway.model.DeskId;

/**
 * What holds at this desk?
 *
 * @param desk which
 * @param signs whether the person there gives an order that the answer's badge signs; that keeps the badge from ending
 */
public record DeskQuery(DeskId desk, boolean signs) implements Message {}
