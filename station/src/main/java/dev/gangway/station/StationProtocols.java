package dev.gangway.station;

import dev.gangway.dfu.step.DfuProtocol;
import dev.gangway.disk.step.DiskProtocol;
import dev.gangway.esp.step.EspProtocol;
import dev.gangway.fastboot.step.FastbootProtocol;
import dev.gangway.fel.step.FelProtocol;
import dev.gangway.hub.BootModeTable;
import dev.gangway.job.JobLanguage;
import dev.gangway.language.Language;
import dev.gangway.protocol.Protocols;
import dev.gangway.rockchip.step.RockchipProtocol;
import dev.gangway.rpiboot.step.RpibootProtocol;
import dev.gangway.sdp.step.SdpProtocol;
import dev.gangway.ymodem.step.YmodemProtocol;
import java.util.List;

/** The protocols of this station, in the order of the help: the one place that names them. */
public final class StationProtocols {
    /** All of them. */
    public static final Protocols ALL = new Protocols(List.of(
            new FelProtocol(),
            new FastbootProtocol(),
            new DfuProtocol(),
            new DiskProtocol(),
            new RockchipProtocol(),
            new RpibootProtocol(),
            new SdpProtocol(),
            new YmodemProtocol(),
            new EspProtocol()));

    private StationProtocols() {}

    /** What recipes may say; put together when it is asked for, since most commands read no recipe. */
    public static Language language() {
        return JobLanguage.of(ALL, BootModeTable.modes());
    }
}
