# QEMU's own hub, which we did not write: our port power against Debian's uhubctl, paths of nested hubs.
# Seconds: 300
udev_start
GANGWAY="$JAVA $JVM dev.gangway.station.cli.Main --data /tmp/bench"
there() { [ -e "/sys/bus/usb/devices/$1/idVendor" ]; }
gone() { ! there "$1"; }
port() { uhubctl -l "$1" 2>/dev/null | sed -n "s/^ *Port $2: //p" | head -1; }
until_true 20 there 1-1.2 || fail "QEMU's disk on 1-1.2" "$(lsusb -t)"
lsusb -t >"$SHARE/tree.txt"
on=$(port 1-1 2)
uhubctl -l 1-1 -p 2 -a off >"$SHARE/uhubctl.txt" 2>&1
check "uhubctl: off takes the disk away" until_true 10 gone 1-1.2
off=$(port 1-1 2)
uhubctl -l 1-1 -p 2 -a on >>"$SHARE/uhubctl.txt" 2>&1
check "uhubctl: on brings it back on 1-1.2" until_true 20 there 1-1.2
check "gangway power 1-1.2 off" $GANGWAY power 1-1.2 off
check "ours: off takes the disk away" until_true 10 gone 1-1.2
same "the port's status is what uhubctl made of it" "$off" "$(port 1-1 2)"
check "gangway power 1-1.2 on" $GANGWAY power 1-1.2 on
check "ours: on brings it back on 1-1.2" until_true 20 there 1-1.2
same "the port's status is again what it was" "$on" "$(port 1-1 2)"
before=$(cat /sys/bus/usb/devices/1-1.2/devnum)
check "gangway power 1-1.2 cycle" $GANGWAY power 1-1.2 cycle
check "a power-cycled device returns on the same path" until_true 20 there 1-1.2
check "and enumerated anew" [ "$before" != "$(cat /sys/bus/usb/devices/1-1.2/devnum)" ]
check "a nested hub: gangway power 1-1.4.1 off" $GANGWAY power 1-1.4.1 off
check "the keyboard on 1-1.4.1 is gone" until_true 10 gone 1-1.4.1
check "the other ports kept their power" there 1-1.2
check "gangway power 1-1.4.1 on" $GANGWAY power 1-1.4.1 on
check "the keyboard is back on 1-1.4.1" until_true 20 there 1-1.4.1
ports=$($GANGWAY ports show 2>&1)
say
say '```'
say "$(cat "$SHARE/tree.txt")"
say '```'
echo "$ports" >"$SHARE/ports.txt"
check "1-11.2 is a port of its own, beside 1-1.1 and 1-1.2" $GANGWAY power 1-11.2 off
check "its device is gone" until_true 10 gone 1-11.2
check "1-1.2 is not" there 1-1.2
check "gangway power 1-11.2 on" $GANGWAY power 1-11.2 on
holds "a port that is not there is refused" 'no port|no such' "$($GANGWAY power 1-1.12 off 2>&1)"
