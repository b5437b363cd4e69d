import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import type { BlobStore } from '../workflow/ports';
import { codeOf, rethrow, statusOf } from './failures';

export type BlobConnection =
  { readonly connectionString: string } | { readonly url: string; readonly credential: TokenCredential };

/** The client of a container, by connection string or by identity; nothing is sent yet. */
export function containerOf(connection: BlobConnection, containerName: string): ContainerClient {
  const service =
    'connectionString' in connection
      ? BlobServiceClient.fromConnectionString(connection.connectionString)
      : new BlobServiceClient(connection.url, connection.credential);
  return service.getContainerClient(containerName);
}

/**
 * One container of Azure Blob Storage, or of Azurite. The container is made when it is missing: in Azure it is deployed, with its
 * immutability policy, before the app starts.
 */
export function createBlobStore(connection: BlobConnection, containerName: string): BlobStore {
  const container = containerOf(connection, containerName);
  return {
    createAppendBlob: async (name) =>
      created('blobs.create', container, async () =>
        container.getAppendBlobClient(name).create({ conditions: { ifNoneMatch: '*' } }),
      ),
    create: async (name, bytes) =>
      created('blobs.create', container, async () =>
        container.getBlockBlobClient(name).upload(bytes, bytes.length, { conditions: { ifNoneMatch: '*' } }),
      ),
    append: async (name, position, bytes) => {
      try {
        await container.getAppendBlobClient(name).appendBlock(bytes, bytes.length, {
          conditions: { appendPosition: position },
          transactionalContentMD5: createHash('md5').update(bytes).digest(),
        });
        return 'appended';
      } catch (error) {
        // Also after the SDK's own second try of an append that landed: the caller reads the tail to know.
        if (statusOf(error) === 412) return 'position';
        return rethrow(error, 'blobs.append');
      }
    },
    read: async (name, from = 0) => {
      try {
        return await container.getBlobClient(name).downloadToBuffer(from);
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        // Nothing stands behind the end of the blob.
        if (statusOf(error) === 416) return new Uint8Array();
        return rethrow(error, 'blobs.read');
      }
    },
    list: async (prefix) => {
      const names: string[] = [];
      try {
        for await (const blob of container.listBlobsFlat({ prefix })) names.push(blob.name);
      } catch (error) {
        if (statusOf(error) !== 404) return rethrow(error, 'blobs.list');
      }
      return names.sort();
    },
  };
}

async function created(operation: string, container: ContainerClient, create: () => Promise<unknown>): Promise<boolean> {
  const attempt = async (): Promise<boolean | 'no-container'> => {
    try {
      await create();
      return true;
    } catch (error) {
      if (codeOf(error) === 'ContainerNotFound') return 'no-container';
      // 409: it exists; 412 comes where the service judges the condition first.
      if (statusOf(error) === 409 || statusOf(error) === 412) return false;
      return rethrow(error, operation);
    }
  };
  const first = await attempt();
  if (first !== 'no-container') return first;
  try {
    await container.createIfNotExists();
  } catch (error) {
    return rethrow(error, 'blobs.create-container');
  }
  return (await attempt()) === true;
}
