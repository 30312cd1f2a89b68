#!/usr/bin/env python3
"""keeper.py HOST PORT COUNT [TWIN]: keeps the bus ids 1-1 to 1-COUNT of a USB/IP server attached to the kernel's vhci-hcd, bus
id 1-N always on the same port, also when its board leaves and comes back. So a board keeps its topology path, as on a
real hub. Port N lies on root hub (N-1)/15, position (N-1)%15+1. 1-TWIN is
SuperSpeed and goes to the other half of port 1, as the second hub in the case of a USB 3 hub does."""
import glob, os, socket, struct, sys, time

PER_HUB = 15
VHCI = "/sys/devices/platform/vhci_hcd.0/"
VDEV_FREE = 4
LIST = struct.Struct(">HHII")
DEVICE = 312


def root_hub(hub):
    """The bus number of the high-speed root hub of this vhci controller."""
    for path in glob.glob("/sys/devices/platform/vhci_hcd.%d/usb[0-9]*" % hub):
        with open(path + "/speed") as file:
            if file.read().strip() == "480":
                return path.rsplit("usb", 1)[1]
    raise SystemExit("keeper: this machine has no vhci-hcd.%d" % hub)


server, count = (sys.argv[1], int(sys.argv[2])), int(sys.argv[3])
twin = int(sys.argv[4]) if len(sys.argv) > 4 else 0


def read(sock, length):
    data = b""
    while len(data) < length:
        piece = sock.recv(length - len(data))
        if not piece:
            raise OSError("the server hung up")
        data += piece
    return data


BUSES = [root_hub(hub) for hub in range((count + PER_HUB - 1) // PER_HUB)]


def free():
    """Numbers of our boards whose vhci port is free, with that port's number. A port is not free before the kernel has
    taken the device away that was there: attached at once, the next one passes for the same device, since vhci leaves
    the port enabled, and nobody is told of the re-enumeration."""
    found = {}
    for path in glob.glob(VHCI + "status*"):
        with open(path) as file:
            for line in file:
                fields = line.split()
                if fields and fields[0] == "ss" and int(fields[1]) == PER_HUB and int(fields[2]) == VDEV_FREE and twin:
                    found[twin] = PER_HUB
                if fields and fields[0] == "hs" and int(fields[2]) == VDEV_FREE:
                    hub, position = divmod(int(fields[1]), 2 * PER_HUB)
                    number = hub * PER_HUB + position + 1
                    if number > count:
                        continue
                    if not os.path.exists("/sys/bus/usb/devices/%s-%d" % (BUSES[hub], position + 1)):
                        found[number] = int(fields[1])
    return found


def offered():
    with socket.create_connection(server, 5) as sock:
        sock.sendall(struct.pack(">HHI", 0x0111, 0x8005, 0))
        devices = LIST.unpack(read(sock, LIST.size))[3]
        for _ in range(devices):
            record = read(sock, DEVICE)
            read(sock, 4 * record[-1])
            yield int(record[256:288].rstrip(b"\0").decode().split("-")[1])


def attach(number, port):
    with socket.create_connection(server, 5) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(struct.pack(">HHI32s", 0x0111, 0x8003, 0, b"1-%d" % number))
        if struct.unpack(">HHI", read(sock, 8))[2] != 0:
            return
        record = read(sock, DEVICE)
        bus, device, speed = struct.unpack(">III", record[288:300])
        sock.settimeout(None)
        with open(VHCI + "attach", "w") as file:
            file.write("%d %d %d %d" % (port, sock.fileno(), bus << 16 | device, speed))


while True:
    try:
        ports = free()
        if ports:
            for number in offered():
                if number in ports:
                    attach(number, ports[number])
    except OSError as e:
        print("keeper:", e, file=sys.stderr, flush=True)
    time.sleep(0.03)
