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
                SerialsWaiting,
                StationTrouble,
                PortCommand,
                PortReply,
                PowerStatus,
                PortMap,
                PortMapCommand,
                PortMapReply,
                LedgerAppend,
                LedgerQuery,
                LedgerReply,
                RecordStored,
                ExportStatus {}
