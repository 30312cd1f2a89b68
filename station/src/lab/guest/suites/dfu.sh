# Debian's dfu-util judges our DFU boards through the kernel, our bench verbs take the same boards, and the station runs the
# recipe spark-core on them.
# Seconds: 900
udev_start
keeper_start 12
CORE=1 PLAIN=2 STM=3 APP=4
boards plug $CORE spark-core serial=8D7028785754 pace=none >/dev/null
boards plug $PLAIN dfu serial=PLAIN0001 block=0ms >/dev/null
boards plug $STM dfuse chip=f105 serial=STM0001 pace=none >/dev/null
boards plug $APP dfu starts=application end=reset serial=APP0001 block=0ms id=1209:0011 >/dev/null
for id in 1d50:607f 1209:0001 0483:df11 1209:0012; do
    check "$id is there" until_true 30 sees $id 1
done
# dfu N WORDS…: dfu-util on board N
dfu() { local n=$1; shift; timeout 120 dfu-util -p "$(path "$n")" "$@" 2>&1; }
list=$(timeout 30 dfu-util -l 2>&1)
holds "dfu-util lists the Core's chip" 'Found DFU: \[1d50:607f\].*alt=0, name="@Internal Flash   /0x08000000/20\*001Ka,108\*001Kg", serial="8D7028785754"' "$list"
holds "dfu-util lists the Core's flash" 'alt=1, name="@SPI Flash : SST25x/0x00000000/512\*004Kg"' "$list"
holds "dfu-util lists the plain board" 'Found DFU: \[1209:0001\].*name="firmware", serial="PLAIN0001"' "$list"
holds "dfu-util lists the application" 'Found Runtime: \[1209:0012\]' "$list"

head -c 50001 "$INPUT/blob-1M" >data
check "Core: dfu-util -a 1 -s writes" dfu $CORE -a 1 -s 0x80000 -D data
same "Core: it is there" "$(sha256sum <data | cut -d' ' -f1)" "$(boards memory $CORE 0x80000 50001)"
check "Core: dfu-util -U reads" dfu $CORE -a 1 -s 0x80000:50001 -U back
same "Core: it read the same" "$(sha256sum <data)" "$(sha256sum <back)"
holds "Core: its loader is read-only" 'not writeable|rror' "$(dfu $CORE -a 0 -s 0x08000000 -D data)"
{ printf '\0\x50\0\x20\x01\x51\0\x08'; head -c 30000 "$INPUT/blob-1M"; } >fw
cp fw fw.dfu
dfu-suffix -v 1d50 -p 607f -a fw.dfu >/dev/null 2>&1
holds "Core: firmware with a suffix, and leave" 'File downloaded successfully' "$(dfu $CORE -a 0 -s 0x08005000:leave -D fw.dfu)"
check "Core: it runs the firmware" until_true 20 sees 1d50:607d 1
same "Core: the firmware is there, without the suffix" "$(sha256sum <fw | cut -d' ' -f1)" "$(boards memory $CORE 0x08005000 30008)"
boards unplug $CORE >/dev/null

holds "STM32: mass erase" 'ass erase|rase' "$(dfu $STM -a 0 -s 0x08000000:mass-erase:force -D data)"
same "STM32: what was written then is there" "$(sha256sum <data | cut -d' ' -f1)" "$(boards memory $STM 0x08000000 50001)"

holds "plain: dfu-util writes" 'state\(2\) = dfuIDLE|Done' "$(dfu $PLAIN -a firmware -D data)"
check "plain: dfu-util reads" dfu $PLAIN -a firmware -U plain.back
same "plain: it read the same" "$(sha256sum <data)" "$(sha256sum <plain.back)"
check "plain: the other memory" dfu $PLAIN -a config -D fw
dfu $APP -e >app.txt
check "application: dfu-util -e sends it to its loader" until_true 20 sees 1209:0011 1

# Our own bench verbs on the same boards.
gangway() { timeout 120 "$JAVA" $JVM dev.gangway.station.cli.Main --data "$PWD/bench-data" dfu "$@" 2>&1; }
holds "gangway dfu --list" 'Found DFU: \[0483:df11\].*serial="STM0001"' "$(gangway --list)"
check "gangway dfu -D" gangway --port "$(path $STM)" -a 0 -s 0x08004000 -D fw
check "gangway dfu -U" gangway --port "$(path $STM)" -a 0 -s 0x08004000:30008 -U our.back
same "gangway dfu read what it wrote" "$(sha256sum <fw)" "$(sha256sum <our.back)"
for n in $PLAIN $STM $APP; do boards unplug $n >/dev/null; done

# The station on libusb: the shipped recipe, without faults and with.
mkdir -p core
cp fw core/firmware.bin; cp fw core/factory.bin; head -c 294 data >core/server_public_key.der; cp data core/data.bin
# A medium that fails is no matter of a second try on a line; here it shows that one helps.
sed 's/attempts: 3/attempts: 3, also: [medium-failed]/' "$PROJECT/config/recipes/spark-core.yaml" >spark-core.yaml
n=4
for fault in "" "" "" stall@40000 garbage@60000 short@90000 disconnect@30000:500ms write-error@50000 ; do
    n=$((n + 1))
    echo "$n $(path $n) spark-core pace=none${fault:+ faults=$fault}"
done >core.jobs
station core spark-core.yaml core core.jobs 240 serial=SC-%05d
line_holds core 8
same "each fault cost an attempt" 5 "$(grep -c '^job .* attempts=[23] .*faults=' "$SHARE/core.txt")"
same "each Core holds its data" "8" "$(for n in $(seq 5 12); do boards memory $n 0x80000 50001; done | grep -c "$(sha256sum <data | cut -d' ' -f1)")"
dmesg >"$SHARE/dmesg.txt"
