package dev.gangway.channel;

import org.junit.jupiter.api.Timeout;

/** What every bus must do, told by echo boards. A subclass says how a hub's boards come onto its bus. */
@Timeout(60)
public abstract class BoardBusContract
        implements BusSightingContract, BusTransferContract, BusSettingContract, BusTroubleContract {}
