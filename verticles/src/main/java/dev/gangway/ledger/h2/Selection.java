package dev.gangway.ledger.h2;

import dev.gangway.ledger.JobFilter;
import java.util.ArrayList;
import java.util.List;

/** A filter as SQL: fixed text with question marks, and what stands for them. */
record Selection(String conditions, List<Object> parameters) {
    static Selection of(JobFilter filter) {
        StringBuilder conditions = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        if (filter.from() != null) {
            conditions.append(" and c.ended_at >= ?");
            parameters.add(filter.from().toEpochMilli());
        }
        if (filter.to() != null) {
            conditions.append(" and c.ended_at < ?");
            parameters.add(filter.to().toEpochMilli());
        }
        if (filter.recipe() != null) {
            conditions.append(" and c.recipe = ?");
            parameters.add(filter.recipe());
        }
        if (filter.verdict() != null) {
            conditions.append(" and c.verdict = ?");
            parameters.add(filter.verdict().name());
        }
        if (filter.serial() != null) {
            conditions.append(" and c.serial = ?");
            parameters.add(filter.serial().value());
        }
        return new Selection(conditions.toString(), List.copyOf(parameters));
    }

    /** One page of finished jobs after a number, oldest first. */
    String pageSql(int page) {
        return H2Reader.STORED + "where c.seq > ?" + conditions + " order by c.seq limit " + page;
    }

    /** The parameters of {@link #pageSql}. */
    Object[] after(long seq) {
        List<Object> all = new ArrayList<>();
        all.add(seq);
        all.addAll(parameters);
        return all.toArray();
    }
}
