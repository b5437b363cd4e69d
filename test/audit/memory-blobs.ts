import type { BlobStore } from '../../shared/workflow/ports';

/** Blobs in memory, with append positions: what the audit log's tests write to. */
export function memoryBlobs(): BlobStore & { readonly files: Map<string, Buffer> } {
  const files = new Map<string, Buffer>();
  return {
    files,
    createAppendBlob: (name) => {
      if (files.has(name)) return Promise.resolve(false);
      files.set(name, Buffer.alloc(0));
      return Promise.resolve(true);
    },
    append: (name, position, bytes) => {
      const blob = files.get(name) ?? Buffer.alloc(0);
      if (blob.length !== position) return Promise.resolve('position');
      files.set(name, Buffer.concat([blob, bytes]));
      return Promise.resolve('appended');
    },
    read: (name, from = 0) => Promise.resolve(files.get(name)?.subarray(from)),
    create: (name, bytes) => {
      if (files.has(name)) return Promise.resolve(false);
      files.set(name, Buffer.from(bytes));
      return Promise.resolve(true);
    },
    list: (prefix) => Promise.resolve([...files.keys()].filter((name) => name.startsWith(prefix)).sort()),
  };
}
