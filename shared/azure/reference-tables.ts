import { containerOf, type BlobConnection } from './blob-store';
import { rethrow, statusOf } from './failures';
import type { SharedFiles } from '../workflow/ports';

/**
 * The container that holds the reference tables: files that never change, named by their content, and the manifest, which is replaced
 * only by whoever saw the newest one (If-Match on its ETag).
 */
export function createReferenceTables(connection: BlobConnection, containerName: string): SharedFiles {
  const container = containerOf(connection, containerName);
  return {
    read: async (name) => {
      try {
        return await container.getBlobClient(name).downloadToBuffer();
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        return rethrow(error, 'tables.read');
      }
    },
    readWithEtag: async (name) => {
      try {
        const blob = container.getBlobClient(name);
        const { etag } = await blob.getProperties();
        if (etag === undefined) return undefined;
        // Of this very version: a manifest replaced in between is refused, and the caller begins again.
        return { bytes: await blob.downloadToBuffer(0, undefined, { conditions: { ifMatch: etag } }), etag };
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        return rethrow(error, 'tables.read');
      }
    },
    add: async (name, bytes) => {
      try {
        await container.createIfNotExists();
        await container.getBlockBlobClient(name).uploadData(bytes, { conditions: { ifNoneMatch: '*' } });
      } catch (error) {
        // It is there already, and its name says its content.
        if (statusOf(error) === 409 || statusOf(error) === 412) return;
        rethrow(error, 'tables.add');
      }
    },
    replace: async (name, bytes, etag) => {
      try {
        await container
          .getBlockBlobClient(name)
          .uploadData(bytes, { conditions: etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: etag } });
        return 'replaced';
      } catch (error) {
        if (statusOf(error) === 409 || statusOf(error) === 412) return 'conflict';
        return rethrow(error, 'tables.replace');
      }
    },
  };
}
