"""Makes the golden files beside this script, with PyTorch (1.13 was used): python3 make.py

Each file holds what its name says; values.json holds the numbers of `sample` as PyTorch sees them.
"""
import json
from collections import OrderedDict
from pathlib import Path

import torch

here = Path(__file__).parent
torch.manual_seed(7)

base = torch.arange(12, dtype=torch.float32).reshape(3, 4) / 8
sample = OrderedDict(
    [
        ("float", base),
        ("transposed", base.t()),
        ("slice", base[1:, 1:3]),
        ("expanded", torch.tensor([[0.5], [-2.0]]).expand(2, 3)),
        ("scalar", torch.tensor(2.5)),
        ("empty", torch.zeros(0, 3)),
        ("half", torch.tensor([1.0, -0.333251953125, 65504.0, 6e-8, float("inf")], dtype=torch.float16)),
        ("bfloat16", torch.tensor([1.0, -3.140625, 1e38, 1e-40], dtype=torch.bfloat16)),
        ("double", torch.tensor([[0.1], [-1e300]], dtype=torch.float64)),
        ("long", torch.tensor([-1, 2**40], dtype=torch.int64)),
        ("int", torch.tensor([-7, 7], dtype=torch.int32)),
        ("short", torch.tensor([-300, 300], dtype=torch.int16)),
        ("char", torch.tensor([-128, 127], dtype=torch.int8)),
        ("byte", torch.tensor([0, 255], dtype=torch.uint8)),
        ("bool", torch.tensor([True, False])),
        ("parameter", torch.nn.Parameter(torch.tensor([[1.5, -1.5]]))),
    ]
)


def save(value, name, **options):
    torch.save(value, here / name, **options)


save(sample, "sample-zip.pth")
save(sample, "sample-legacy.pth", _use_new_zipfile_serialization=False)
save(sample, "sample-protocol5.pth", pickle_protocol=5)

net = torch.nn.Sequential(OrderedDict(conv1=torch.nn.Conv2d(1, 2, 3, bias=False), bn1=torch.nn.BatchNorm2d(2)))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
net(torch.randn(2, 1, 4, 4)).sum().backward()
optimizer.step()
checkpoint = {
    "epoch": 3,
    "arch": "tiny",
    "best_prec1": torch.tensor(91.5),
    "state_dict": torch.nn.DataParallel(net).state_dict(),
    "optimizer": optimizer.state_dict(),
    "scheduler": scheduler.state_dict(),
}
save(checkpoint, "checkpoint-zip.pth")
save(checkpoint, "checkpoint-legacy.pth.tar", _use_new_zipfile_serialization=False)
whole = torch.nn.Linear(2, 1)
save(whole, "module-zip.pt")
save(whole, "module-legacy.pt", _use_new_zipfile_serialization=False)
torch.jit.script(torch.nn.ReLU()).save(str(here / "torchscript.pt"))

float32 = {
    name: {"shape": list(tensor.shape), "data": [repr(x) for x in tensor.detach().to(torch.float32).flatten().tolist()]}
    for name, tensor in sample.items()
}
(here / "values.json").write_text(json.dumps(float32, indent=1) + "\n")
