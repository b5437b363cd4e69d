/** Append and block blobs in memory. */
export class SimulatedBlobs {
  private readonly blobs = new Map<string, { chunks: Buffer[]; length: number }>();

  createAppendBlob(name: string): boolean {
    if (this.blobs.has(name)) return false;
    this.blobs.set(name, { chunks: [], length: 0 });
    return true;
  }

  append(name: string, position: number, bytes: Uint8Array): 'appended' | 'position' {
    const blob = this.blobs.get(name);
    if (blob?.length !== position) return 'position';
    blob.chunks.push(Buffer.from(bytes));
    blob.length += bytes.length;
    return 'appended';
  }

  create(name: string, bytes: Uint8Array): boolean {
    if (this.blobs.has(name)) return false;
    this.blobs.set(name, { chunks: [Buffer.from(bytes)], length: bytes.length });
    return true;
  }

  read(name: string, from = 0): Uint8Array | undefined {
    const blob = this.blobs.get(name);
    return blob === undefined ? undefined : Buffer.concat(blob.chunks).subarray(from);
  }

  list(prefix: string): readonly string[] {
    return [...this.blobs.keys()].filter((name) => name.startsWith(prefix)).sort();
  }
}
