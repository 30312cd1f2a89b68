package dev.gangway.ledger;

import dev.gangway.message.UnitGot;
import dev.gangway.model.Serial;

/**
 * A value that was handed out.
 *
 * @param serial to which unit
 * @param got what it is, and what became of it
 */
public record DrawnValue(Serial serial, UnitGot got) {}
