# Debian's rkdeveloptool judges our Rockchip boards through the kernel: boot ROM, loader, sectors; our bench verbs take the same
# boards, each reads what the other wrote; and the station runs the recipe rk3399-emmc on them.
# Seconds: 900
udev_start
keeper_start 8
ROM=1 LOADER=2 NEW=3
java_in() { timeout 120 "$JAVA" $JVM "$@"; }
java_in dev.gangway.station.lab.LabImages files 600000 rockchip
# rk WORDS…: it takes no path, so that only one board may be there.
rk() { timeout 40 rkdeveloptool "$@" 2>&1; }
gangway() { java_in dev.gangway.station.cli.Main --data "$PWD/bench-data" rockchip "$@" 2>&1; }
head -c 100352 "$INPUT/blob-1M" >data

boards plug $ROM rockchip serial=RK1 pace=none size=64M >/dev/null
check "2207:330c is there" until_true 30 sees 2207:330c 1
holds "ld: a board in its boot ROM" 'Vid=0x2207,Pid=0x330c,LocationID=[0-9a-f]+.Maskrom' "$(rk ld)"
cp files/loader.bin bad.bin
printf '\1' | dd of=bad.bin bs=1 seek=900 conv=notrunc 2>/dev/null
holds "db: refuses a file whose CRC is wrong" 'ailed|rror' "$(rk db bad.bin)"
holds "db: our loader file is taken" 'Downloading bootloader succeeded' "$(rk db files/loader.bin)"
check "what it was given answers" until_true 20 sh -c 'timeout 20 rkdeveloptool td | grep -q "Test Device OK"'
holds "rid" 'Flash ID: 45 4D 4D 43 20' "$(rk rid)"
holds "rfi" 'Flash Size: 131072 Sectors' "$(rk rfi)"
holds "rci" 'Chip Info: +43 30 33 33' "$(rk rci)"
holds "rcb" 'Direct LBA:.*enabled' "$(rk rcb)"
check "wl" rk wl 0x4000 data
same "wl: it is there" "$(sha256sum <data | cut -d' ' -f1)" "$(boards memory $ROM $((0x4000 * 512)) 100352)"
check "rl" rk rl 0x4000 196 back
same "rl: it read the same" "$(sha256sum <data)" "$(sha256sum <back)"
check "gangway reads what rkdeveloptool wrote" gangway --port "$(path $ROM)" rl 0x4000 196 our.back
same "gangway read the same" "$(sha256sum <data)" "$(sha256sum <our.back)"
cp files/idbloader.img first
check "gangway writes" gangway --port "$(path $ROM)" wl 64 first
check "rkdeveloptool reads what gangway wrote" rk rl 64 293 first.back
same "rkdeveloptool read the same" "$(sha256sum <first)" "$(head -c 150000 first.back | sha256sum)"
holds "rd: starts the board from its medium" 'Reset Device OK' "$(rk rd)"
check "the system on it runs" until_true 20 sees 2207:0006 1
boards unplug $ROM >/dev/null
check "it is gone" until_true 20 sees 2207:0006 0

boards plug $LOADER rockchip soc=rk3568 starts=loader plug=loader pace=none size=32M >/dev/null
check "2207:350a is there" until_true 30 sees 2207:350a 1
holds "ld: a board that runs a loader" 'Pid=0x350a,.*Loader' "$(rk ld)"
check "wl on it" rk wl 64 data
holds "ef" 'rasing flash complete|Erase' "$(rk ef)"
same "ef: it is empty" "$(head -c 100352 /dev/zero | sha256sum | cut -d' ' -f1)" "$(boards memory $LOADER 32768 100352)"
holds "rd 3: back to the boot ROM" 'Reset Device OK' "$(rk rd 3)"
check "it is in its boot ROM" until_true 20 sh -c 'timeout 20 rkdeveloptool ld | grep -q Maskrom'
boards unplug $LOADER >/dev/null
check "it is gone too" until_true 20 sees 2207:350a 0

boards plug $NEW rockchip pace=none size=32M >/dev/null
check "a third board is there" until_true 30 sees 2207:330c 1
holds "gangway ld" 'Pid=0x330c.*Maskrom' "$(gangway ld)"
holds "gangway db" 'succeeded' "$(gangway db files/loader.bin)"
check "rkdeveloptool finds what gangway loaded" until_true 20 sh -c 'timeout 20 rkdeveloptool td | grep -q "Test Device OK"'
boards unplug $NEW >/dev/null
check "it is gone as well" until_true 20 sees 2207:330c 0

# The station on libusb: the shipped recipe, without faults and with; with both looks of what the boot ROM is given.
n=0
for fault in "" "" plug=loader plug=loader faults=stall@300000 faults=garbage@400000 faults=short@500000 faults=disconnect@300000:500ms; do
    n=$((n + 1))
    echo "$n $(path $n) rockchip pace=none size=64M${fault:+ $fault}"
done >rk.jobs
station rk "$PROJECT/config/recipes/rk3399-emmc.yaml" files rk.jobs 240 serial=RK-%05d
line_holds rk 8
same "each fault cost an attempt" 4 "$(grep -c '^job .* attempts=[23] .*faults=' "$SHARE/rk.txt")"
same "each board holds U-Boot" 8 "$(for n in $(seq 8); do boards memory $n $((0x4000 * 512)) 600000; done | grep -c "$(sha256sum <files/u-boot.itb | cut -d' ' -f1)")"
dmesg >"$SHARE/dmesg.txt"
