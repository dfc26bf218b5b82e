import { koWords } from "./ko-words.ts";
import type { Messages } from "./messages.ts";

/** Korean. */
export const ko: Messages = {
  tagline: "이 탭에서 잔차 신경망을 학습시키고, 하나씩 해체해 보세요.",
  skip: "신경망 그림으로 건너뛰기",
  language: "언어",
  footer:
    "모든 계산은 이 탭, 여러분의 기기에서 이루어집니다. 아무것도 업로드되지 않습니다. 새로 고침이나 브라우저의 탭 정리로 중단된 학습은 이 브라우저에 남으며, 같은 링크로 이어서 학습할 수 있습니다.",

  settings: "실험",
  model: "신경망",
  networks: {
    resnet8tiny: "초소형 ResNet-8: 느린 기기용",
    resnet8: "ResNet-8: 블록 3개, 빠름",
    resnet20: "ResNet-20: 블록 9개",
    plain20: "Plain-20: 지름길 없는 같은 구조",
    preresnet20: "사전 활성화 ResNet-20",
    multiresnet8: "다중 잔차-8: 블록마다 가지 4개",
    rdmresnet20: "ReLU를 줄인 다중 잔차-20",
  },
  data: "이미지",
  sources: { synthetic: "합성 도형 (내장)", cifar10: "CIFAR-10 (내 파일)" },
  numbers: { seed: "시드", steps: "스텝 수", batch: "스텝당 이미지", tested: "테스트 이미지" },
  outOfRange: (allowed) => `${allowed} 범위의 정수를 입력하세요.`,
  archiveChoose: "CIFAR-10 압축 파일(.tar.gz) 선택 또는 끌어다 놓기",
  archiveHint: "CIFAR-10 홈페이지의 공식 압축 파일(binary 또는 Python 버전)입니다. 파일은 기기 밖으로 나가지 않습니다.",
  archiveMissing: "먼저 압축 파일을 선택하세요. 학습에 그 이미지가 필요합니다.",
  archiveReading: "압축 파일을 읽는 중…",
  archiveReady: (images) => `이미지 ${images}장을 읽었습니다.`,
  rejected: (name, value, allowed) =>
    `링크가 요청한 ${name} 값 “${value}”은(는) 이 페이지에서 쓸 수 없습니다. 가능한 값: ${allowed}. 대신 기본값을 사용합니다.`,

  start: "학습 시작",
  goOn: (step) => `${step}스텝부터 계속`,
  goOnHint: "중단된 학습입니다. 마지막 체크포인트가 이 브라우저에 남아 있습니다.",
  pause: "일시정지",
  resume: "계속",
  reset: "초기화",
  copyLink: "링크 복사",
  linkCopied: "링크를 복사했습니다. 이 설정 그대로 페이지가 열립니다.",
  linkNotCopied: "브라우저가 복사를 허용하지 않았습니다. 주소창에 링크가 있습니다.",

  device: "실행 장치",
  devices: { auto: "쓸 수 있는 가장 빠른 장치" },
  replaced: (lost, next, step) =>
    step === undefined
      ? `장치 연결이 끊겨 다시 열었습니다: ${lost} → ${next}.`
      : `장치 연결이 끊겨 ${step}스텝부터 자동으로 학습을 계속합니다: ${lost} → ${next}.`,
  deviceOpening: "장치를 찾는 중…",
  deviceNone: "장치 없음",
  deviceReason: {
    named: "직접 선택한 장치",
    first: "가장 먼저 시도하는 장치",
    fallback: (refused) => `여기서 쓸 수 없는 장치: ${refused}`,
  },
  notTaken: "다른 장치를 쓰지 않는 이유",
  notTried: "시도하지 않음",
  compiling: (done, total) => `커널 ${total}개 중 ${done}개 컴파일`,

  training: "학습",
  status: {
    opening: "장치를 찾는 중…",
    ready: "준비되었습니다.",
    preparing: "이미지와 신경망을 준비하는 중…",
    training: "학습 중입니다.",
    pausing: "이번 스텝이 끝나면 멈춥니다…",
    paused: "일시정지했습니다.",
    finished: "학습이 끝났습니다.",
    stopping: "멈추는 중…",
    failed: "오류로 멈췄습니다.",
  },
  step: "스텝",
  loss: "손실",
  trainingLoss: "학습 손실",
  error: "오류율",
  trainingError: "학습 오류율",
  testError: "테스트 오류율",
  speed: "초당 이미지",
  testing: (done, images) => `이미지 ${images}장 중 ${done}장 테스트`,
  timeLeft: "남은 시간",
  seconds: (count) => `${count}초`,
  minutes: (count) => `${count}분`,
  lossChart: (value) => `학습 손실 곡선, 현재 ${value}.`,
  errorChart: (training, test) => `오류율 곡선: 학습 ${training}, 테스트 ${test}.`,
  noPoints: "첫 스텝부터 곡선이 그려집니다.",

  network: "신경망",
  networkFacts: (input, blocks, parameters, macs) =>
    `입력 ${input}  ·  블록 ${blocks}개  ·  매개변수 ${parameters}개  ·  곱셈-덧셈 ${macs}백만 번`,
  picture: "이미지에서 분류까지의 신경망. 블록마다 삭제하거나 복원하는 버튼입니다.",
  labels: {
    stem: "입력부",
    head: "출력부",
    "convolution, linear": "합성곱, 선형",
    "batch norm": "배치 정규화",
    "gate, dropout": "게이트, 드롭아웃",
    pooling: "풀링",
    "zero channels": "0 채널 추가",
  },
  instruction: "블록을 클릭하거나, 초점을 옮겨 Enter를 누르면 삭제됩니다. 다시 누르면 복원됩니다.",
  explanation:
    "잔차 블록은 들어온 신호를 바꿔치기하지 않습니다. 합성곱으로 보정값을 계산해, 지름길을 따라온 원래 신호에 더할 뿐입니다. 그래서 신호는 블록마다 통과할 수도, 돌아갈 수도 있고, 블록이 n개면 경로는 2ⁿ개가 됩니다(Veit, Wilber, Belongie, 2016). 블록 하나를 지우면 경로의 절반이 사라지지만 나머지 절반은 그대로 일합니다. 신경망은 무너지지 않고 나빠질 뿐이며, 깊을수록 블록 하나의 비중은 작아집니다. 지름길이 없는 신경망은 경로가 단 하나입니다. 블록 하나만 빼도 찍는 것과 별로 다르지 않게 됩니다.",
  deleteBlock: (name) => `블록 ${name} 삭제`,
  lesionWaits: "먼저 학습을 시작하세요. 학습하지 않은 신경망은 잃을 것도 없습니다.",
  lesionMeasuring: "테스트 이미지로 측정하는 중…",
  lesionNone: "삭제된 블록이 없습니다.",
  lesionWhole: (error) => `삭제된 블록이 없습니다: 테스트 오류율 ${error}.`,
  lesion: (blocks, before, after) => `${blocks} 삭제: 테스트 오류율 ${before} → ${after}.`,
  restoreAll: "모두 복원",
  alone: "블록별 기여도",
  aloneHint: "블록을 하나만 삭제했을 때의 테스트 오류율입니다.",
  deleteEach: "하나씩 삭제해 보기",
  intact: "삭제 없음",

  dissection: "해체하기",
  dissectionHint: "Veit, Wilber, Belongie(2016)의 실험을 방금 학습시킨 신경망으로 해 봅니다.",
  dissectionWaits: "먼저 신경망을 학습시키고 일시정지하거나 끝까지 기다리세요. 실험은 신경망의 한 상태를 보여 줍니다.",
  studies: {
    lesions: {
      title: "블록 하나씩",
      about:
        "다른 블록은 그대로 두고 블록을 하나씩 삭제합니다. 깊은 잔차 신경망에서는 블록 하나의 비중이 크지 않습니다.",
    },
    deletions: {
      title: "무작위 블록",
      about:
        "무작위로 고른 블록을 점점 더 많이 삭제합니다. 오류율은 투표자가 줄어드는 투표처럼 조금씩 올라갈까요, 한꺼번에 올라갈까요?",
    },
    shuffles: {
      title: "블록 섞기",
      about: "모양이 같은 블록끼리 자리를 바꿉니다. 순서가 얼마나 흐트러져도 괜찮을까요?",
    },
    paths: {
      title: "경로의 길이",
      about: "신경망을 지나는 길을 모두 셉니다. 잔차 신경망에서는 대부분 깊이의 절반쯤입니다.",
    },
    gradients: {
      title: "경로 길이별 기울기",
      about: "경로 하나하나를 따라 기울기를 거꾸로 보냅니다. 학습을 이끄는 것은 어떤 길이의 경로일까요?",
    },
  },
  runStudy: "실행",
  stopStudy: "중지",
  studying: (title) => `${title}: 측정하는 중…`,
  studied: (title, step) => `${title}, ${step}스텝 학습 후`,
  studyProgress: (done, images) => `이미지 ${images}장 중 ${done}장`,
  drawing: "그림을 그리는 중…",
  notDrawn:
    "그림을 그리지 못했습니다. 그리기 기능은 첫 그림과 함께 내려받으므로 인터넷 연결을 확인한 뒤 다시 실행하세요.",
  saveSvg: "그림 저장 (SVG)",
  saveJson: "수치 저장 (JSON)",
  words: koWords,

  problems: {
    device: {
      title: "학습할 수 있는 장치가 없습니다.",
      advice:
        "WebGPU 또는 SIMD를 지원하는 WebAssembly가 필요합니다. 최신 Chrome, Edge, Firefox, Safari를 사용하거나 “실행 장치”에서 다른 장치를 선택하세요.",
    },
    lost: {
      title: "장치가 멈췄습니다.",
      advice:
        "초기화를 누르면 장치를 다시 엽니다. 반복되면 “실행 장치”에서 다른 장치를 고르거나 더 작은 신경망을 선택하세요.",
    },
    crashed: {
      title: "페이지의 계산 부분이 멈췄습니다.",
      advice:
        "초기화를 누르면 다시 시작합니다. 반복되면 페이지를 새로 고치거나 “실행 장치”에서 다른 장치를 선택하세요.",
    },
    memory: {
      title: "이 실험을 하기에는 장치의 메모리가 부족합니다.",
      advice: "스텝당 이미지 수를 줄이거나 더 작은 신경망을 선택하세요.",
    },
    archive: {
      title: "이 파일은 CIFAR-10으로 사용할 수 없습니다.",
      advice: "공식 cifar-10-binary.tar.gz 또는 cifar-10-python.tar.gz를 압축을 풀지 않은 채로 선택하세요.",
    },
    diverged: {
      title: "학습이 발산했습니다. 손실이 더 이상 숫자가 아닙니다.",
      advice: "초기화한 뒤 다른 시드나 신경망으로 시도하세요.",
    },
    lesion: {
      title: "이 블록은 삭제할 수 없습니다.",
      advice:
        "지름길이 없고, 이 블록에 들어오는 크기를 다음 블록이 받을 수 없습니다. 다른 블록이나 잔차 블록이 있는 신경망을 선택하세요.",
    },
    study: {
      title: "이 실험은 할 수 없습니다. 학습 상태는 그대로입니다.",
      advice: "다른 실험이나 잔차 블록이 더 많은 신경망을 선택하거나 테스트 이미지 수를 줄이세요.",
    },
    other: {
      title: "문제가 생겼습니다.",
      advice: "초기화하고 다시 시작하세요. 반복되면 페이지를 새로 고치거나 “실행 장치”에서 다른 장치를 선택하세요.",
    },
  },
  dismiss: "닫기",
};
