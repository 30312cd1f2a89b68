package dev.gangway.station.cli.call;

import dev.gangway.station.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** What stands before every command: the program's name and its options. Commands have it as their parent. */
@Command(
        name = "gangway",
        mixinStandardHelpOptions = true,
        versionProvider = Root.Versions.class,
        description = "An open factory provisioning station: plug, scan, flash in parallel, keep the record.")
public final class Root {
    @Mixin
    private Globals globals = new Globals();

    /** Tells the version. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"gangway " + Version.TEXT};
        }
    }

    /** The options that every command has. */
    public Globals globals() {
        return globals;
    }
}
