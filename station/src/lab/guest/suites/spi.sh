# Debian's sunxi-fel judges the SPI flash of our boards, and reads what our bench verbs and a recipe of ours wrote there.
# Seconds: 500
udev_start
keeper_start 6
head -c 70001 "$INPUT/blob-1M" >data
tail -c 9000 "$INPUT/blob-1M" >other
gangway() { timeout 120 "$JAVA" $JVM dev.gangway.station.cli.Main --data "$PWD/bench-data" fel "$@" 2>&1; }
# sunxi N WORDS…: sunxi-fel on board N
sunxi() { local n=$1; shift; timeout 120 sunxi-fel -d "$(address "$(path "$n")")" "$@" 2>&1; }
n=0
for soc in h3 a20 f1c100s; do
    n=$((n + 1))
    boards plug $n allwinner soc=$soc spi=winbond16m >/dev/null
    check "$soc is there" until_true 30 test -e "/sys/bus/usb/devices/$(path $n)/idVendor"
    holds "$soc: sunxi-fel spiflash-info" 'Manufacturer: Winbond \(EFh\), model: 40h, size: 16777216 bytes' "$(sunxi $n spiflash-info)"
    check "$soc: sunxi-fel spiflash-write" sunxi $n spiflash-write 0x20000 data
    check "$soc: gangway fel spiflash-read" gangway --port "$(path $n)" spiflash-read 0x20000 70001 ours
    same "$soc: ours reads what sunxi-fel wrote" "$(sha256sum <data)" "$(sha256sum <ours)"
    check "$soc: gangway fel spiflash-write" gangway --port "$(path $n)" spiflash-write 0x21000 other
    check "$soc: sunxi-fel spiflash-read" sunxi $n spiflash-read 0x21000 9000 theirs
    same "$soc: sunxi-fel reads what ours wrote" "$(sha256sum <other)" "$(sha256sum <theirs)"
    sunxi $n spiflash-read 0x20000 4096 before >/dev/null
    same "$soc: the sector before it stayed" "$(head -c 4096 data | sha256sum)" "$(sha256sum <before)"
done
# What the switch to high speed is: one word, and the kernel sees another speed.
same "h3 begins at full speed" 12 "$(cat "/sys/bus/usb/devices/$(path 1)/speed")"
sunxi 1 writel 0x01c19040 0x29860 >/dev/null
fast() { [ "$(cat "/sys/bus/usb/devices/$(path "$1")/speed" 2>/dev/null)" = 480 ]; }
check "h3 comes back at high speed" until_true 20 fast 1
holds "h3 goes on there" 'soc=00001680' "$(sunxi 1 ver)"
for n in 1 2 3; do boards unplug $n >/dev/null; done

# The station on libusb, with a recipe that switches; sunxi-fel reads what it wrote.
mkdir -p spi
cp data spi/system.bin
cat >spi.yaml <<'RECIPE'
kind: recipe
version: 1
title: SPI flash at high speed
serves: { mode: fel, chips: [h3] }
serial: { pattern: "SP-[0-9]{5}" }
images:
  system: { file: system.bin, format: raw }
retry: { attempts: 3 }
verify: readback
steps:
  - await: fel
  - fel.highspeed:
  - await: fel
    name: await high speed
  - fel.spi-write: system
    at: 0x1fff0
    keepAround: true
    flash: [ef4018]
  - fel.spi-verify: system
    at: 0x1fff0
RECIPE
for n in 1 2 3 4; do
    fault=
    if [ $n = 3 ]; then fault=stall@60000; fi
    if [ $n = 4 ]; then fault=disconnect@90000:500ms; fi
    echo "$n $(path $n) allwinner soc=h3 spi=winbond16m${fault:+ faults=$fault}"
done >spi.jobs
station spi spi.yaml spi spi.jobs 240 serial=SP-%05d
line_holds spi 4
same "each fault cost an attempt" 2 "$(grep -c '^job .* attempts=[23] .*faults=' "$SHARE/spi.txt")"
for n in 1 2 3 4; do
    sunxi $n spiflash-read 0x1fff0 70001 "theirs$n" >/dev/null
    same "board $n: sunxi-fel reads what the recipe wrote" "$(sha256sum <data)" "$(sha256sum <"theirs$n")"
done
dmesg >"$SHARE/dmesg.txt"
same "no complaint in dmesg" "" "$(kernel_complaints | head -5)"
