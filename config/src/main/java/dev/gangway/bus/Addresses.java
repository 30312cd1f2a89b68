package dev.gangway.bus;

import dev.gangway.message.ChosenRecipe;
import dev.gangway.message.ConsoleQuery;
import dev.gangway.message.ConsoleText;
import dev.gangway.message.DeskQuery;
import dev.gangway.message.DeskStatus;
import dev.gangway.message.ExportStatus;
import dev.gangway.message.HubEvent;
import dev.gangway.message.JobEvent;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.OfferCommand;
import dev.gangway.message.OfferReply;
import dev.gangway.message.PictureOutcome;
import dev.gangway.message.PictureRead;
import dev.gangway.message.PoolsLeft;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.PowerStatus;
import dev.gangway.message.Progress;
import dev.gangway.message.RecordStored;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.message.ScanTold;
import dev.gangway.message.SerialsWaiting;
import dev.gangway.message.ShellCommand;
import dev.gangway.message.ShellReply;
import dev.gangway.message.StationStops;
import dev.gangway.message.StationTrouble;
import dev.gangway.message.VirtualPlug;
import dev.gangway.message.VirtualPlugged;

/** Every topic and call of the station: the one place where addresses stand. */
public final class Addresses {
    /** Hub watcher to ports and web: boards coming and going, in order per port. */
    public static final Topic<HubEvent> HUB_EVENTS = new Topic<>("hub.events", HubEvent.class);

    /** Each port to all: its whole status at every change. */
    public static final Topic<PortStatus> PORT_STATUS = new Topic<>("port.state", PortStatus.class);

    /** Each port to all: bytes done, at most 10 times a second and port. */
    public static final Topic<Progress> PROGRESS = new Topic<>("port.progress", Progress.class);

    /** Each port to all: what happened in its job. Not the record of truth; that is the ledger. */
    public static final Topic<JobEvent> JOB_EVENTS = new Topic<>("job.events", JobEvent.class);

    /** Dispatcher to all: what became of each scan. */
    public static final Topic<ScanTold> SCAN_OUTCOMES = new Topic<>("scan.outcomes", ScanTold.class);

    /** Dispatcher to web: what holds at a desk, at every change. */
    public static final Topic<DeskStatus> DESKS = new Topic<>("desk.state", DeskStatus.class);

    /** Dispatcher to web: which serials wait for a board, at every change. */
    public static final Topic<SerialsWaiting> WAITING = new Topic<>("serials.waiting", SerialsWaiting.class);

    /** Web asks the dispatcher what holds at a desk, and who signs there. */
    public static final Call<DeskQuery, DeskStatus> DESK = new Call<>("desk.query", DeskQuery.class, DeskStatus.class);

    /** Ledger to export and web: a hint that a job's record is on disk. */
    public static final Topic<RecordStored> LEDGER_STORED = new Topic<>("ledger.stored", RecordStored.class);

    /** Exporter to web: how the outbox stands. */
    public static final Topic<ExportStatus> EXPORT_STATUS = new Topic<>("export.status", ExportStatus.class);

    /** Pools to web: how many values are left in each, at every change. */
    public static final Topic<PoolsLeft> POOLS = new Topic<>("pools.left", PoolsLeft.class);

    /** Anyone to web: what needs a person, whoever works there. */
    public static final Topic<StationTrouble> TROUBLES = new Topic<>("station.troubles", StationTrouble.class);

    /** Station to dispatcher and ports: it is about to stop. */
    public static final Topic<StationStops> STATION_STOPS = new Topic<>("station.stops", StationStops.class);

    /** Web and scanners ask the dispatcher; answered within 100 ms, with a slow disk {@link ScanRead#LONGEST_ANSWER}. */
    public static final Call<ScanRead, ScanOutcome> SCAN = new Call<>("scan.read", ScanRead.class, ScanOutcome.class);

    /** Web asks the dispatcher about all barcodes of a picture, which stand on it in any order. */
    public static final Call<PictureRead, PictureOutcome> PICTURE =
            new Call<>("scan.picture", PictureRead.class, PictureOutcome.class);

    /** Dispatcher and web command one port, at {@link Call#at}. */
    public static final Call<PortCommand, PortReply> PORT_COMMAND =
            new Call<>("port.command", PortCommand.class, PortReply.class);

    /** Ports append to the ledger; the answer comes only when the record is on disk. */
    public static final Call<LedgerAppend, LedgerReply.Written> LEDGER_APPEND =
            new Call<>("ledger.append", LedgerAppend.class, LedgerReply.Written.class);

    /** Anyone reads the ledger, a bounded page at a time. */
    public static final Call<LedgerQuery, LedgerReply> LEDGER_QUERY =
            new Call<>("ledger.query", LedgerQuery.class, LedgerReply.class);

    /** Web asks what the console of a board said in a job that runs or ran. */
    public static final Call<ConsoleQuery, ConsoleText> CONSOLE =
            new Call<>("console.read", ConsoleQuery.class, ConsoleText.class);

    /** Web lets a person work at a board's prompt, at {@link Call#at} of its port. */
    public static final Call<ShellCommand, ShellReply> SHELL =
            new Call<>("port.shell", ShellCommand.class, ShellReply.class);

    /** Each port to web: how its power stands, at every change. */
    public static final Topic<PowerStatus> PORT_POWER = new Topic<>("port.power", PowerStatus.class);

    /** Port map to all: the whole map at every change. */
    public static final Topic<PortMap> PORT_MAPS = new Topic<>("port.maps", PortMap.class);

    /** Dispatcher and web ask or change the port map. */
    public static final Call<PortMapCommand, PortMapReply> PORT_MAP =
            new Call<>("port.map", PortMapCommand.class, PortMapReply.class);

    /** Web asks what the line may flash, and has it flash that. */
    public static final Call<OfferCommand, OfferReply> OFFERS =
            new Call<>("offers", OfferCommand.class, OfferReply.class);

    /** Offers to ports and web: which recipe each scan runs, at every change. */
    public static final Topic<ChosenRecipe> CHOICES = new Topic<>("offers.chosen", ChosenRecipe.class);

    /** Web plugs a virtual board in or pulls it; nobody answers where boards are real. */
    public static final Call<VirtualPlug, VirtualPlugged> VIRTUAL_PLUG =
            new Call<>("virtual.plug", VirtualPlug.class, VirtualPlugged.class);

    private Addresses() {}
}
