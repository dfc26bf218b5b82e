"""Ten SGD steps of a tiny residual network in PyTorch, float64: writes steps.json next to this file.

    python3 make.py && npx biome format --write steps.json        (PyTorch 1.13 or later)
"""
import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


class Block(nn.Module):
    def __init__(self, channels_in, channels_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels_out)
        self.stride, self.added = stride, channels_out - channels_in

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        shortcut = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.added))
        return F.relu(y + shortcut)


class Network(nn.Module):
    """Option A, widths 2 and 3, one block each."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(2)
        self.layer1 = nn.Sequential(Block(2, 2, 1))
        self.layer2 = nn.Sequential(Block(2, 3, 2))
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        y = self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x)))))
        return self.fc(y.mean((2, 3)))


@torch.no_grad()
def fill(network):
    """Simple numbers, that the test makes again: element i of the parameter named name."""
    for name, tensor in network.state_dict().items():
        if name.endswith(("num_batches_tracked", "running_mean", "running_var")):
            continue
        seed = sum(map(ord, name))
        values = [((i * 37 + seed) % 29 - 14) / 40 for i in range(tensor.numel())]
        scale = 1.0 if name.endswith("weight") and tensor.dim() == 1 else 0.0
        tensor.copy_((torch.tensor(values) + scale).reshape(tensor.shape))


def batch(step):
    """Six 6x6 images and labels of a step."""
    pixels = [((i * 53 + step * 101) % 97) / 48 - 1 for i in range(6 * 36)]
    return torch.tensor(pixels).reshape(6, 1, 6, 6), torch.tensor([(i + step) % 3 for i in range(6)])


def train(nesterov, smoothing, decay_vectors):
    network = Network()
    fill(network)
    matrices = [p for p in network.parameters() if p.dim() > 1]
    vectors = [p for p in network.parameters() if p.dim() == 1]
    groups = [{"params": matrices, "weight_decay": 0.05}, {"params": vectors, "weight_decay": 0.05 * decay_vectors}]
    optimiser = torch.optim.SGD(groups, lr=0.1, momentum=0.9, nesterov=nesterov)
    losses = []
    for step in range(10):
        images, labels = batch(step)
        loss = F.cross_entropy(network(images), labels, label_smoothing=smoothing)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    states = {k: v.flatten().tolist() for k, v in network.state_dict().items() if not k.endswith("tracked")}
    return {"losses": losses, "states": states}


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.10g}")
    return {k: rounded(v) for k, v in value.items()} if isinstance(value, dict) else [rounded(v) for v in value]


if __name__ == "__main__":
    cases = {
        "momentum": train(nesterov=False, smoothing=0.0, decay_vectors=True),
        "nesterov": train(nesterov=True, smoothing=0.0, decay_vectors=True),
        "nesterov, smoothed labels, no decay of vectors": train(nesterov=True, smoothing=0.1, decay_vectors=False),
    }
    Path(__file__).with_name("steps.json").write_text(json.dumps(rounded(cases)) + "\n")
