# Our Raspberry Pis through the kernel: our bench verb starts them, and the station runs the recipe rpi-cm4 on them. Debian has no
# rpiboot; where one lies on the path, it judges the same boards.
# Seconds: 700
udev_start
keeper_start 8
OLD=1 NEW=2
java_in() { timeout 120 "$JAVA" $JVM "$@"; }
java_in dev.gangway.station.lab.LabImages files 2000000 rpiboot
mkdir folder && tar -xf files/bootfiles.bin -C folder
gangway() { java_in dev.gangway.station.cli.Main --data "$PWD/bench-data" rpiboot "$@" 2>&1; }
if command -v rpiboot >/dev/null; then
    for soc in bcm2711 bcm2712 bcm2835 bcm2837; do
        boards plug $NEW rpiboot soc=$soc serial=7a3c9001 >/dev/null
        check "$soc: it is there" until_true 30 sh -c 'lsusb -d 0a5c: | grep -q .'
        out=$(timeout 120 rpiboot -v -d "$PWD/folder" 2>&1)
        holds "$soc: rpiboot serves it" 'Second stage boot server done' "$out"
        holds "$soc: rpiboot sent the image" 'File read: boot.img' "$out"
        check "$soc: it is a fastboot gadget" until_true 20 sees 1f3a:1010 1
        [ $soc != bcm2711 ] || holds "$soc: rpiboot reads who it is" 'MAC_ADDR.*d8:3a:dd:7a:3c:90' "$out"
        boards unplug $NEW >/dev/null
        check "$soc: it is gone" until_true 20 sees 1f3a:1010 0
    done
    boards plug $NEW rpiboot serial=7a3c9001 >/dev/null
    check "archive: it is there" until_true 30 sees 0a5c:2711 1
    holds "archive: rpiboot takes our bootfiles.bin" 'Second stage boot server done' "$(timeout 120 rpiboot -v -d "$PWD/files" 2>&1)"
    check "archive: it is a fastboot gadget" until_true 20 sees 1f3a:1010 1
    boards unplug $NEW >/dev/null
    check "archive: it is gone" until_true 20 sees 1f3a:1010 0
fi
boards plug $OLD rpiboot soc=bcm2837 >/dev/null
boards plug $NEW rpiboot soc=bcm2712 serial=7a3c9002 >/dev/null
check "two boards are there" until_true 30 sh -c '[ "$(lsusb -d 0a5c: | wc -l)" = 2 ]'
list=$(gangway --list)
holds "gangway rpiboot --list: the old one" 'bcm2837.boot ROM' "$list"
holds "gangway rpiboot --list: the new one" 'bcm2712.boot ROM.7a3c9002' "$list"
holds "gangway rpiboot -d: a folder" 'Second stage boot server done' "$(gangway --port "$(path $OLD)" -d folder)"
out=$(gangway --port "$(path $NEW)" -d files)
holds "gangway rpiboot -d: an archive" 'File read: boot.img' "$out"
holds "gangway rpiboot: who it is" 'MAC_ADDR: d8:3a:dd:7a:3c:90' "$out"
check "both are fastboot gadgets" until_true 20 sees 1f3a:1010 2
for n in $OLD $NEW; do boards unplug $n >/dev/null; done
check "both are gone" until_true 20 sees 1f3a:1010 0

n=0
for fault in "" "" "" "" short@91000 stall@150000 disconnect@200000:500ms garbage@91000; do
    n=$((n + 1))
    echo "$n $(path $n) rpiboot serial=cm$n${fault:+ faults=$fault}"
done >pi.jobs
station pi "$PROJECT/config/recipes/rpi-cm4.yaml" files pi.jobs 240 serial=CM-%05d
line_holds pi 8
same "each board holds its system" 8 "$(for n in $(seq 8); do boards partition $n mmcblk0 2000000; done | grep -c "$(sha256sum <files/system.img | cut -d' ' -f1)")"
dmesg >"$SHARE/dmesg.txt"
