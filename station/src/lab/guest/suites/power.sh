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
# The switches of YKUSH hubs on the kernel's USB: on 1, whose sockets are ports 2, 3 and 4; on 5, which says nothing; on 9 a YKUSH3,
# which the kernel's HID driver takes, as it does not take the others.
keeper_start 12
boards plug 1 ykush serial=YK20001 >/dev/null
boards plug 5 ykush serial=YK20002 says=nothing >/dev/null
boards plug 9 ykush serial=YK30001 product=f11b >/dev/null
for n in 2 3 4 10; do boards plug $n allwinner soc=a13 >/dev/null; done
until_true 40 sees 1f3a:efe8 4 || fail "four boards behind YKUSH hubs" "$(lsusb)"
until_true 20 sees 04d8:f2f7 2 || fail "two YKUSH switches" "$(lsusb)"
hid() { basename "$(readlink "/sys/bus/usb/devices/$(path 9):1.0/driver")"; }
until_true 20 [ -e "/sys/bus/usb/devices/$(path 9):1.0/driver" ]
same "the kernel's HID driver has the YKUSH3's switch" usbhid "$(hid)"
SECOND=$(path 3) THIRD=$(path 10)
outlet() { printf '  - { port: "%s", slot: "%s", power: { ykush: { serial: %s, port: %s } } }\n' "$(path "$1")" "$2" "$3" "$4"; }
{
    printf 'kind: station\nstation: lab\nports:\n'
    outlet 3 02 YK20001 2
    outlet 4 03 YK20001 4
    outlet 2 01 YK20002 1
    outlet 6 04 YK20003 1
    outlet 10 05 YK30001 1
} >ykush.yaml
switch() { $GANGWAY power --config ykush.yaml "$@"; }
before=$(cat "/sys/bus/usb/devices/$SECOND/devnum")
check "a YKUSH's socket by its slot: gangway power 02 off" switch 02 off
check "its board is gone" until_true 10 gone "$SECOND"
same "the boards of the other sockets are there" 3 "$(seen 1f3a:efe8)"
check "gangway power 02 on" switch 02 on
check "its board is back" until_true 20 there "$SECOND"
check "and enumerated anew" [ "$before" != "$(cat "/sys/bus/usb/devices/$SECOND/devnum")" ]
before=$(cat "/sys/bus/usb/devices/$THIRD/devnum")
check "a YKUSH3's: gangway power 05 cycle" switch 05 cycle
check "its board comes back" until_true 20 there "$THIRD"
check "and enumerated anew, too" [ "$before" != "$(cat "/sys/bus/usb/devices/$THIRD/devnum")" ]
same "the kernel has its switch again" usbhid "$(hid)"
holds "a socket that the hub has not is refused" 'has it a port of this number' "$(switch 03 off 2>&1)"
holds "a hub that says nothing is given up" 'YK20002 does not answer' "$(switch 01 off 2>&1)"
holds "a hub that is not there is named" 'YK20003 is not plugged in' "$(switch 04 off 2>&1)"
same "none of these took a board's power" 4 "$(seen 1f3a:efe8)"
# The manufacturer's own program, which no package has, where one was put on the path: it judges the virtual hub.
if command -v ykushcmd >/dev/null; then
    holds "ykushcmd finds both hubs" 'YK20002' "$(ykushcmd ykush -l | tr '\n' ' ')"
    ykushcmd ykush -s YK20001 -d 2 >"$SHARE/ykushcmd.txt" 2>&1
    check "ykushcmd: off takes the board away" until_true 10 gone "$SECOND"
    holds "ykushcmd says that it is off" 'is OFF' "$(ykushcmd ykush -s YK20001 -g 2)"
    ykushcmd ykush -s YK20001 -u 2 >>"$SHARE/ykushcmd.txt" 2>&1
    check "ykushcmd: on brings it back" until_true 20 there "$SECOND"
    holds "ykushcmd says that it is on" 'is ON' "$(ykushcmd ykush -s YK20001 -g 2)"
fi
