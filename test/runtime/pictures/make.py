"""
What Pillow and torchvision make of noise, as JSON on standard output:

    pip install pillow==12.3.0;   python make.py pillow > pillow.json
    pip install torchvision;      python make.py torchvision > torchvision.json

The files beside this one come from Pillow 12.3.0 (9.4.0 gives the same) and from torchvision 0.14.1
with Pillow 9.4.0. No picture is more than 100 times as high as wide: such a one newer versions of
Pillow shrink in the other order.
"""
import base64
import json
import sys

from PIL import Image

FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
}
CHANNELS = {"L": 1, "RGB": 3}

# Width and height: odd sizes, up and down, single rows and columns, huge ratios, one side only.
SIZES = [
    ((7, 5), (3, 2)),
    ((5, 4), (16, 9)),
    ((1, 9), (4, 3)),
    ((9, 1), (2, 5)),
    ((1, 1), (5, 7)),
    ((300, 2), (1, 1)),
    ((2, 200), (3, 7)),
    ((3, 3), (200, 2)),
    ((13, 200), (14, 3)),
    ((16, 12), (16, 12)),
    ((33, 17), (33, 5)),
    ((199, 301), (11, 13)),
]

# Width and height, short side, side of the square in the middle.
CROPS = [
    ((40, 30), 16, 14),
    ((30, 41), 16, 14),
    ((33, 33), 17, 10),
    ((100, 7), 9, 8),
    ((12, 31), 12, 12),
    ((5, 8), 12, 11),
]


def noise(count):
    """Bytes, half of them 0 or 255, where a bicubic filter overshoots."""
    state, result = 1, bytearray()
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        byte = state >> 24
        result.append(0 if byte < 64 else 255 if byte < 128 else (state >> 16) % 256)
    return bytes(result)


def picture(mode, size):
    return Image.frombytes(mode, size, noise(size[0] * size[1] * CHANNELS[mode]))


def case(mode, size, name, **more):
    result = more.pop("result")
    text = base64.b64encode(result.tobytes()).decode()
    return {"from": size, "samples": CHANNELS[mode], "resize": name, **more, "pixels": text}


def pillow():
    for size, to in SIZES:
        for mode in CHANNELS:
            for name, resample in FILTERS.items():
                result = picture(mode, size).resize(to, resample)
                yield case(mode, size, name, to=to, result=result)


def torchvision():
    from torchvision.transforms import CenterCrop, Compose, InterpolationMode, Resize

    for size, short_side, side in CROPS:
        for name in ["bilinear", "bicubic"]:
            mode = InterpolationMode(name)
            result = Compose([Resize(short_side, mode), CenterCrop(side)])(picture("RGB", size))
            yield case("RGB", size, name, shortSide=short_side, side=side, result=result)


cases = {"pillow": pillow, "torchvision": torchvision}[sys.argv[1]]()
print("[\n  " + ",\n  ".join(json.dumps(each) for each in cases) + "\n]")
