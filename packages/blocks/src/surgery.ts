// Surgery: Model -> Model. Parameter names travel with their block, so that trained weights go on fitting.
import type { Block, Model, Op, Path } from "./model.ts";
import { sameShape, sections, shapeText } from "./operations.ts";
import { parameters } from "./parameters.ts";

const listed = (names: readonly string[]): string =>
  names.length > 6 ? `${names.slice(0, 3).join(", ")} … ${names.at(-1)}` : names.join(", ");

const blockNames = (model: Model): string => listed(model.stages.flat().map(({ name }) => name));

/** The convolutions of plain blocks, by which layers are called. */
const layerNames = (model: Model): readonly string[] =>
  sections(model).flatMap(({ block, operations }) =>
    block && !block.shortcut ? operations.flatMap(({ name, op }) => (op.op === "conv" ? [name] : [])) : [],
  );

function findBlock(model: Model, name: string): Block {
  const block = model.stages.flat().find((candidate) => candidate.name === name);
  if (!block) throw new Error(`${model.name} has no block "${name}"; its blocks are ${blockNames(model)}`);
  return block;
}

function stageOf(model: Model, stage: number): readonly Block[] {
  const blocks = model.stages[stage];
  if (!blocks) throw new Error(`${model.name} has no stage ${stage}; its stages are 0 to ${model.stages.length - 1}`);
  return blocks;
}

const replaceBlock = (model: Model, name: string, block: Block): Model => ({
  ...model,
  stages: model.stages.map((blocks) => blocks.map((old) => (old.name === name ? block : old))),
});

/** @throws Error unless `after` fits together and every parameter that it shares with `before` kept its shape. */
function keepsParameters(before: Model, after: Model): Model {
  const old = new Map(parameters(before).map(({ name, shape }) => [name, shape]));
  for (const { name, shape } of parameters(after)) {
    const was = old.get(name);
    if (was && !sameShape(was, shape))
      throw new Error(
        `${name} would change from ${shapeText(was)} to ${shapeText(shape)}, and its weights would no longer fit; ` +
          "cut or insert only where the shapes before and after agree",
      );
  }
  return after;
}

/**
 * Deletes the branch at position `branch` of a block; its other paths stay. The shortcut and other branches go on.
 * @throws Error if there is no such block or branch, or if nothing would be left of the block.
 */
export function deleteBranch(model: Model, name: string, branch: number): Model {
  const block = findBlock(model, name);
  if (!block.branches[branch])
    throw new Error(`${name} has no branch ${branch}; it has ${block.branches.length}, counted from 0`);
  if (!block.shortcut && block.branches.length === 1)
    throw new Error(`${name} is plain: nothing would be left without its branch; use deleteLayer`);
  return replaceBlock(model, name, { ...block, branches: block.branches.toSpliced(branch, 1) });
}

/**
 * Deletes all branches of a block, which becomes its shortcut (Veit et al. 2016, section 4.1). A shortcut's projection,
 * gate and factor stay, and so do the ops before the split and after the sum.
 * @throws Error if there is no such block, or if it is plain.
 */
export function deleteBlock(model: Model, name: string): Model {
  const block = findBlock(model, name);
  if (!block.shortcut) throw new Error(`${name} is plain: it has no shortcut that could stay; use deleteLayer`);
  return replaceBlock(model, name, { ...block, branches: [] });
}

/** The range of the layer with the convolution at `at`: a layer begins wherever the chain's first kind of op recurs. */
function layerAround(chain: readonly Op[], at: number): readonly [begin: number, end: number] {
  const starts = chain.flatMap(({ op }, index) => (op === chain[0]!.op ? [index] : []));
  const end = starts.find((start) => start > at) ?? chain.length;
  return [starts.findLast((start) => start <= at)!, end];
}

/**
 * Deletes one layer of a plain block: the convolution `name` ("layer1.0.conv2") with its batch norm and ReLU.
 * @throws Error if there is no such convolution, if its block has a shortcut, or if the layer changes the shape.
 */
export function deleteLayer(model: Model, name: string): Model {
  const section = sections(model).find(({ operations }) => operations.some((operation) => operation.name === name));
  const layer = section?.operations.find((operation) => operation.name === name);
  if (!section?.block || layer?.op.op !== "conv") {
    const layers = layerNames(model);
    throw new Error(
      `${model.name} has no block or layer "${name}"; its blocks are ${blockNames(model)}` +
        (layers.length > 0 ? `, its layers ${listed(layers)}` : ""),
    );
  }
  const { block } = section;
  const [path, ...others] = block.branches;
  if (block.shortcut || !path || others.length > 0)
    throw new Error(
      `${block.name} ${block.shortcut ? "is residual" : "has several branches"}: one of its layers is no path of its own; ` +
        `delete the block ${block.name}, or one of its branches`,
    );
  if (!sameShape(layer.input, layer.output))
    throw new Error(
      `${name} makes ${shapeText(layer.output)} of ${shapeText(layer.input)}; only a layer that keeps the shape can go`,
    );
  const chain = [...block.pre, ...path.ops, ...block.post];
  const [begin, end] = layerAround(chain, chain.indexOf(layer.op));
  const kept = (ops: readonly Op[], offset: number): Op[] =>
    ops.filter((_, index) => offset + index < begin || offset + index >= end);
  const branch: Path = { ...path, ops: kept(path.ops, block.pre.length) };
  return replaceBlock(model, block.name, {
    ...block,
    pre: kept(block.pre, 0),
    branches: [branch],
    post: kept(block.post, block.pre.length + path.ops.length),
  });
}

/**
 * Puts the blocks of a stage in another order: position i gets the block that was at `order[i]`.
 * @throws Error if `order` is no permutation, or if a block would move to where shapes differ.
 */
export function permuteBlocks(model: Model, stage: number, order: readonly number[]): Model {
  const blocks = stageOf(model, stage);
  if (order.length !== blocks.length || blocks.some((_, position) => !order.includes(position)))
    throw new Error(
      `order of stage ${stage}: expected each of 0 to ${blocks.length - 1} once, got [${order.slice(0, 20).join(", ")}]`,
    );
  const shapes = new Map(sections(model).map(({ name, input, output }) => [name, shapeText([...input, ...output])]));
  for (const [position, from] of order.entries()) {
    const [moved, there] = [blocks[from]!.name, blocks[position]!.name];
    if (shapes.get(moved) !== shapes.get(there))
      throw new Error(
        `${moved} cannot take the place of ${there}: their shapes differ; leave blocks that resize where they are`,
      );
  }
  return {
    ...model,
    stages: model.stages.with(
      stage,
      order.map((from) => blocks[from]!),
    ),
  };
}

/**
 * Cuts `deleteCount` blocks out of a stage from `start` on and puts `inserted` in their place, as an array's splice.
 * @throws Error if the range lies outside the stage, if shapes no longer fit, if a parameter that stays would change
 * its shape, or if two blocks or parameters would have one name.
 */
export function spliceBlocks(
  model: Model,
  stage: number,
  start: number,
  deleteCount: number,
  ...inserted: readonly Block[]
): Model {
  const blocks = stageOf(model, stage);
  const inside = (value: number, most: number) => Number.isInteger(value) && value >= 0 && value <= most;
  if (!inside(start, blocks.length) || !inside(deleteCount, blocks.length - start))
    throw new Error(`stage ${stage} has ${blocks.length} blocks: cannot cut ${deleteCount} of them from ${start} on`);
  const after = { ...model, stages: model.stages.with(stage, blocks.toSpliced(start, deleteCount, ...inserted)) };
  return keepsParameters(model, after);
}
