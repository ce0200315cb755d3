"""Pictures written as one file that moves: GIF, WebP or MP4, the same bytes for the same."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from PIL import Image

from geo.errors import BorderwatchError, FileFault
from geo.files.writing import write_whole
from geo.motion.colours import Palette
from geo.motion.film import Film

LAST = 3
"""Times as long as the others the last picture stands."""
_SAMPLES = 5
"""Pictures from which the colours of a GIF are chosen."""
_WEBP_QUALITY = 80
_MP4_QUALITY = "20"
"""The constant rate factor of H.264: lower is better, 18 is said not to be told from the source."""
_LONGEST_RUN = 600.0
"""Seconds that ffmpeg may take after the last picture."""


def write_film(film: Film, path: Path, seconds: float) -> Path:
    """Write pictures into a file, whole or not at all; the ending decides.

    Parameters
    ----------
    seconds : float
        How long each picture stands.

    Raises
    ------
    BorderwatchError
        For another ending, and for MP4 where there is no ffmpeg.
    FileFault
        When the file cannot be written.
    """
    write = writer_of(path)
    with write_whole(path) as part:
        write(film, part, seconds)
    return path


def writer_of(path: Path) -> Callable[[Film, Path, float], None]:
    """Return what writes a file of that ending; errors as those of :func:`write_film`."""
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise BorderwatchError(f"{path} cannot be written: end it with {', '.join(WRITERS)}.")
    if write is _write_mp4 and ffmpeg() is None:
        raise BorderwatchError(
            f"{path} cannot be written: MP4 takes the program ffmpeg, which is not on the PATH. "
            "Install it, or end the name with .gif or .webp."
        )
    return write


def ffmpeg() -> str | None:
    """Return the path of ffmpeg; null where there is none."""
    return shutil.which("ffmpeg")


def _write_gif(film: Film, part: Path, seconds: float) -> None:
    steps = {round(at * (len(film) - 1) / (_SAMPLES - 1)) for at in range(_SAMPLES)}
    samples = [film.map_of(film.picture(number)) for number in sorted(steps)]
    palette = Palette(film.named_colours(), film.legend(), samples)
    pictures = map(palette.applied, film)
    # Times are in hundredths of a second there.
    unit = 10 * max(2, round(100 * seconds))
    _save(pictures, part, "GIF", _times(film, unit), optimize=True, disposal=1)


def _write_webp(film: Film, part: Path, seconds: float) -> None:
    options = {"quality": _WEBP_QUALITY, "method": 4, "allow_mixed": True, "kmax": 0}
    _save(iter(film), part, "WEBP", _times(film, round(1000 * seconds)), **options)


def _times(film: Film, unit: int) -> list[int]:
    """Return how many milliseconds each picture stands."""
    return [unit] * (len(film) - 1) + [LAST * unit]


def _save(
    pictures: Iterator[Image.Image], part: Path, kind: str, times: list[int], **options: object
) -> None:
    first = next(pictures)
    look = {"save_all": True, "duration": times, "loop": 0, **options}
    first.save(part, kind, append_images=pictures, **look)


def _write_mp4(film: Film, part: Path, seconds: float) -> None:
    """Hand the pictures to ffmpeg, one after the other."""
    width, height = film.size
    command = [
        *(ffmpeg() or "ffmpeg", "-loglevel", "error", "-nostdin", "-y", "-bitexact"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", f"{width}x{height}"),
        *("-framerate", f"1000/{round(1000 * seconds)}", "-i", "pipe:0"),
        # As colours are told on screens of high definition; players take these only.
        *(
            "-vf",
            "scale=out_color_matrix=bt709:out_range=tv,crop=trunc(iw/2)*2:trunc(ih/2)*2,format=yuv420p",
        ),
        *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
        *("-c:v", "libx264", "-preset", "medium", "-crf", _MP4_QUALITY, "-tune", "stillimage"),
        # More threads would share the pictures out otherwise on another machine.
        *("-threads", "1", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"),
        *("-movflags", "+faststart", "-f", "mp4", str(part)),
    ]
    last = len(film) - 1
    still = (film.picture(last) for _ in range(LAST - 1))
    try:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            _hand_over(chain(film, still), process)
    except OSError as error:
        raise FileFault(f"{part.name} cannot be written: ffmpeg does not run: {error}.") from error
    if process.returncode:
        raise FileFault(f"{part.name} cannot be written: ffmpeg ended with a fault.")


def _hand_over(pictures: Iterator[Image.Image], process: "subprocess.Popen[bytes]") -> None:
    for picture in pictures:
        assert process.stdin is not None
        process.stdin.write(picture.tobytes())


WRITERS: dict[str, Callable[[Film, Path, float], None]] = {
    ".gif": _write_gif,
    ".webp": _write_webp,
    ".mp4": _write_mp4,
}
