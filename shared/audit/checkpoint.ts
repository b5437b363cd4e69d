import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../kernel/canonical-json';

/** How far one writer's blob is covered: its records and bytes so far, and the hash of the last record. */
const BlobCover = z.strictObject({ name: z.string(), records: z.int().min(1), bytes: z.int().min(1), tailHash: z.string() });
export type BlobCover = z.infer<typeof BlobCover>;

/**
 * A signed statement of all records up to now. Leaves join the tree checkpoint by checkpoint: in each, blob by blob in the order
 * of their names, the lines that are new. Format documented in docs/audit-log.md, so that anyone can write a verifier.
 */
export const Checkpoint = z.strictObject({
  v: z.literal(1),
  n: z.int().min(1),
  at: z.string(),
  origin: z.string(),
  /** Hash of the checkpoint before, '' for the first. */
  previous: z.string(),
  treeSize: z.int().min(0),
  root: z.string(),
  /** Roots of the tree's full subtrees, largest first: what the next checkpoint goes on from without reading everything again. */
  frontier: z.array(z.string()),
  blobs: z.array(BlobCover),
  keyId: z.string(),
  signature: z.string(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;
export type UnsignedCheckpoint = Omit<Checkpoint, 'signature'>;

/** What is signed: the canonical JSON of everything but the signature. */
export const signedBytes = (checkpoint: UnsignedCheckpoint | Checkpoint): Uint8Array => {
  const unsigned: Partial<Checkpoint> = { ...checkpoint };
  delete unsigned.signature;
  return Buffer.from(`bill-audit-checkpoint/v1\n${canonicalJson(unsigned)}`, 'utf8');
};

/** What the next checkpoint names as its previous. */
export const checkpointHash = (checkpoint: Checkpoint): string => sha256Hex(canonicalJson(checkpoint));

export const checkpointName = (n: number): string => `checkpoints/${String(n).padStart(8, '0')}.json`;
export const KEYS_NAME = 'checkpoints/keys.json';

/** A key's id: the first 64 bits of the hash of its public half (SPKI PEM), in hex. */
export const keyIdOf = (publicKeyPem: string): string => sha256Hex(publicKeyPem).slice(0, 16);

/** The published public keys: SPKI PEM by key id. */
export const PublicKeys = z.strictObject({
  keys: z.array(z.strictObject({ keyId: z.string(), publicKeyPem: z.string(), from: z.string() })),
});
export type PublicKeys = z.infer<typeof PublicKeys>;
