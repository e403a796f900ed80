const blockBytes = 8 * 1024
const mostShared = blockBytes / 8

let block = Buffer.allocUnsafeSlow(blockBytes)
let used = 0

/**
 * A copy of a part. Small ones share blocks, for a block for each would cost more than what is done with it; and whoever
 * keeps one keeps its block, so blocks are small. (Node's own are 64 KiB in some versions.)
 */
export function copyOf(bytes: Buffer, from: number, to: number): Buffer {
  const length = to - from
  if (length > mostShared) {
    const own = Buffer.allocUnsafeSlow(length)
    bytes.copy(own, 0, from, to)
    return own
  }
  if (used + length > blockBytes) {
    block = Buffer.allocUnsafeSlow(blockBytes)
    used = 0
  }
  const copy = block.subarray(used, used + length)
  bytes.copy(copy, 0, from, to)
  used += length
  return copy
}
