import { createHash } from 'node:crypto';

/**
 * A growing Merkle tree after RFC 6962 §2.1: leaf SHA-256(0x00 ‖ x), node SHA-256(0x01 ‖ left ‖ right), split at the largest
 * power of two. Holds one hash a level, so a million leaves cost twenty hashes of memory.
 */
export class MerkleTree {
  private readonly peaks: Buffer[];
  private leaves: number;

  /** An empty tree, or one that goes on from a frontier: its size and the roots of its full subtrees, largest first, in base64. */
  constructor(frontier: { readonly size: number; readonly peaks: readonly string[] } = { size: 0, peaks: [] }) {
    this.leaves = frontier.size;
    this.peaks = frontier.peaks.map((peak) => Buffer.from(peak, 'base64'));
  }

  /** What a later tree goes on from. */
  frontier(): readonly string[] {
    return this.peaks.map((peak) => peak.toString('base64'));
  }

  get size(): number {
    return this.leaves;
  }

  add(leaf: string | Uint8Array): void {
    let hash: Buffer = createHash('sha256').update(LEAF).update(leaf).digest();
    // Every trailing 1 bit of the old size is a full subtree that the new leaf completes.
    for (let size = this.leaves; (size & 1) === 1; size >>>= 1) {
      const left = this.peaks.pop();
      if (left !== undefined) hash = node(left, hash);
    }
    this.peaks.push(hash);
    this.leaves += 1;
  }

  /** The root as base64; of the empty tree SHA-256 of nothing. */
  root(): string {
    const last = this.peaks.at(-1);
    if (last === undefined) return createHash('sha256').digest('base64');
    let root: Buffer = last;
    for (let i = this.peaks.length - 2; i >= 0; i--) root = node(this.peaks[i] ?? root, root);
    return root.toString('base64');
  }
}

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);
const node = (left: Buffer, right: Buffer): Buffer => createHash('sha256').update(NODE).update(left).update(right).digest();
