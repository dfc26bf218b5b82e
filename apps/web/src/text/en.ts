import type { Messages } from "./messages.ts";

/** English. */
export const en: Messages = {
  tagline: "Train a residual network in this tab, then take it apart.",
  skip: "Skip to the network",
  language: "Language",
  footer:
    "Everything runs in this tab, on your own machine. Nothing is uploaded. A run that is cut off, by a reload or because the browser discards the tab, is kept in this browser: the same link goes on with it.",

  settings: "Experiment",
  model: "Network",
  networks: {
    resnet8tiny: "Tiny ResNet-8: for slow devices",
    resnet8: "ResNet-8: 3 blocks, quick",
    resnet20: "ResNet-20: 9 blocks",
    plain20: "Plain-20: without shortcuts",
    preresnet20: "Pre-activation ResNet-20",
    multiresnet8: "Multi-residual-8: 4 branches",
    rdmresnet20: "ReLU-dropping multi-residual-20",
  },
  data: "Images",
  sources: { synthetic: "Synthetic shapes (built in)", cifar10: "CIFAR-10 (your own file)" },
  numbers: { seed: "Seed", steps: "Steps", batch: "Images a step", tested: "Test images" },
  outOfRange: (allowed) => `A whole number, ${allowed}.`,
  archiveChoose: "Choose or drop the CIFAR-10 archive (.tar.gz)",
  archiveHint: "The official archive, binary or Python version, from the CIFAR-10 home page. It stays on your machine.",
  archiveMissing: "Give the archive first: the training needs its images.",
  archiveReading: "Reading the archive…",
  archiveReady: (images) => `${images} images read.`,
  rejected: (name, value, allowed) =>
    `The link asks for ${name} “${value}”, which this page cannot use. Allowed: ${allowed}. The usual value is used instead.`,

  start: "Start training",
  goOn: (step) => `Go on after step ${step}`,
  goOnHint: "This run was cut off. Its last checkpoint is kept in this browser.",
  pause: "Pause",
  resume: "Resume",
  reset: "Reset",
  copyLink: "Copy link",
  linkCopied: "Link copied. It opens this page with these settings.",
  linkNotCopied: "The browser did not allow copying. The address bar has the link.",

  device: "Runs on",
  devices: { auto: "the best device that works" },
  replaced: (lost, next, step) =>
    step === undefined
      ? `${lost} was lost. ${next} was opened in its place.`
      : `${lost} was lost. The training goes on by itself after step ${step}, on ${next}.`,
  deviceOpening: "looking for a device…",
  deviceNone: "no device",
  deviceReason: {
    named: "chosen by name",
    first: "the first choice",
    fallback: (refused) => `taken because ${refused} cannot be used here`,
  },
  notTaken: "Why not another device?",
  notTried: "not tried",
  compiling: (done, total) => `compiling kernels, ${done} of ${total}`,

  training: "Training",
  status: {
    opening: "Looking for a device…",
    ready: "Ready.",
    preparing: "Preparing images and network…",
    training: "Training.",
    pausing: "Pausing after this step…",
    paused: "Paused.",
    finished: "Training finished.",
    stopping: "Stopping…",
    failed: "Stopped by an error.",
  },
  step: "Step",
  loss: "Loss",
  trainingLoss: "Training loss",
  error: "Error",
  trainingError: "Training error",
  testError: "Test error",
  speed: "Images a second",
  testing: (done, images) => `testing ${done} of ${images} images`,
  timeLeft: "Time left",
  seconds: (count) => `${count} s`,
  minutes: (count) => `${count} min`,
  lossChart: (value) => `Curve of the training loss, now ${value}.`,
  errorChart: (training, test) => `Curves of the error: training ${training}, test ${test}.`,
  noPoints: "The curve begins with the first step.",

  network: "The network",
  networkFacts: (input, blocks, parameters, macs) =>
    `input ${input}  ·  ${blocks} blocks  ·  ${parameters} parameters  ·  ${macs} million multiply-adds`,
  picture: "The network, from the image to the classes. Each block is a button that deletes or restores it.",
  labels: {},
  instruction: "Click a block to delete it, or focus it and press Enter. Once more restores it.",
  explanation:
    "A residual block does not replace what comes in: it computes a correction with its convolutions and adds it to a copy that travels along the shortcut. The signal can therefore go through each block or around it, and n blocks make 2ⁿ paths (Veit, Wilber and Belongie, 2016). Delete a block and half of the paths are gone, but the other half still work: the network gets worse instead of failing, and the deeper it is, the less a single block matters. A plain network has one single path. Take a block out of it, and it does little better than guessing.",
  deleteBlock: (name) => `Delete block ${name}`,
  lesionWaits: "Start the training first: an untrained network has nothing to lose.",
  lesionMeasuring: "Measuring on the test images…",
  lesionNone: "No block is deleted.",
  lesionWhole: (error) => `No block is deleted: test error ${error}.`,
  lesion: (blocks, before, after) => `Without ${blocks}: test error ${before} → ${after}.`,
  restoreAll: "Restore all",
  alone: "What each block is worth",
  aloneHint: "Test error of the network with one single block deleted.",
  deleteEach: "Delete each in turn",
  intact: "Nothing deleted",

  dissection: "Take it apart",
  dissectionHint: "The experiments of Veit, Wilber and Belongie (2016), on the network as you have trained it.",
  dissectionWaits: "Train the network first, then pause it or let it finish: a study shows one state of it.",
  studies: {
    lesions: {
      title: "Every block alone",
      about:
        "Deletes each block in turn, all others in place. In a deep residual network most single blocks hardly matter.",
    },
    deletions: {
      title: "Random blocks",
      about:
        "Deletes more and more blocks, drawn at random. Does the error grow bit by bit, as in a vote that loses voters, or all at once?",
    },
    shuffles: {
      title: "Shuffled blocks",
      about: "Exchanges blocks of the same shape. How far out of order may they be?",
    },
    paths: {
      title: "Lengths of the paths",
      about: "Counts all ways through the network. Most of a residual network's are about half as long as it is deep.",
    },
    gradients: {
      title: "Gradient by path length",
      about: "Sends the gradient back along single paths. Which lengths train the network?",
    },
  },
  runStudy: "Run",
  stopStudy: "Stop",
  studying: (title) => `${title}: measuring…`,
  studied: (title, step) => `${title}, after ${step} steps`,
  studyProgress: (done, images) => `${done} of ${images} images`,
  drawing: "Drawing the figure…",
  notDrawn:
    "The figure could not be drawn. Check the connection: the part of the page that draws comes with the first figure. Then run the study again.",
  saveSvg: "Save figure (SVG)",
  saveJson: "Save numbers (JSON)",
  words: {},

  problems: {
    device: {
      title: "No device can train here.",
      advice:
        "The page needs WebGPU or WebAssembly with SIMD. Use a current Chrome, Edge, Firefox or Safari, or choose another device under “Runs on”.",
    },
    lost: {
      title: "The device failed.",
      advice:
        "Press Reset to open it again. If it happens again, choose another device under “Runs on” or a smaller network.",
    },
    crashed: {
      title: "The part of the page that computes has stopped.",
      advice:
        "Press Reset to start it again. If it happens again, reload the page or choose another device under “Runs on”.",
    },
    memory: {
      title: "The device has too little memory for this experiment.",
      advice: "Choose fewer images a step or a smaller network.",
    },
    archive: {
      title: "This file cannot be used as CIFAR-10.",
      advice: "Choose the official cifar-10-binary.tar.gz or cifar-10-python.tar.gz, as downloaded and not unpacked.",
    },
    diverged: {
      title: "The training diverged: the loss is no longer a number.",
      advice: "Reset and try another seed or network.",
    },
    lesion: {
      title: "This block cannot be deleted.",
      advice:
        "It has no shortcut, and the next block cannot take the shape that this one gets. Choose another block, or a network with residual blocks.",
    },
    study: {
      title: "This study cannot be carried out. The training is as it was.",
      advice: "Choose another study, a deeper network with residual blocks, or fewer test images.",
    },
    other: {
      title: "Something went wrong.",
      advice: "Reset and start again. If it happens again, reload the page or choose another device under “Runs on”.",
    },
  },
  dismiss: "Dismiss",
};
