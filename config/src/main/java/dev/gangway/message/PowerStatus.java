package dev.gangway.message;

import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.time.Instant;

/**
 * How the power of one port stands, told at each change.
 *
 * @param port which port
 * @param state how it stands
 * @param operator who switched it last, {@code -} for the station itself
 * @param since when this was found out
 */
public record PowerStatus(PortPath port, PowerState state, String operator, Instant since) implements Message {}
