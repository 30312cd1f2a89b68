#!/usr/bin/env python3
"""vhci-keeper PORT COUNT: keeps bus ids 1-1 to 1-COUNT of the USB/IP server on 127.0.0.1:PORT attached to the ports of
vhci_hcd.0 (and .1, .2 ...), each always on the same port, also when its board leaves and comes back."""
import glob, socket, struct, sys, threading, time

PER_HUB = 15
server, count = int(sys.argv[1]), int(sys.argv[2])


def used(hub, port):
    """Whether the kernel says that something is attached there."""
    for path in glob.glob("/sys/devices/platform/vhci_hcd.0/status*"):
        for line in open(path).read().splitlines():
            fields = line.split()
            if fields and fields[0] == "hs" and int(fields[1]) == hub * PER_HUB * 2 + port:
                return int(fields[2]) != 4
    return False


def take(index):
    hub, port = divmod(index, PER_HUB)
    while True:
        try:
            with socket.create_connection(("127.0.0.1", server)) as s:
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                s.sendall(struct.pack(">HHI32s", 0x0111, 0x8003, 0, b"1-%d" % (index + 1)))
                status = struct.unpack(">HHI", s.recv(8, socket.MSG_WAITALL))[2]
                if status == 0:
                    record = s.recv(312, socket.MSG_WAITALL)
                    bus, device, speed = struct.unpack(">III", record[288:300])
                    with open("/sys/devices/platform/vhci_hcd.0/attach", "w") as f:
                        f.write("%d %d %d %d" % (hub * PER_HUB * 2 + port, s.fileno(), bus << 16 | device, speed))
                    while used(hub, port):
                        time.sleep(0.02)
                    continue
        except (OSError, struct.error):
            pass
        time.sleep(0.03)


for i in range(count):
    threading.Thread(target=take, args=(i,), daemon=True).start()
threading.Event().wait()
