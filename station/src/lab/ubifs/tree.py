#!/usr/bin/env python3
"""tree.py make FOLDER | tree.py boot FOLDER | tree.py facts TAR. Makes a small root file system, under fakeroot or as root, for
GNU tar to pack; puts what a C.H.I.P. boots into one that is there; says
what an archive has, a line each, as Python's own tarfile reads it: owners, modes, devices, links, content, attributes."""
import hashlib
import os
import sys
import tarfile


def write(path, content, mode=0o644, uid=0, gid=0):
    with open(path, 'wb') as file:
        file.write(content)
    os.chown(path, uid, gid)
    os.chmod(path, mode)


def boot(root):
    # What U-Boot looks for in a kernel: its magic number, begin and end.
    kernel = bytearray(hashlib.shake_128(b'kernel').digest(1 << 20))
    kernel[0x24:0x30] = (0x016f2818).to_bytes(4, 'little') + bytes(4) + (1 << 20).to_bytes(4, 'little')
    write(root + '/boot/zImage', kernel)
    write(root + '/boot/sun5i-r8-chip.dtb', bytes.fromhex('d00dfeed') + b'd' * 20000)
    write(root + '/boot/ntc-gr8-crumb.dtb', bytes.fromhex('d00dfeed') + b'e' * 20000)


def make(root):
    os.umask(0o022)
    os.makedirs(root)
    os.chdir(root)
    for folder, mode, uid in (('bin', 0o755, 0), ('boot', 0o755, 0), ('dev', 0o755, 0), ('etc', 0o750, 0),
                              ('home', 0o755, 0), ('home/chip', 0o2700, 1000), ('tmp', 0o1777, 0), ('deep', 0o555, 7)):
        os.mkdir(folder)
        os.chown(folder, uid, uid)
        os.chmod(folder, mode)
    boot('.')
    write('bin/ping', b'p' * 5000, 0o755)
    os.setxattr('bin/ping', 'security.capability', bytes.fromhex('0100000200200000000000000000000000000000'))
    os.setxattr('bin/ping', 'user.note', 'für alle\n'.encode())
    write('bin/su', b's' * 100, 0o4755)
    write('etc/shadow', b'root:*:\n', 0o640, 0, 42)
    write('etc/none', b'', 0)
    write('etc/with space and é', b'1')
    write('home/chip/large', bytes(range(256)) * 3000, 0o600, 1000, 1000)
    write('home/chip/nobody', b'n', 0o604, 65534, 4000000000)
    os.setxattr('home/chip/large', 'user.' + 'n' * 250, b'long name')
    os.setxattr('home/chip', 'user.a', b'\x00\xff=\n')
    os.setxattr('home/chip', 'user.b', b'')
    os.link('home/chip/large', 'bin/same')
    os.link('bin/ping', 'bin/ping6')
    os.symlink('/bin/su', 'etc/absolute')
    os.symlink('../bin/ping', 'etc/relative')
    os.lchown('etc/relative', 33, 34)
    os.symlink('t' * 1000, 'etc/long')
    os.mknod('dev/null', 0o20666, os.makedev(1, 3))
    os.chmod('dev/null', 0o666)
    os.mknod('dev/sda', 0o60660, os.makedev(8, 300))
    os.mkfifo('dev/initctl', 0o600)
    for number in range(300):
        write('tmp/%03d' % number, b'%d' % number)
        if number % 3 == 0:
            os.setxattr('tmp/%03d' % number, 'user.number', b'%d' % number)


def facts(archive):
    names = {}
    same = {}
    with tarfile.open(archive) as tar:
        for entry in tar:
            name = '' if entry.name == '.' else entry.name[2:] if entry.name.startswith('./') else entry.name
            if entry.islnk():
                first = entry.linkname[2:] if entry.linkname.startswith('./') else entry.linkname
                same[name] = first
                continue
            content = hashlib.sha256(tar.extractfile(entry).read()).hexdigest() if entry.isreg() else ''
            device = '%d:%d' % (entry.devmajor, entry.devminor) if entry.isdev() and not entry.isfifo() else ''
            mode = 0o777 if entry.issym() else entry.mode
            attributes = sorted((key[len('SCHILY.xattr.'):], value.encode('utf-8', 'surrogateescape').hex())
                                for key, value in entry.pax_headers.items() if key.startswith('SCHILY.xattr.'))
            names[name] = (entry.type.decode(), '%o' % mode, entry.uid, entry.gid, entry.linkname, device, entry.size,
                           content, int(entry.mtime), attributes)
    groups = {}
    for name, first in same.items():
        groups.setdefault(first, {first}).add(name)
    for group in groups.values():
        known = next(names[name] for name in group if name in names)
        for name in group:
            names[name] = known + ('one file: ' + ' '.join(sorted(group)),)
    for name in sorted(names):
        print(repr(name), *map(repr, names[name]))


{'make': make, 'boot': boot, 'facts': facts}[sys.argv[1]](sys.argv[2])
