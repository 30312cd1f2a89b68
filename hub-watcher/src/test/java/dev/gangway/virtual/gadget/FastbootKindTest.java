package dev.gangway.virtual.gadget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.spec.BoardSpec;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kind's boards on a virtual hub, asked as a host does. */
class FastbootKindTest {
    private final FastbootHost host = new FastbootHost();

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void isAGadgetByItselfWithWhatTheKeysSay() throws Exception {
        host.plug("fastboot:serial=LOT-7,product=toaster,partitions=a:1M+b:2M,max-download=64k");

        assertThat(host.identity().serial()).isEqualTo("LOT-7");
        assertThat(host.ask("getvar:serialno")).isEqualTo("OKAYLOT-7");
        assertThat(host.ask("getvar:product")).isEqualTo("OKAYtoaster");
        assertThat(host.ask("getvar:max-download-size")).isEqualTo("OKAY0x00010000");
        assertThat(host.ask("getvar:partition-size:b")).isEqualTo("OKAY0x0000000000200000");
        assertThat(host.ask("getvar:partition-size:boot")).startsWith("FAIL");
        assertThat(host.ask("download:00010001")).startsWith("FAIL");
    }

    @Test
    void hasASerialFromItsSeedAndLargePartitionsWhenNothingIsSaid() throws Exception {
        host.plug("fastboot:seed=10");

        assertThat(host.identity().serial()).isEqualTo("fb0000000000000a");
        assertThat(host.ask("getvar:product")).isEqualTo("OKAYgangway");
        assertThat(host.ask("getvar:max-download-size")).isEqualTo("OKAY0x02000000");
        assertThat(host.ask("getvar:partition-size:rootfs")).isEqualTo("OKAY0x0000000100000000");
        assertThat(host.ask("download:00000200")).isEqualTo("DATA00000200");
        assertThat(host.send(new byte[512])).isEqualTo("OKAY");
        assertThat(host.ask("flash:boot")).isEqualTo("OKAY");
    }

    @Test
    void saysOfWhatKindItsPartitionsAre() throws Exception {
        host.plug("fastboot:loader=aosp,types=userdata:ext4");
        assertThat(host.ask("getvar:partition-type:userdata")).isEqualTo("OKAYext4");
        assertThat(host.ask("getvar:partition-type:boot")).isEqualTo("OKAYraw");
        assertThat(host.ask("getvar:partition-type:nowhere")).isEqualTo("OKAY");
        assertThatThrownBy(() -> BoardSpec.parse("fastboot:types=userdata")).hasMessageContaining("is no NAME:TYPE");
    }

    @Test
    void makesThePartitionsOfItsEnvironmentWhenItIsToldTo() throws Exception {
        host.plug("fastboot:partitions=boot:64k,oem-format=boot:64k+rootfs:2M");
        host.ask("download:00000200");
        host.send(new byte[512]);
        assertThat(host.ask("flash:rootfs")).startsWith("FAIL");

        assertThat(host.ask("oem format")).isEqualTo("OKAY");

        assertThat(host.ask("getvar:partition-size:rootfs")).isEqualTo("OKAY0x0000000000200000");
        assertThat(host.ask("flash:rootfs")).isEqualTo("OKAY");
    }

    @Test
    void formatsNothingWithoutATable() throws Exception {
        host.plug("fastboot");
        assertThat(host.ask("oem format")).isEqualTo("FAILpartitions not set");
        assertThat(host.ask("getvar:partition-size:boot")).startsWith("OKAY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=a,size=1MiB;name=b,size=512 | {a=1048576, b=512}",
                "uuid_disk=${uuid};name=boot,start=1MiB,size=64KiB,uuid=${u}; | {boot=65536}",
                "name=a,size=- | '-' is no size",
                "name=a,size=100 | is no multiple of 512",
                "size=1MiB | a partition has no name",
            })
    void readsATableAsUbootsVariableHasIt(String text, String wanted) {
        String got;
        try {
            got = PartitionTable.read(text).toString();
        } catch (StoreException e) {
            got = e.answer();
        }
        assertThat(got).contains(wanted);
    }

    @Test
    void mayBeFasterAfterAReboot() throws Exception {
        host.plug("fastboot:loader=aosp,usb=rises");
        assertThat(host.identity().speed()).isEqualTo(UsbIdentity.Speed.HIGH);
        long before = host.attach().deviceKey();

        assertThat(host.ask("reboot-bootloader")).isEqualTo("OKAY");

        host.awaitArrival(before);
        assertThat(host.identity().speed()).isEqualTo(UsbIdentity.Speed.SUPER);
        assertThat(host.identity().interfaces().get(0).bulk(true).orElseThrow().maxPacket())
                .isEqualTo(1024);
    }

    @Test
    void mayHaveNoSerial() throws Exception {
        host.plug("fastboot:serial=none");

        assertThat(host.identity().serial()).isNull();
        assertThat(host.ask("getvar:serialno")).startsWith("FAIL");
    }

    @Test
    void speaksAsTheLoaderThatIsAskedFor() throws Exception {
        host.plug("fastboot:loader=aosp,product=phone");

        assertThat(host.ask("getvar:product")).isEqualTo("OKAYphone");
        assertThat(host.ask("getvar:unlocked")).isEqualTo("OKAYyes");
    }

    @Test
    void refusesAFlashWhenThatIsItsFault() throws Exception {
        host.plug("fastboot:fault=flash-refused");
        host.ask("download:00000200");
        host.send(new byte[512]);

        assertThat(host.ask("flash:boot")).startsWith("FAIL");
        assertThat(host.ask("flash:boot")).isEqualTo("OKAY");
    }

    @Test
    void neverAnswersAFlashWhenThatIsItsFault() {
        host.plug("fastboot:fault=flash-silent");

        assertThatThrownBy(() -> host.ask("flash:boot"))
                .isInstanceOfSatisfying(
                        ChannelException.class, e -> assertThat(e.fault()).isEqualTo(ChannelFault.TIMEOUT));
    }

    private String fetched(int length) throws Exception {
        assertThat(host.ask("fetch:boot:0x0:0x4")).isEqualTo(String.format("DATA%08x", length));
        String data = host.answer();
        assertThat(host.answer()).isEqualTo("OKAY");
        return data;
    }

    private void flash(String text) throws Exception {
        host.ask("download:00000004");
        host.ask(text);
        assertThat(host.ask("flash:boot")).isEqualTo("INFOwriting boot, 4 bytes");
        assertThat(host.answer()).isEqualTo("OKAY");
    }

    @Test
    void givesBackLessOrSomethingElseWhenThatIsItsFault() throws Exception {
        host.plug("fastboot:loader=aosp,fault=fetch-short+fetch-corrupt");
        flash("abcd");

        assertThat(fetched(2)).isEqualTo("ab");
        assertThat(fetched(4)).isEqualTo("abcd");
    }

    @Test
    void givesBackWhatItGaveFirstWhenThatIsItsFault() throws Exception {
        host.plug("fastboot:loader=aosp,fault=fetch-stale+fades");
        flash("abcd");

        assertThat(fetched(4)).isEqualTo("abcd");
        assertThat(fetched(4)).isEqualTo("abcd");
        flash("efgh");
        assertThat(fetched(4)).isEqualTo("abcd");
    }

    @Test
    void losesWhatItGaveWhenThatIsItsFault() throws Exception {
        host.plug("fastboot:loader=aosp,fault=fades");
        flash("abcd");

        assertThat(fetched(4)).isEqualTo("abcd");
        assertThat(fetched(4)).isEqualTo("\0\0\0\0");
    }

    @Test
    void servesRecipesThatStartInFastboot() {
        FastbootKind kind = new FastbootKind();
        assertThat(kind.serving("fastboot", Set.of(), 1)).contains("fastboot");
        assertThat(kind.serving("fel", Set.of("a13"), 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour=red|serial=TEXT",
                "serial=my board|printable characters",
                "loader=grub|uboot or aosp",
                "partitions=boot|NAME:SIZE",
                "partitions=boot:1T|no size",
                "partitions=boot:100|multiple of 512",
                "partitions=boot:0|multiple of 512",
                "max-download=2G|4k to 1G",
                "max-download=large|no size",
            })
    void refusesWhatItDoesNotKnowAndSaysWhatThereIs(String keys, String said) {
        assertThatThrownBy(() -> BoardSpec.parse("fastboot:" + keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }
}
