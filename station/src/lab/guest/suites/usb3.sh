# A USB 3 hub is two hubs: the kernel's hub driver finds both halves of one of ours, and the power of a port is switched on both. A
# socket is one port: boards that are of high speed at first and SuperSpeed after a reboot stay on theirs, for a whole recipe.
# Seconds: 240
udev_start
keeper_start 1 2
GANGWAY="$JAVA $JVM dev.gangway.station.cli.Main --data /tmp/bench"
boards plug 1 hub-half speed=high >/dev/null
boards plug 2 hub-half speed=super >/dev/null
until_true 30 sees 1d6b:0312 1 || fail "the high-speed half" "$(lsusb -t)"
until_true 30 sees 1d6b:0313 1 || fail "the SuperSpeed half" "$(lsusb -t)"
high=$(basename "$(dirname "$(grep -l 0312 /sys/bus/usb/devices/*/idProduct)")")
twin=$(basename "$(dirname "$(grep -l 0313 /sys/bus/usb/devices/*/idProduct)")")
lsusb -t >"$SHARE/tree.txt"
same "the kernel knows that $high and $twin are one case" "$twin-port2" \
    "$(basename "$(readlink -f "/sys/bus/usb/devices/$high:1.0/$high-port2/peer")")"
all_on() { [ "$(boards state 1)" = "high-speed hub, power on 1,2,3,4" ] && [ "$(boards state 2)" = "super-speed hub, power on 1,2,3,4" ]; }
check "the hub driver gave every port power" until_true 20 all_on
check "gangway power $high.2 off" $GANGWAY power "$high.2" off
same "off on the high-speed half" "high-speed hub, power on 1,3,4" "$(boards state 1)"
same "off on the SuperSpeed half" "super-speed hub, power on 1,3,4" "$(boards state 2)"
port() { uhubctl -e -l "$1" 2>/dev/null | sed -n "s/^ *Port $2: \([0-9a-f]*\).*/\1/p"; }
same "uhubctl reads off on the high-speed half" 0000 "$(port "$high" 2)"
same "uhubctl reads off on the SuperSpeed half" 00a0 "$(port "$twin" 2)"
check "gangway power $high.2 on" $GANGWAY power "$high.2" on
check "on again on both" all_on
same "no complaint of the kernel" "" "$(kernel_complaints)"

# Boards that change halves.
boards unplug 1 >/dev/null
boards unplug 2 >/dev/null
until_true 20 sees 1d6b:0312 0
kill "$KEEPER"
keeper_start 4
mkdir -p rises
head -c 1500001 "$INPUT/blob-300M" >rises/boot.img
head -c 1000000 "$INPUT/blob-1M" >rises/data.img
cat >rises.yaml <<'E'
kind: recipe
version: 1
title: High speed, then SuperSpeed
serves: { mode: fastboot }
serial: { pattern: "RS-[0-9]{5}", check: none }
images:
  boot: { file: boot.img, format: raw }
  data: { file: data.img, format: raw }
retry: { attempts: 3, backOff: 1s, maxBackOff: 5s, powerCycle: false }
verify: readback
steps:
  - fastboot.flash: boot
    partition: boot
  - fastboot.verify: boot
    partition: boot
  - fastboot.reboot-bootloader:
  - await: fastboot
    name: it comes back
    timeout: 60s
  - fastboot.flash: data
    partition: data
  - fastboot.verify: data
    partition: data
  - fastboot.continue:
E
n=0
for fault in "" "" disconnect@4000000:500ms; do
    n=$((n + 1))
    echo "$n $(path $n) written as=fastboot:loader=aosp,usb=rises,partitions=boot:2M+data:2M${fault:+ faults=$fault}"
done >rises.jobs
before=$(dmesg | grep -c 'new SuperSpeed.* USB device number .* using vhci_hcd')
station rises rises.yaml rises rises.jobs 200 serial=RS-%05d
line_holds rises 3
after=$(dmesg | grep -c 'new SuperSpeed.* USB device number .* using vhci_hcd')
check "the kernel saw each board at SuperSpeed" test $((after - before)) -ge 3
for name in boot data; do
    same "each board holds $name" 3 \
        "$(for each in 1 2 3; do boards partition "$each" $name "$(stat -c %s rises/$name.img)"; done | grep -c "$(sha256sum <rises/$name.img | cut -d' ' -f1)")"
done
boards plug 4 written as=fastboot:serial=FAST4,usb=super >/dev/null
has_super() { grep -qx FAST4 /sys/bus/usb/devices/*/serial 2>/dev/null; }
check "a board of SuperSpeed is there" until_true 30 has_super
holds "a bench verb finds it on its socket" 'serialno: FAST4' "$($GANGWAY fastboot --port "$(path 4)" getvar serialno 2>&1)"
lsusb -t >>"$SHARE/tree.txt"
