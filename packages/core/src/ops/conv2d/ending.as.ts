// What convolutions and matrix products share beside their tiles: which outputs a unit computes, and what is done to them at the end.
import { storeLanes } from "../../devices/wasm/lanes.as";

/** The first panel of 8 outputs of a group; that of the group behind the last is one past the last panel. */
@inline
export function firstPanel(outputs: i32, group: i32, groups: i32): i32 {
  return (((outputs + 7) >> 3) * group) / groups;
}

/**
 * Stores a vector of outputs at `to` once the bias and, where it `adds`, what lies `distance` bytes after `to` are added to it; what is less
 * than the floor becomes the floor. The result may take the place of what is added.
 */
@inline
export function finish(y: v128, to: usize, lanes: i32, bias: v128, adds: bool, distance: usize, floor: v128): void {
  let result = f32x4.add(y, bias);
  if (adds) result = f32x4.add(result, v128.load(to + distance));
  storeLanes(to, f32x4.pmax(result, floor), lanes);
}
