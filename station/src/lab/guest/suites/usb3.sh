# A USB 3 hub is two hubs: the kernel's hub driver finds both halves of one of ours, and the power of a port is switched on both.
# Seconds: 150
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
