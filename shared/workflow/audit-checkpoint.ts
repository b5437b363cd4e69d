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
  const { covers, tree, grew } = await coverAll(world.blobs, previous.all);
  if (!grew) return false;
  const unsigned = {
    v: 1 as const,
    n: previous.all.length + 1,
    at: world.clock.now(),
    origin,
    previous: previous.last === undefined ? '' : checkpointHash(previous.last),
    treeSize: tree.size,
    root: tree.root(),
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

async function lastCheckpoint(blobs: BlobStore): Promise<{ all: readonly Checkpoint[]; last: Checkpoint | undefined }> {
  const names = (await blobs.list('checkpoints/')).filter((name) => /\/\d+\.json$/.test(name));
  const all: Checkpoint[] = [];
  for (const name of names) {
    const bytes = await blobs.read(name);
    if (bytes !== undefined) all.push(Checkpoint.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))));
  }
  return { all, last: all.at(-1) };
}

/** Every record's hash joins the tree in the order the checkpoints saw it. */
async function coverAll(
  blobs: BlobStore,
  checkpoints: readonly Checkpoint[],
): Promise<{ covers: BlobCover[]; tree: MerkleTree; grew: boolean }> {
  const hashes = new Map<string, readonly string[]>();
  for (const name of await blobs.list('audit/')) hashes.set(name, await recordHashes(blobs, name));
  const tree = new MerkleTree();
  const covered = new Map<string, number>();
  const add = (name: string, to: number): void => {
    const all = hashes.get(name) ?? [];
    for (let i = covered.get(name) ?? 0; i < to; i++) tree.add(all[i] ?? '');
    covered.set(name, to);
  };
  for (const checkpoint of checkpoints) for (const blob of checkpoint.blobs) add(blob.name, blob.records);
  const before = tree.size;
  const covers: BlobCover[] = [];
  for (const [name, all] of hashes) {
    const tailHash = all.at(-1);
    if (tailHash === undefined) continue;
    add(name, all.length);
    covers.push({ name, records: all.length, tailHash });
  }
  return { covers, tree, grew: tree.size > before };
}

async function recordHashes(blobs: BlobStore, name: string): Promise<readonly string[]> {
  const bytes = await blobs.read(name);
  if (bytes === undefined) return [];
  const lines = Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line) => hashesOfLine(line)?.stated ?? '');
}
