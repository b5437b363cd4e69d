import type { PublicKeys } from '../audit/checkpoint';
import { Checkpoint, checkpointHash, checkpointName, KEYS_NAME, signedBytes, type BlobCover } from '../audit/checkpoint';
import { hashesOfLine } from '../audit/audit-record';
import { MerkleTree } from '../audit/merkle';
import type { BlobStore, Clock } from './ports';

/** Signs checkpoints with a key that never leaves its vault. */
export interface CheckpointSigner {
  readonly keyId: string;
  readonly publicKeyPem: string;
  /** Base64 signature over the bytes. */
  sign(bytes: Uint8Array): Promise<string>;
}

/**
 * Writes the next checkpoint over everything the log holds; nothing when nothing is new. Two instances at once are harmless:
 * the second to create a number is refused by the blob and leaves it at that.
 */
export async function writeAuditCheckpoint(
  world: { blobs: BlobStore; clock: Clock },
  signer: CheckpointSigner,
  origin: string,
): Promise<boolean> {
  await publishKey(world, signer);
  const previous = await lastCheckpoint(world.blobs);
  const { covers, tree, grew } = await coverAll(world.blobs, previous);
  if (!grew) return false;
  const unsigned = {
    v: 1 as const,
    n: (previous?.n ?? 0) + 1,
    at: world.clock.now(),
    origin,
    previous: previous === undefined ? '' : checkpointHash(previous),
    treeSize: tree.size,
    root: tree.root(),
    frontier: [...tree.frontier()],
    blobs: covers,
    keyId: signer.keyId,
  };
  const checkpoint = { ...unsigned, signature: await signer.sign(signedBytes(unsigned)) };
  return world.blobs.create(checkpointName(unsigned.n), Buffer.from(JSON.stringify(checkpoint)));
}

async function publishKey(world: { blobs: BlobStore; clock: Clock }, signer: CheckpointSigner): Promise<void> {
  const keys: PublicKeys = { keys: [{ keyId: signer.keyId, publicKeyPem: signer.publicKeyPem, from: world.clock.now() }] };
  // One file a key: the container is immutable, so a list could not grow.
  const name = KEYS_NAME.replace('.json', `-${signer.keyId}.json`);
  await world.blobs.create(name, Buffer.from(JSON.stringify(keys)));
}

const lastName = async (blobs: BlobStore): Promise<string | undefined> =>
  (await blobs.list('checkpoints/')).findLast((one) => /\/\d+\.json$/.test(one));

/** The number of the last checkpoint; 0 when there is none. */
export const lastCheckpointNumber = async (blobs: BlobStore): Promise<number> =>
  Number(/(\d+)\.json$/.exec((await lastName(blobs)) ?? '')?.[1] ?? 0);

/** The newest checkpoint, as it was written. */
export async function lastCheckpoint(blobs: BlobStore): Promise<Checkpoint | undefined> {
  const name = await lastName(blobs);
  const bytes = name === undefined ? undefined : await blobs.read(name);
  return bytes === undefined ? undefined : Checkpoint.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}

/** Goes on from the last checkpoint: only what was appended since is read, blob by blob in the order of their names. */
async function coverAll(
  blobs: BlobStore,
  previous: Checkpoint | undefined,
): Promise<{ covers: BlobCover[]; tree: MerkleTree; grew: boolean }> {
  const tree = new MerkleTree({ size: previous?.treeSize ?? 0, peaks: previous?.frontier ?? [] });
  const covered = new Map((previous?.blobs ?? []).map((cover) => [cover.name, cover]));
  const covers: BlobCover[] = [];
  for (const name of await blobs.list('audit/')) {
    const before = covered.get(name);
    const now = await coverBlob(blobs, name, before, tree);
    if (now !== undefined) covers.push(now);
  }
  return { covers, tree, grew: tree.size > (previous?.treeSize ?? 0) };
}

async function coverBlob(
  blobs: BlobStore,
  name: string,
  before: BlobCover | undefined,
  tree: MerkleTree,
): Promise<BlobCover | undefined> {
  const bytes = await blobs.read(name, before?.bytes ?? 0);
  if (bytes === undefined || bytes.length === 0) return before;
  const lines = Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1);
  const hashes = lines.map((line) => hashesOfLine(line)?.stated ?? '');
  for (const hash of hashes) tree.add(hash);
  const tailHash = hashes.at(-1) ?? before?.tailHash;
  return tailHash === undefined
    ? undefined
    : { name, records: (before?.records ?? 0) + hashes.length, bytes: (before?.bytes ?? 0) + bytes.length, tailHash };
}
