"""A small ext4 in an image file, for tests that fill, freeze or cut off a disk. It needs root and a loop device; without them it raises tap.Skip."""
import os
import subprocess

import tap

DISK_BYTES = 700 << 20  # of an image with holes: it takes only what is written


class Disk:
    """A small ext4 of its own, mounted at .path; whatever happens it is thawed and unmounted."""

    def __init__(self, place, name, image=None):
        """image: one that exists already, whose disk is taken up again; it is left where it is in the end."""
        self.path = os.path.join(place, name)
        self.made = image is None
        self.image = image or os.path.join(place, name + ".img")
        self.filler = os.path.join(self.path, ".filler")
        self.crumbs = os.path.join(self.path, ".crumbs")
        self.frozen = False

    def __enter__(self):
        if os.getuid() != 0:
            raise tap.Skip("needs root to mount a small disk")
        os.mkdir(self.path)
        commands = [["mount", "-o", "loop", self.image, self.path]]
        if self.made:
            with open(self.image, "wb") as file:
                file.truncate(DISK_BYTES)
            commands.insert(0, ["mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=1,nodiscard", self.image])
        for words in commands:
            try:
                done = subprocess.run(words, capture_output=True, text=True)
            except FileNotFoundError:
                raise tap.Skip(f"this machine has no {words[0]}") from None
            if done.returncode != 0:
                os.unlink(self.image)
                raise tap.Skip(f"this machine does not let us make or mount a disk: {done.stderr.strip()}")
        return self

    def cut(self, image):
        """What a power cut at this moment would leave, as another image: what has reached the disk, not what the kernel still holds back."""
        subprocess.run(["cp", "--sparse=always", self.image, image], check=True)

    def free_bytes(self):
        info = os.statvfs(self.path)
        return info.f_bavail * info.f_frsize

    def leave(self, count):
        """Takes all but count bytes."""
        with open(self.filler, "ab") as file:
            os.posix_fallocate(file.fileno(), 0, os.fstat(file.fileno()).st_size + self.free_bytes() - count)

    def fill(self):
        """Takes every last block."""
        with open(self.crumbs, "ab", buffering=0) as file:
            for size in (1 << 20, 4096):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass
            try:
                os.fsync(file.fileno())
            except OSError:
                pass

    def empty(self):
        for name in (self.filler, self.crumbs):
            if os.path.exists(name):
                os.unlink(name)

    def freeze(self):
        if subprocess.run(["fsfreeze", "-f", self.path], capture_output=True).returncode != 0:
            raise tap.Skip("this machine does not let us freeze a disk")
        self.frozen = True

    def thaw(self):
        if self.frozen:
            subprocess.run(["fsfreeze", "-u", self.path], check=True, capture_output=True)
        self.frozen = False

    def __exit__(self, *_):
        self.thaw()
        subprocess.run(["umount", self.path], capture_output=True)
        if self.made:
            os.unlink(self.image)
