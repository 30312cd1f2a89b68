package dev.gangway.station.doctor;

import dev.gangway.config.BusConfig;
import dev.gangway.config.StationConfig;
import dev.gangway.config.StationConfigLoader;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.station.beside.StationBeside;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at everything that could hinder the station as it is configured. */
public final class Doctor {
    private final List<Checkup> checkups = new ArrayList<>();

    /**
     * A doctor for this station.
     *
     * @param home the folder where this program is installed
     * @param configFile the station's configuration
     * @param data the data folder; null = as configured
     */
    public Doctor(Path home, Path configFile, @Nullable Path data) {
        Machine machine = Machine.ours();
        checkups.add(new JavaCheckup(Runtime.version(), Runtime.getRuntime().maxMemory()));
        checkups.add(new ConfigurationCheckup(configFile, data, System.getenv()));
        StationConfig config = StationConfigLoader.load(configFile).value();
        Path folder = data != null ? data : config == null ? null : config.data();
        List<Path> witnesses = new ArrayList<>(List.of(home.resolve("lib/gangway-station.jar"), configFile));
        RunningCheckup running = new RunningCheckup(folder);
        Optional<StationBeside.About> station = running.about();
        if (folder != null) {
            checkups.add(running);
            checkups.add(new DataFolderCheckup(folder, station));
            witnesses.add(H2Ledger.fileIn(folder));
        }
        checkups.add(new ClockCheckup(InstantSource.system(), witnesses));
        if (config != null) {
            checkups.add(new AddressCheckup(
                    config.http().host(),
                    config.http().port(),
                    station.map(StationBeside.About::url).orElse("")));
            if (!config.pools().isEmpty() && folder != null) {
                checkups.add(new PoolCheckup(config.pools().values(), folder));
            }
            if (config.network() != null) {
                checkups.add(new NetworkCheckup(config.network(), station.isPresent()));
            }
            if (config.cloud() != null && folder != null) {
                checkups.add(new CloudCheckup(config.cloud(), folder));
            }
            if (config.bus() instanceof BusConfig.Libusb && folder != null) {
                boolean superuser = "root".equals(System.getProperty("user.name"));
                Set<Long> ours = new HashSet<>(Set.of(ProcessHandle.current().pid()));
                station.map(StationBeside.About::pid).ifPresent(ours::add);
                checkups.add(new UsbCheckup(machine, folder.resolve("native")));
                checkups.add(new PermissionCheckup(machine, home, superuser));
                checkups.add(new HubCheckup(config, folder));
                checkups.add(new HolderCheckup(machine, ours));
            }
        }
    }

    /** Everything that was found, in the order in which it was looked at. */
    public List<Finding> examine() {
        return checkups.stream().flatMap(checkup -> checkup.examine().stream()).toList();
    }
}
