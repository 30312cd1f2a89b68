package dev.gangway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.json.JobJson;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Verdict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvExportTest {
    private static StoredJob job(String serial) {
        return new StoredJob(7, SampleJobs.summary(1, serial, Verdict.FAILED), "a".repeat(64), "b".repeat(64));
    }

    private static List<String> lines(String serial) throws IOException {
        StringBuilder out = new StringBuilder();
        new CsvExport(out).accept(job(serial));
        return List.of(out.toString().split("\r\n"));
    }

    @Test
    void writesAHeaderAndOneLineAJob() throws IOException {
        List<String> lines = lines("SN-1");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("ledgerSeq,job,serial,recipe,");
        assertThat(lines.get(1))
                .startsWith("7,00000000000000000000000000000001,SN-1,chip-pro,3,")
                .contains(",FAILED,cable-lost,it went away,1,4096,10.000,2026-11-21T08:00:00.000Z,")
                .endsWith("a".repeat(64) + "," + "b".repeat(64));
        assertThat(lines.get(0).split(",")).hasSameSizeAs(lines.get(1).split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)"})
    void aSpreadsheetTakesNothingForAFormula(String serial) throws IOException {
        assertThat(lines(serial).get(1)).contains(",'" + serial + ",");
    }

    @Test
    void quotesWhatWouldBreakTheLine() throws IOException {
        assertThat(lines("a,b\"c").get(1)).contains(",\"a,b\"\"c\",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;=1+1", ";=cmd|' /C calc'!A0"})
    void whereASpreadsheetMaySplitIsQuoted(String serial) throws IOException {
        assertThat(lines(serial).get(1)).contains(",\"" + serial + "\",");
    }

    @Test
    void anExportWithoutJobsHasAHeader() throws IOException {
        StringBuilder out = new StringBuilder();

        new CsvExport(out).begin();

        assertThat(out.toString()).startsWith("ledgerSeq,").endsWith("previous\r\n");
    }

    @Test
    void jsonLinesCarryTheWholeRecord() throws IOException {
        StringBuilder out = new StringBuilder();
        JsonLinesExport export = new JsonLinesExport(out);
        export.accept(job("SN-1"));
        export.accept(job("SN-2"));

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode second = JobJson.parse(lines.get(1));
        assertThat(JobJson.stored(second)).isEqualTo(job("SN-2"));
    }
}
