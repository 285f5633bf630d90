/** File contents, cached by object id: the id is the content's hash, so an entry can never be stale. */
import { LRUCache } from 'lru-cache';
import { isMiraError } from '../../../domain/errors.ts';
import { required } from './client.ts';
import type { AzureDevOps, RepositoryRef } from './client.ts';
import { rooted, VERSION_COMMIT } from './commits.ts';

/** Text, or why there is none. */
export type Blob =
  | { readonly text: string }
  | { readonly text: null; readonly why: 'binary' | 'too large' | 'folder' | 'not found' };

/** Longer files are not diffed: they are generated, or data. */
export const MAX_BLOB_CHARS = 400_000;
const CACHE_CHARS = 32_000_000;

export interface BlobReader {
  /**
   * @param at - where the content can be found: a commit and the path in it
   * @param objectId - its id, where known
   */
  read(
    repository: RepositoryRef,
    at: { readonly commit: string; readonly path: string },
    objectId: string | null,
  ): Promise<Blob>;
}

export function createBlobReader(azureDevOps: AzureDevOps): BlobReader {
  const cache = new LRUCache<string, Blob>({
    maxSize: CACHE_CHARS,
    sizeCalculation: (blob) => (blob.text?.length ?? 0) + 100,
  });
  const inFlight = new Map<string, Promise<Blob>>();

  async function fetchBlob(
    repository: RepositoryRef,
    at: { readonly commit: string; readonly path: string },
  ): Promise<Blob> {
    try {
      const item = await azureDevOps.call('git', repository.organization, at.path, (git) =>
        git.getItem(
          repository.repository,
          rooted(at.path),
          repository.project,
          undefined,
          undefined,
          true,
          undefined,
          undefined,
          { version: at.commit, versionType: VERSION_COMMIT },
          true,
        ),
      );
      const { content, contentMetadata, isFolder } = required(item, `${at.path} at ${at.commit}`);
      if (isFolder) return { text: null, why: 'folder' };
      if (contentMetadata?.isBinary || contentMetadata?.isImage)
        return { text: null, why: 'binary' };
      const text = content ?? '';
      if (text.length > MAX_BLOB_CHARS) return { text: null, why: 'too large' };
      if (text.includes('\u0000')) return { text: null, why: 'binary' };
      return { text };
    } catch (error) {
      if (isMiraError(error) && error.code === 'not_found') return { text: null, why: 'not found' };
      throw error;
    }
  }

  return {
    async read(repository, at, objectId) {
      const key = [
        repository.organization,
        repository.repository,
        objectId ?? `${at.commit}:${at.path}`,
      ].join('\n');
      const known = cache.get(key) ?? inFlight.get(key);
      if (known) return known;
      const asked = fetchBlob(repository, at);
      inFlight.set(key, asked);
      try {
        const blob = await asked;
        if (blob.text !== null || blob.why !== 'not found') cache.set(key, blob);
        return blob;
      } finally {
        inFlight.delete(key);
      }
    },
  };
}
