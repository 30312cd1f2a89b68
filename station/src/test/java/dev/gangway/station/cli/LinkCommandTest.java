package dev.gangway.station.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkCommandTest {
    private static final String BUILD =
            "https://gitlab.example.com/api/v4/projects/7/jobs/11/artifacts/out/board.yaml?job=a&b=c";

    @TempDir
    Path folder;

    @Test
    void printsTheLinkAndTheSameForPages() {
        CommandRun run = CommandRun.of("link", "--station", "https://line1.example/", BUILD);

        String link =
                "https://line1.example/flash?recipe=https%3A%2F%2Fgitlab.example.com%2Fapi%2Fv4%2Fprojects%2F7%2Fjobs%2F11"
                        + "%2Fartifacts%2Fout%2Fboard.yaml%3Fjob%3Da%26b%3Dc";
        assertThat(run.out().lines())
                .containsExactly(link, "", "[Flash](" + link + ")", "", "<a href=\"" + link + "\">Flash</a>");
    }

    @Test
    void anImageNamesItsRecipe() {
        CommandRun run = CommandRun.of(
                "link", "--image", "--recipe", "chip-pro", "--as", "rootfs", "--member", "a b/r.ubi", BUILD);

        assertThat(run.out())
                .contains("/flash?image=https%3A")
                .contains("&recipe=chip-pro&as=rootfs&member=a%20b%2Fr.ubi\n");
        assertThat(CommandRun.of("link", "--image", BUILD).code()).isEqualTo(2);
        assertThat(CommandRun.of("link", "javascript:alert(1)").code()).isEqualTo(2);
    }

    @Test
    void theBadgeIsAPictureWhateverItSays() throws Exception {
        Path badge = folder.resolve("flash.svg");
        CommandRun run = CommandRun.of("link", "--badge", badge.toString(), "--text", "Flash <b>\"& co", BUILD);

        assertThat(run.out()).contains("alt=\"Flash &lt;b&gt;&quot;&amp; co\"");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(Files.newInputStream(badge))
                        .getDocumentElement()
                        .getElementsByTagName("title")
                        .item(0)
                        .getTextContent())
                .isEqualTo("Flash <b>\"& co");
    }
}
