# PyTorch as a peer (contest/serve.ts has the protocol): a training step of any ungated network of the zoo in channels_last, on
# random images that stay as they are, with SGD, momentum and weight decay. On the CPU; with "device": "cuda" in the task on a
# GPU, in float32 without TF32, and with "graph" too as one CUDA graph.
import json
import sys
import time

WARM_UP_STEPS = 2
LEAST_SECONDS = 1


def say(**answer):
    print(json.dumps(answer), flush=True)


try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as error:
    say(skipped=f"not installed: {error} (Debian: apt-get install python3-torch)")
    sys.exit()


class PadChannels(nn.Module):
    """Option A: subsamples, and puts channels of zeros before and after."""

    def __init__(self, op):
        super().__init__()
        self.stride, self.pads = op["stride"], (0, 0, 0, 0, op["before"], op["after"])

    def forward(self, x):
        return functional.pad(x[:, :, :: self.stride, :: self.stride], self.pads)


def convolution(op, channels):
    padding = op.get("padding", [(op["kernel"] - 1) // 2] * 4)
    if len(set(padding)) > 1:
        raise ValueError(f"{op['name']} has another padding on each side, which this script has not")
    layer = nn.Conv2d(channels, op["out"], op["kernel"], op["stride"], padding[0], bias=op.get("bias", False))
    return layer, op["out"]


def pooled(op, channels):
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), channels


# What each op of a model's JSON is: a module, and the channels that it leaves.
RULES = {
    "conv": convolution,
    "linear": lambda op, channels: (nn.Linear(channels, op["out"]), op["out"]),
    "bn": lambda op, channels: (nn.BatchNorm2d(channels, op.get("epsilon", 1e-5)), channels),
    "relu": lambda op, channels: (nn.ReLU(inplace=False), channels),
    "globalAveragePool": pooled,
    "maxPool": lambda op, channels: (nn.MaxPool2d(op["kernel"], op["stride"], op["padding"]), channels),
    "averagePool": lambda op, channels: (nn.AvgPool2d(op["kernel"], op["stride"]), channels),
    "padChannels": lambda op, channels: (PadChannels(op), op["before"] + channels + op["after"]),
}


def chain(ops, channels):
    modules = []
    for op in ops:
        if op["op"] not in RULES:
            raise ValueError(f"the op \"{op['op']}\" is not in this script")
        module, channels = RULES[op["op"]](op, channels)
        modules.append(module)
    return nn.Sequential(*modules), channels


class Block(nn.Module):
    """post(shortcut(h) + the branches' sum), h = pre(x)."""

    def __init__(self, block, channels):
        super().__init__()
        paths = [*([block["shortcut"]] if block["shortcut"] else []), *block["branches"]]
        if block["gate"] or any(path["gain"] != 1 or path["survival"] != 1 for path in paths):
            raise ValueError(f"{block['name']} has gates, gains or stochastic depth, which this script has not")
        self.pre, channels = chain(block["pre"], channels)
        chains = [chain(path["ops"], channels) for path in paths]
        self.paths = nn.ModuleList(module for module, _ in chains)
        self.post, self.channels = chain(block["post"], chains[0][1])

    def forward(self, x):
        h = self.pre(x)
        first, *others = [path(h) for path in self.paths]
        for value in others:
            first = first + value
        return self.post(first)


def network(model):
    stem, channels = chain(model["stem"], model["input"][0])
    blocks = []
    for block in (block for stage in model["stages"] for block in stage):
        blocks.append(Block(block, channels))
        channels = blocks[-1].channels
    head, _ = chain(model["head"], channels)
    return nn.Sequential(stem, *blocks, head)


def training_step(task):
    with open(task["model"], encoding="utf8") as file:
        model = json.load(file)
    torch.manual_seed(0)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    device, layout = task.get("device", "cpu"), torch.channels_last
    module = network(model).to(device, memory_format=layout).train()
    images = torch.randn(task["batch"], *model["input"]).to(device).contiguous(memory_format=layout)
    labels = (torch.arange(task["batch"]) % 2).to(device)
    optimiser = torch.optim.SGD(module.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)

    def update():
        optimiser.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(module(images), labels)
        loss.backward()
        optimiser.step()
        return loss

    if not task.get("graph"):
        return lambda: update().item()
    beside = torch.cuda.Stream()
    beside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(beside):  # what is made at the first steps must not be part of the graph
        for _ in range(3):
            update()
    torch.cuda.current_stream().wait_stream(beside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = update()

    def step():
        graph.replay()
        loss.item()

    return step


def place(task):
    if task.get("device", "cpu") == "cpu":
        return f"the CPU, channels_last, {torch.get_num_threads()} threads"
    form = "one CUDA graph" if task.get("graph") else "eager"
    return f"{torch.cuda.get_device_name()}, channels_last, float32 without TF32, {form}"


def main():
    task = json.loads(sys.argv[1])
    torch.set_num_threads(task["threads"])
    try:
        step = training_step(task)
        for _ in range(WARM_UP_STEPS):
            step()
    except Exception as error:
        say(skipped=str(error).split("\n")[0])
        return
    say(ready=f"{torch.__version__} on {place(task)}", logits=None)
    for _ in sys.stdin:
        start, seconds, steps = time.perf_counter(), 0, 0
        while seconds < LEAST_SECONDS:
            step()
            steps += 1
            seconds = time.perf_counter() - start
        say(imagesPerSecond=steps * task["batch"] / seconds)


main()
