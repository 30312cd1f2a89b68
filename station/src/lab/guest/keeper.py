#!/usr/bin/env python3
"""keeper.py HOST PORT COUNT [TWIN]: keeps the bus ids 1-1 to 1-COUNT of a USB/IP server attached to the kernel's vhci-hcd, bus
id 1-N always on the same port, also when its board leaves and comes back. So a board keeps its topology path, as on a
real hub. Port N lies on root hub (N-1)/15, position (N-1)%15+1; a board of SuperSpeed goes to the other half of its port, as the
kernel knows it. 1-TWIN is SuperSpeed and goes to the other half of port 1, as the second hub in the case of a USB 3 hub does."""
import glob, os, socket, struct, sys, time

PER_HUB = 15
VHCI = "/sys/devices/platform/vhci_hcd.0/"
VDEV_FREE = 4
LIST = struct.Struct(">HHII")
DEVICE = 312
HIGH, SUPER = 3, 5  # the kernel's numbers of speeds; slower ones are on the high-speed half too


def root_hub(hub, speed):
    """The bus number of the root hub of this speed of a vhci controller."""
    for path in glob.glob("/sys/devices/platform/vhci_hcd.%d/usb[0-9]*" % hub):
        with open(path + "/speed") as file:
            if (int(file.read()) > 480) == (speed == SUPER):
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


HUBS = range((count + PER_HUB - 1) // PER_HUB)
BUSES = {speed: [root_hub(hub, speed) for hub in HUBS] for speed in (HIGH, SUPER)}


def free():
    """The vhci ports that are free, by the numbers of our boards and the half. A port is not free before the kernel has taken the
    device away that was there: attached at once, the next one passes for the same device, since vhci leaves the port enabled, and
    nobody is told of the re-enumeration."""
    found = {}
    for path in glob.glob(VHCI + "status*"):
        with open(path) as file:
            for line in file:
                fields = line.split()
                if not fields or fields[0] not in ("hs", "ss") or int(fields[2]) != VDEV_FREE:
                    continue
                half = SUPER if fields[0] == "ss" else HIGH
                hub, position = divmod(int(fields[1]), 2 * PER_HUB)
                position -= PER_HUB if half == SUPER else 0
                number = hub * PER_HUB + position + 1
                if number <= count and not os.path.exists("/sys/bus/usb/devices/%s-%d" % (BUSES[half][hub], position + 1)):
                    found[number, half] = int(fields[1])
    if twin and (1, SUPER) in found:
        found[twin, SUPER] = found[1, SUPER]
    return found


def half_of(record):
    return SUPER if struct.unpack(">I", record[296:300])[0] >= SUPER else HIGH


def offered():
    with socket.create_connection(server, 5) as sock:
        sock.sendall(struct.pack(">HHI", 0x0111, 0x8005, 0))
        devices = LIST.unpack(read(sock, LIST.size))[3]
        for _ in range(devices):
            record = read(sock, DEVICE)
            read(sock, 4 * record[-1])
            yield int(record[256:288].rstrip(b"\0").decode().split("-")[1]), half_of(record)


def attach(number, half, port):
    with socket.create_connection(server, 5) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(struct.pack(">HHI32s", 0x0111, 0x8003, 0, b"1-%d" % number))
        if struct.unpack(">HHI", read(sock, 8))[2] != 0:
            return
        record = read(sock, DEVICE)
        if half_of(record) != half:
            return  # it has come back as another one meanwhile
        bus, device, speed = struct.unpack(">III", record[288:300])
        sock.settimeout(None)
        with open(VHCI + "attach", "w") as file:
            file.write("%d %d %d %d" % (port, sock.fileno(), bus << 16 | device, speed))


while True:
    try:
        ports = free()
        if ports:
            for number, half in offered():
                if (number, half) in ports:
                    attach(number, half, ports[number, half])
    except OSError as e:
        print("keeper:", e, file=sys.stderr, flush=True)
    time.sleep(0.03)
