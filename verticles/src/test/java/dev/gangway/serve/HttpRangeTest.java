package dev.gangway.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRangeTest {
    private static final OptionalLong THOUSAND = OptionalLong.of(1000);

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-999, 0, 1000",
        "bytes=0-, 0, 1000",
        "bytes=999-, 999, 1000",
        "bytes=999-5000, 999, 1000",
        "bytes=-1, 999, 1000",
        "bytes=-5000, 0, 1000",
        "BYTES=7-8, 7, 9",
        "bytes= 7-8, 7, 9",
        "bytes=7-999999999999999999, 7, 1000"
    })
    void onePart(String value, long from, long to) {
        assertThat(HttpRange.of(value, THOUSAND)).isEqualTo(new HttpRange.Part(from, OptionalLong.of(to)));
    }

    @ParameterizedTest
    @CsvSource({"bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=999999999999999999-"})
    void whatDoesNotExist(String value) {
        assertThat(HttpRange.of(value, THOUSAND)).isEqualTo(new HttpRange.Beyond());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=",
                "bytes=-",
                "bytes=9-7",
                "bytes=0-1,5-6",
                "bytes=a-b",
                "bytes=0x0-1",
                "lines=0-1",
                "0-1",
                "bytes=1-9999999999999999999",
                "bytes=--1",
                "bytes=1 - 2"
            })
    void whatIsNoneMeansAllOfIt(String value) {
        assertThat(HttpRange.of(value, THOUSAND)).isEqualTo(new HttpRange.Whole());
    }

    @Test
    void ofAnEmptyFileNothingExists() {
        assertThat(HttpRange.of("bytes=0-", OptionalLong.of(0))).isEqualTo(new HttpRange.Beyond());
        assertThat(HttpRange.of("bytes=-1", OptionalLong.of(0))).isEqualTo(new HttpRange.Beyond());
    }

    @Test
    void ofAFileOfUnknownLengthABeginningIsAPart() {
        assertThat(HttpRange.of("bytes=0-0", OptionalLong.empty()))
                .isEqualTo(new HttpRange.Part(0, OptionalLong.of(1)));
        assertThat(HttpRange.of("bytes=5-", OptionalLong.empty()))
                .isEqualTo(new HttpRange.Part(5, OptionalLong.empty()));
        assertThat(HttpRange.of("bytes=-5", OptionalLong.empty())).isEqualTo(new HttpRange.Whole());
    }
}
