package dev.gangway.message;

/** The root of everything that travels on the bus. Every case is an immutable record. */
public sealed interface Message
        permits HubEvent,
                PortStatus,
                Progress,
                JobEvent,
                ScanRead,
                ScanOutcome,
                ScanTold,
                PictureRead,
                PictureOutcome,
                DeskQuery,
                DeskStatus,
                StationTrouble,
                PortCommand,
                PortReply,
                PowerStatus,
                PortMap,
                PortMapCommand,
                PortMapReply,
                VirtualPlug,
                VirtualPlugged,
                LedgerAppend,
                LedgerQuery,
                LedgerReply,
                RecordStored,
                ExportStatus {}
