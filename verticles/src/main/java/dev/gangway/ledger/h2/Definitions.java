package dev.gangway.ledger.h2;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.h2.engine.MetaRecord;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.db.ValueDataType;
import org.h2.mvstore.tx.TransactionMap;
import org.h2.mvstore.tx.TransactionStore;
import org.h2.result.SearchRow;

/** What an H2 file says that H2 is to run when it opens it, read without running any of it. */
final class Definitions {
    /** H2's own table of what it runs; its number is fixed. */
    private static final String META = "table.0";

    private Definitions() {}

    /**
     * The statements, in the order of their numbers; none when H2 would begin a new database in this file.
     *
     * @param file with the name of its file system, as H2 names files
     * @throws MVStoreException when the file can't be read
     */
    static List<MetaRecord> in(String file) {
        List<MetaRecord> records = new ArrayList<>();
        try (MVStore store = new MVStore.Builder().fileName(file).readOnly().open()) {
            if (!store.hasMap(META)) {
                return records;
            }
            TransactionStore transactions = new TransactionStore(store, new ValueDataType());
            transactions.init();
            TransactionMap<Long, SearchRow> meta = transactions.begin().openMap(META);
            for (Iterator<Long> keys = meta.keyIterator(null); keys.hasNext(); ) {
                SearchRow row = meta.get(keys.next());
                if (row != null) {
                    records.add(new MetaRecord(row));
                }
            }
            return records;
        }
    }
}
