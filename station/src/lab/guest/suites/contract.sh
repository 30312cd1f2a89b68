# The contract of buses on libusb, once without udevd and once with it. The test exports and attaches its own boards.
# Seconds: 300
contract() {
    local out
    out=$("$JAVA" $JVM "-Dgangway.vhci-keeper=$PROJECT/hub-watcher/src/test/lab/vhci-keeper.py" dev.gangway.station.lab.LabTests \
        dev.gangway.usb.libusb.LibusbBusContractTest 2>"$SHARE/contract-$1.err")
    echo "$out" >"$SHARE/contract-$1.txt"
    holds "contract of buses on libusb, $1" 'passed=[1-9][0-9]* failed=0' "$(tail -3 <<<"$out")"
}
contract "without udevd"
udev_start
contract "with udevd"
